/**
 * The pass: the charts begin empty and fill layer by layer as the signal passes, then back as the gradient
 * returns, with the factor so far in words. Space pauses it, arrow keys and the slider move it. Nothing is
 * computed: it reveals the run on the screen.
 */
import { useEffect, useEffectEvent, useId, useState } from "react";
import type { ChartCell } from "../../../charts/cell.ts";
import { formatFactor } from "../../../charts/format.ts";
import { useChoicesText } from "../../../i18n/choicesText.ts";
import { Button } from "../../../ui/Button.tsx";
import { useHover } from "../frame/hover.ts";
import styles from "./PassButton.module.css";
import { stepMs, passSteps } from "./passSteps.ts";

interface PassProps {
  readonly layerCount: number;
  readonly activations: readonly (ChartCell | null)[];
  readonly gradients: readonly (ChartCell | null)[];
}

/** Elements that use arrows and Space themselves. */
const OWN_KEYS = "input:not([type='range']), select, textarea, dialog, [role='menu'], [role='toolbar']";

export function PassButton({ layerCount, activations, gradients }: PassProps) {
  const c = useChoicesText();
  const id = useId();
  const { setLight } = useHover();
  /** Null while no pass is on the screen. */
  const [at, setAt] = useState<number | null>(null);
  const [isPaused, setIsPaused] = useState(false);
  const steps = passSteps(layerCount);
  const step = at === null ? null : (steps[at] ?? null);
  const isOpen = at !== null;

  const go = useEffectEvent((by: number): void => {
    if (at === null) return;
    const next = Math.max(0, at + by);
    // After the last step the whole picture is there: the pass is over.
    setAt(next < steps.length ? next : null);
  });
  const show = useEffectEvent((): void => setLight(step));

  useEffect(() => {
    show();
  }, [at, layerCount]);
  useEffect(() => () => setLight(null), [setLight]);
  useEffect(() => {
    if (!isOpen || isPaused) return;
    const timer = setInterval(() => go(1), stepMs(layerCount));
    return () => clearInterval(timer);
  }, [isOpen, isPaused, layerCount]);
  useEffect(() => {
    if (!isOpen) return;
    function press(event: KeyboardEvent): void {
      const target = event.target instanceof Element ? event.target : null;
      if (event.key === "Escape") setAt(null);
      else if (target?.closest(OWN_KEYS) != null || event.ctrlKey || event.metaKey || event.altKey) return;
      else if (event.key === " ") setIsPaused((was) => !was);
      else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
        setIsPaused(true);
        go(event.key === "ArrowRight" ? 1 : -1);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    }
    // Before the presentation's keys, which use the same ones for other things.
    addEventListener("keydown", press, { capture: true });
    return () => removeEventListener("keydown", press, { capture: true });
  }, [isOpen]);

  /** The size at the step over the size where its direction began. */
  function factorSoFar(): number {
    if (step === null) return NaN;
    return step.tone === "forward"
      ? (activations[step.layer]?.stats.std ?? NaN) / (activations[0]?.stats.std ?? NaN)
      : (gradients[step.layer]?.stats.rms ?? NaN) / (gradients.at(-1)?.stats.rms ?? NaN);
  }
  const factor = factorSoFar();
  return (
    <>
      <Button
        isIcon
        className={styles.start}
        data-key="a"
        aria-label={c(isOpen ? "pass.stop" : "pass.start")}
        title={c("pass.title")}
        onClick={() => {
          setIsPaused(false);
          setAt(isOpen ? null : 0);
        }}
      >
        <svg width="0.85em" height="0.85em" viewBox="0 0 10 10" fill="currentColor" aria-hidden="true">
          <path d={isOpen ? "M1 1h8v8H1z" : "M2 0.5v9l7.5-4.5z"} />
        </svg>
      </Button>
      {step !== null && (
        <span className={styles.pass} data-passing>
          <Button
            isIcon
            aria-label={c(isPaused ? "pass.resume" : "pass.pause")}
            onClick={() => setIsPaused(!isPaused)}
          >
            <svg width="0.85em" height="0.85em" viewBox="0 0 10 10" fill="currentColor" aria-hidden="true">
              <path d={isPaused ? "M2 0.5v9l7.5-4.5z" : "M1.5 1h2.5v8H1.5zM6 1h2.5v8H6z"} />
            </svg>
          </Button>
          <input
            type="range"
            className={styles.scrub}
            aria-label={c("pass.step")}
            aria-describedby={id}
            min={0}
            max={steps.length - 1}
            value={at ?? 0}
            onChange={(event) => {
              setIsPaused(true);
              setAt(event.currentTarget.valueAsNumber);
            }}
          />
          <span id={id} className={styles[step.tone]}>
            {c(`pass.${step.tone}`, {
              layer: step.layer + 1,
              factor: Number.isFinite(factor) ? `×${formatFactor(factor)}` : "–",
            })}
          </span>
        </span>
      )}
    </>
  );
}
