/** The main numbers of a layer beside the finger that has tapped it: the readout may be out of sight. */
import { formatFixed } from "../../../charts/format.ts";
import { useText } from "../../../i18n/text.ts";
import type { PictureCells } from "../data/cells.ts";
import styles from "./TouchTip.module.css";

/** A tap on a layer, in pixels of the area of all charts. */
export interface Tap {
  readonly layer: number;
  readonly x: number;
  readonly y: number;
}

/** Least distance of the middle of the tip from both edges. */
const HALF_PX = 84;

export function TouchTip({ tap, cells, widthPx }: { tap: Tap; cells: PictureCells; widthPx: number }) {
  const t = useText();
  const std = cells.activations[tap.layer]?.stats.std;
  const rms = cells.gradients[tap.layer]?.stats.rms;
  const left = Math.min(widthPx - HALF_PX, Math.max(HALF_PX, tap.x));
  return (
    <div className={styles.tip} style={{ left, top: tap.y }} aria-hidden="true">
      <strong>{t("layer.name", { layer: tap.layer + 1 })}</strong>
      {std !== undefined && (
        <span className={styles.forward}>
          → {t("stat.std")} {formatFixed(std)}
        </span>
      )}
      {rms !== undefined && (
        <span className={styles.backward}>
          ← {t("stat.rms")} {formatFixed(rms)}
        </span>
      )}
    </div>
  );
}
