/** The legend of all thumbnails. */
import { useGalleryText } from "../../i18n/galleryText.ts";
import { cx } from "../../ui/cx.ts";
import styles from "./Gallery.module.css";

const KEYS = ["forward", "backward", "one"] as const;

export function Legend() {
  const g = useGalleryText();
  return (
    <p className={styles.legend}>
      {KEYS.map((key) => (
        <span key={key} className={styles.key}>
          <svg className={cx(styles.swatch, styles[key])} viewBox="0 0 22 8" aria-hidden="true">
            <path d="M0 4H22" />
          </svg>
          {g(key)}
        </span>
      ))}
      <span className={styles.key}>{g("ticks")}</span>
      <span className={styles.key}>{g("measured")}</span>
    </p>
  );
}
