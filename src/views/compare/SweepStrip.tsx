/** All variants of the present configuration, each as a small signal chart that adopts it when pressed. */
import { useMemo, useState } from "react";
import { superscript } from "../../charts/format.ts";
import { logDomain } from "../../charts/signal.ts";
import type { LogDomain } from "../../charts/signal.ts";
import { EmptyTinySignal, TinySignal } from "../../charts/TinySignal.tsx";
import { tinyScale } from "../../charts/tinySignal.ts";
import { useCompareText } from "../../i18n/compareText.ts";
import { useLanguage, useText } from "../../i18n/text.ts";
import { verdictTranslator } from "../../i18n/verdictText.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { CloseIcon } from "../../ui/icons.tsx";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import { useLockOf } from "../screen.ts";
import { ToneMark } from "../verdict/Verdict.tsx";
import { verdictText } from "../verdict/verdictText.ts";
import styles from "./SweepStrip.module.css";
import study from "./study.module.css";
import { SWEEP_BATCH, SWEEP_WIDTH, SWEEPS } from "./sweep.ts";
import type { RunSummary } from "../background/summary.ts";
import type { SweepKind } from "./sweep.ts";
import { useSweep } from "./useSweep.ts";
import type { SweepOutcome } from "./useSweep.ts";

/**
 * Share of all numbers left out at each end of the axis: a few exploding variants would flatten the others.
 */
const TAIL = 0.15;
/** The axis never goes beyond these powers of ten. */
const MOST_EXPONENT = 8;

function isResult(outcome: SweepOutcome | undefined): outcome is RunSummary {
  return outcome !== null && outcome !== undefined && outcome !== "failed";
}

/** One axis for all variants; lines beyond its ends run along them. */
function sharedDomain(outcomes: readonly SweepOutcome[]): LogDomain {
  const numbers = outcomes
    .filter(isResult)
    .flatMap(({ forward, backward }) => [...forward.marks, ...backward.marks])
    .flatMap((mark) => (mark?.kind === "value" ? [mark.value] : []))
    .toSorted((a, b) => a - b);
  const cut = Math.floor(TAIL * numbers.length);
  const { low, high } = logDomain(numbers.slice(cut, numbers.length - cut));
  return { low: Math.max(-MOST_EXPONENT, low), high: Math.min(MOST_EXPONENT, high) };
}

function Chart({ outcome, domain }: { readonly outcome: RunSummary; readonly domain: LogDomain }) {
  const { forward, backward } = outcome;
  const scale = useMemo(
    () => ({ ...tinyScale([forward, backward], domain), domain }),
    [forward, backward, domain],
  );
  return <TinySignal {...{ forward, backward, scale }} />;
}

interface EntryProps {
  readonly label: string;
  readonly outcome: SweepOutcome | undefined;
  readonly domain: LogDomain;
  readonly isPresent: boolean;
  readonly lock: ReturnType<ReturnType<typeof useLockOf>>;
  readonly onAdopt: () => void;
}

function Entry({ label, outcome, domain, isPresent, lock, onAdopt }: EntryProps) {
  const language = useLanguage();
  const c = useCompareText();
  const verdict =
    isResult(outcome) && outcome.diagnosis !== null
      ? verdictText(outcome.diagnosis, outcome.config, verdictTranslator(language))
      : null;
  const words = verdict?.title ?? c(outcome === "failed" ? "sweep.failed" : "sweep.waiting");
  return (
    <li>
      <button
        type="button"
        className={styles.entry}
        aria-label={c("sweep.entry", { name: label, verdict: words })}
        aria-pressed={isPresent}
        title={verdict === null ? words : `${verdict.title} ${verdict.sentence}`}
        {...lock}
        onClick={onAdopt}
      >
        <span className={styles.chart}>
          {isResult(outcome) ? <Chart outcome={outcome} domain={domain} /> : <EmptyTinySignal />}
        </span>
        <span className={styles.label}>
          {verdict !== null && <ToneMark tone={verdict.tone} />}
          {label}
        </span>
      </button>
    </li>
  );
}

export function SweepStrip({ id }: { readonly id: string }) {
  const c = useCompareText();
  const t = useText();
  const [kind, setKind] = useState<SweepKind>("initializer");
  const config = useAppStore((state) => state.config);
  const pins = useAppStore((state) => state.pins);
  const compare = useAppStore((state) => state.compare);
  const changeView = useAppStore((state) => state.changeView);
  const { variants, outcomes, isStale, doneCount, isStopped, setStopped } = useSweep(kind);
  const domain = useMemo(() => sharedDomain(outcomes), [outcomes]);
  const lockOf = useLockOf();
  const isDone = doneCount >= variants.length;
  return (
    <section id={id} className={study.panel} aria-label={c("sweep.title")}>
      <div className={study.header}>
        <h2 className={study.title}>{c("sweep.title")}</h2>
        <RadioGroup
          variant="bare"
          label={c("sweep.over")}
          value={kind}
          options={SWEEPS.map((sweep) => ({ id: sweep, label: c(`sweep.${sweep}`) }))}
          onChange={setKind}
        />
        <Button variant="outline" onClick={() => changeView({ sweep: "grid" })}>
          {c("sweep.two")}
        </Button>
        <Button variant="outline" onClick={() => changeView({ sweep: "grid.weights.lines" })}>
          {c("sweep.lines")}
        </Button>
        <p className={styles.detail}>
          {c(kind === "batch" ? "sweep.reduced.batch" : "sweep.reduced", {
            width: SWEEP_WIDTH,
            batch: SWEEP_BATCH,
          })}{" "}
          {c("sweep.axis", { low: superscript(domain.low), high: superscript(domain.high) })}{" "}
          {c("sweep.hint")}
        </p>
        <Button
          isIcon
          className={styles.close}
          aria-label={c("sweep.close")}
          title={c("sweep.close")}
          onClick={() => changeView({ sweep: "closed" })}
        >
          <CloseIcon />
        </Button>
        {!isDone && (
          <p className={study.progress}>
            <progress aria-label={c("sweep.title")} max={variants.length} value={doneCount} />
            {c("sweep.progress", { done: doneCount, total: variants.length })}
            <Button variant="outline" onClick={() => setStopped(!isStopped)}>
              {c(isStopped ? "sweep.again" : "sweep.stop")}
            </Button>
          </p>
        )}
      </div>
      <ul className={cx(styles.entries, isStale && styles.stale)}>
        {variants.map(({ label, patch, isPresent }, index) => (
          <Entry
            key={label}
            {...{ domain, isPresent }}
            label={t.nameOf(label)}
            lock={lockOf(patch, "compare")}
            outcome={outcomes[index]}
            // This is one step of undo by itself, whatever came just before it.
            onAdopt={() => compare(pins, { ...config, ...patch })}
          />
        ))}
      </ul>
    </section>
  );
}
