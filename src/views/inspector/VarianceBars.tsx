/** The variance of a tensor and its two summands: between inputs, and between units. */
import type { ChartTone } from "../../charts/cell.ts";
import { formatNumber, formatShare } from "../../charts/format.ts";
import { isUnresolved, spacingOf } from "../../math/resolution.ts";
import type { TensorStats } from "../../experiment/result.ts";
import { useInspectorText } from "../../i18n/inspectorText.ts";
import { cx } from "../../ui/cx.ts";
import { term } from "../term.ts";
import styles from "./Inspector.module.css";
import { Panel } from "./Panel.tsx";

const ENTRIES = { batch: "batch-std", unit: "unit-std", pooled: "variance" } as const;

export function VarianceBars({ stats, tone }: { readonly stats: TensorStats; readonly tone: ChartTone }) {
  const i = useInspectorText();
  const { std, batchStd, unitStd } = stats;
  // Weights have no batch; a tensor without a finite value has no variance.
  if (Number.isNaN(batchStd) || Number.isNaN(std)) return null;
  const batchShare = std > 0 ? (batchStd / std) ** 2 : 0;
  const unitShare = std > 0 ? (unitStd / std) ** 2 : 0;
  const bar = (
    name: "pooled" | "batch" | "unit",
    variance: number,
    from: number,
    share: number,
    isNoise: boolean,
  ) => (
    <div className={styles.variance} key={name}>
      <dt {...term(i(`variance.${name}.title`), ENTRIES[name], name === "batch")}>{i(`variance.${name}`)}</dt>
      <dd>
        <span className={styles.track}>
          <span
            className={cx(styles.bar, styles[name], styles[tone])}
            style={{ left: `${100 * from}%`, width: `${100 * share}%` }}
          />
        </span>
        <span className={styles.varianceText}>
          {isNoise ? `<${formatNumber(spacingOf(stats) ** 2, 1)}` : formatNumber(variance)}
          {name !== "pooled" && ` (${formatShare(share)})`}
        </span>
      </dd>
    </div>
  );
  return (
    <Panel title={i("variance")}>
      <dl className={styles.variances}>
        {bar("batch", batchStd ** 2, 0, batchShare, isUnresolved(stats, "batchStd"))}
        {bar("unit", unitStd ** 2, batchShare, unitShare, isUnresolved(stats, "unitStd"))}
        {bar("pooled", std ** 2, 0, std > 0 ? 1 : 0, isUnresolved(stats, "std"))}
      </dl>
    </Panel>
  );
}
