/**
 * The pass: lights the layers one by one as the signal passes, then back as the gradient returns. It is a
 * slow animation: nothing is computed.
 */
import { useEffect, useState } from "react";
import { useChoicesText } from "../../../i18n/choicesText.ts";
import { Button } from "../../../ui/Button.tsx";
import { useHover } from "../frame/hover.ts";
import { stepMs, passSteps } from "./passSteps.ts";

export function PassButton({ layerCount }: { readonly layerCount: number }) {
  const c = useChoicesText();
  const { setLight } = useHover();
  const [isRunning, setIsRunning] = useState(false);

  useEffect(() => {
    if (!isRunning) return;
    const steps = passSteps(layerCount);
    let at = 0;
    const show = (): void => {
      setLight(steps[at] ?? null);
      if (at >= steps.length) setIsRunning(false);
      at += 1;
    };
    const stopOnEscape = ({ key }: KeyboardEvent): void => {
      if (key === "Escape") setIsRunning(false);
    };
    show();
    const timer = setInterval(show, stepMs(layerCount));
    addEventListener("keydown", stopOnEscape);
    return () => {
      clearInterval(timer);
      removeEventListener("keydown", stopOnEscape);
      setLight(null);
    };
  }, [isRunning, layerCount, setLight]);

  const label = c(isRunning ? "pass.stop" : "pass.start");
  return (
    <Button
      isIcon
      data-key="a"
      aria-label={label}
      title={c("pass.title")}
      onClick={() => setIsRunning(!isRunning)}
    >
      <svg width="0.85em" height="0.85em" viewBox="0 0 10 10" fill="currentColor" aria-hidden="true">
        <path d={isRunning ? "M1 1h8v8H1z" : "M2 0.5v9l7.5-4.5z"} />
      </svg>
    </Button>
  );
}
