/** Facts about the whole run, a line each: its phase in theory, and the effect of each number format. */
import { memo, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import { formatNumber, formatShare } from "../../../charts/format.ts";
import { NUMBER_FORMATS, rangeFindings } from "../../../experiment/numberRange.ts";
import type { NumberFormat, RangeFinding, ShareBounds } from "../../../experiment/numberRange.ts";
import { theorySummary } from "../../../experiment/theory/summary.ts";
import { useFactsText } from "../../../i18n/factsText.ts";
import { cx } from "../../../ui/cx.ts";
import type { PictureCells } from "../data/cells.ts";
import { useAppStore } from "../../../store/store.ts";
import { Button } from "../../../ui/Button.tsx";
import { term } from "../../term.ts";
import { GapReason } from "../signal/GapReason.tsx";
import styles from "./FactsList.module.css";
import { phaseText } from "./phaseText.ts";
import type { PictureTheory } from "../data/pictureTheory.ts";
import type { PictureMetrics } from "../frame/useChartMetrics.ts";

interface FactsProps {
  readonly cells: PictureCells;
  readonly theory: PictureTheory;
  readonly metrics: PictureMetrics;
  readonly id: string;
}

/** Formats of 8 bits need a scale per tensor: without one almost nothing fits. Only request shows them. */
const SHORT_NAMES: Readonly<Partial<Record<NumberFormat["id"], string>>> = {
  float8_e4m3: "E4M3",
  float8_e5m2: "E5M2",
};

/** A drag gives many pictures; only the last one is worth these numbers. */
const QUIET_MS = 150;

/** The value once it has stopped changing for a moment, unless it is of a preview. */
function useSettled<T>(value: T, isPreview: boolean): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (isPreview) return;
    const timer = setTimeout(() => setSettled(value), QUIET_MS);
    return () => clearTimeout(timer);
  }, [value, isPreview]);
  return settled;
}

/** The phase with its numbers, or the reason why there is none. */
function TheoryFact({ cells, theory }: Omit<FactsProps, "metrics" | "id">) {
  const f = useFactsText();
  const { plan } = cells.picture;
  // eslint-disable-next-line react-hooks/exhaustive-deps -- equal keys mean equal plans
  const summary = useMemo(() => (theory.gap === null ? theorySummary(plan) : null), [plan.key, theory.gap]);
  if (theory.gap !== null) return <GapReason gap={theory.gap} hasTheory={theory.lines !== null} />;
  if (summary === null) return f("differ");
  const { criticalWeightVariance: critical, batchNorm } = summary;
  // Without a length no correlation could settle; batch norm settles both in one layer.
  const hasLength = summary.q > 0 && summary.q < Infinity;
  const all = [
    { name: "χ", value: summary.chi, title: f("chi.title"), entry: "edge-of-chaos" },
    { name: "q*", value: summary.q, title: f("q.title"), entry: "fixed-point" },
    { name: "c*", value: summary.c, title: f("c.title"), entry: "correlation" },
    { name: "ξ_q", value: summary.lengthScale, title: f("lengthScale.title"), entry: "depth-scale" },
    {
      name: "ξ_c",
      value: summary.correlationScale,
      title: f("correlationScale.title"),
      entry: "depth-scale",
    },
  ] as const;
  const numbers = all.filter(
    ({ name }) => (hasLength && batchNorm === null) || name === "χ" || name === "q*",
  );
  return (
    <>
      <span>{phaseText(f, summary, plan.layers.length)}</span>
      {critical !== null && (
        <span className={styles.number} {...term(f("variance.title"), "edge-of-chaos", true)}>
          σ<sub>w</sub>² = {formatNumber(summary.weightVariance)}{" "}
          {f("critical", { value: formatNumber(critical) })}
        </span>
      )}
      {numbers.map(({ name, value, title, entry }, at) => {
        const [symbol, index] = name.split("_");
        return (
          <span key={name} className={styles.number} {...term(title, entry, at === 0 && critical === null)}>
            {symbol}
            {index !== undefined && <sub>{index}</sub>} = {formatNumber(value)}
          </span>
        );
      })}
    </>
  );
}

/** The effect of one format. */
function FormatFact({ findings }: { readonly findings: readonly RangeFinding[] }) {
  const f = useFactsText();
  const shareText = ({ low, high }: ShareBounds): string => {
    const [least, most] = [formatShare(low), formatShare(high)];
    if (least === most) return most;
    return low === 0 ? f("atMost", { share: most }) : `${least}–${most}`;
  };
  const sentence = ({ tensor, problem, firstLayer, worstLayer, share }: RangeFinding): string =>
    f(`${tensor}.${problem}`, { layer: firstLayer, worst: worstLayer, share: shareText(share) });
  return findings.length === 0 ? (
    <span className={styles.fits}>{f("fits")}</span>
  ) : (
    findings.map(sentence).join(" · ")
  );
}

/** What does not fit a number format; on request the theory and all formats. */
export function FactsList({ cells, theory, metrics, id }: FactsProps) {
  // A preview lacks most of the tensors that the number formats need.
  const { isPreview } = cells.picture;
  const settled = useSettled(cells, isPreview);
  const isStale = settled.picture.plan.key !== cells.picture.plan.key;
  return <Facts cells={settled} theory={useSettled(theory, isPreview)} {...{ metrics, id, isStale }} />;
}

/** The button that shows all facts. */
export function FactsToggle({ id }: { readonly id: string }) {
  const f = useFactsText();
  const isOpen = useAppStore((state) => state.view.areFactsOpen);
  const changeView = useAppStore((state) => state.changeView);
  return (
    <Button
      variant="outline"
      title={f("title")}
      aria-expanded={isOpen}
      aria-controls={isOpen ? id : undefined}
      onClick={() => changeView({ areFactsOpen: !isOpen, selectedLayer: null })}
    >
      {f("toggle")}
    </Button>
  );
}

const Facts = memo(function Facts({
  cells,
  theory,
  metrics,
  id,
  isStale,
}: FactsProps & { isStale: boolean }) {
  const f = useFactsText();
  const effects = useMemo(() => {
    const layers = cells.results.flatMap((result) => (result === null ? [] : [result]));
    return NUMBER_FORMATS.map((format) => ({ id: format.id, findings: rangeFindings(layers, format) }));
  }, [cells]);
  const isOpen = useAppStore((state) => state.view.areFactsOpen);
  const shown = effects.filter(
    ({ id: of, findings }) => isOpen || (findings.length > 0 && !(of in SHORT_NAMES)),
  );
  const row = (name: string, title: string, value: ReactNode) => (
    <div key={name} className={styles.row}>
      <dt
        className={styles.name}
        style={{ width: metrics.margin.left }}
        {...(title === "" ? {} : term(title, "number-format", name === shown[0]?.id))}
      >
        {name}
      </dt>
      <dd className={styles.value}>{value}</dd>
    </div>
  );
  if (!isOpen && shown.length === 0) return null;
  return (
    <dl id={id} className={cx(styles.facts, isStale && styles.stale)} aria-label={f("title")}>
      {isOpen && row(f("theory"), "", <TheoryFact cells={cells} theory={theory} />)}
      {shown.map(({ id: format, findings }) =>
        row(SHORT_NAMES[format] ?? format, f(`${format}.title`), <FormatFact findings={findings} />),
      )}
    </dl>
  );
});
