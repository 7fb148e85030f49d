/** The empty frame before the first picture, so that nothing jumps when it comes. */
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { ChartFrame } from "./frame/ChartFrame.tsx";
import styles from "./FirstPicture.module.css";
import type { PictureMetrics } from "./frame/useChartMetrics.ts";

export function FirstPicture({ metrics }: { readonly metrics: PictureMetrics }) {
  const t = useText();
  const run = useAppStore((state) => state.run);
  const isWaiting = run.kind === "idle" || run.kind === "running" || run.kind === "done";
  const frames = [
    { titleKey: "chart.signal", heightPx: metrics.signalPx },
    { titleKey: "tensor.activation", heightPx: metrics.rowPx },
    { titleKey: "tensor.grad_activation", heightPx: metrics.rowPx },
  ] as const;
  return (
    <div className={styles.first}>
      {frames.map(({ titleKey, heightPx }, index) => (
        <ChartFrame key={titleKey} title={t(titleKey)} summary={t("summary.waiting")} isBusy={isWaiting}>
          <div className={styles.frame} style={{ height: heightPx, marginLeft: metrics.margin.left }}>
            {index === 0 && isWaiting && <span>{t("run.first")}</span>}
          </div>
        </ChartFrame>
      ))}
    </div>
  );
}
