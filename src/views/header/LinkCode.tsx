/** A link as a QR code: small in the dialog, and over the whole screen on a press, for phones in the last row. */
import { useRef } from "react";
import { encode } from "uqr";
import { usePresentText } from "../../i18n/presentText.ts";
import { useText } from "../../i18n/text.ts";
import { useConfigSummary } from "../controls/useConfigSummary.ts";
import styles from "./LinkCode.module.css";

/** Light modules around the code that readers need to find it (ISO/IEC 18004: four). */
const QUIET_ZONE = 4;

/**
 * The dark modules of a text's code as one path, a module one unit wide.
 * Level M: 15 % of the code may be unreadable, as by a reflection on the screen. Null where the text is too long for any code.
 */
export function codeOf(text: string): { readonly path: string; readonly size: number } | null {
  try {
    const { data, size } = encode(text, { ecc: "M", border: QUIET_ZONE });
    const path = data
      .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")))
      .join("");
    return { path, size };
  } catch (error) {
    // The library's only way to say that a text is too long.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function Code({ path, size, name }: { readonly path: string; readonly size: number; readonly name: string }) {
  return (
    <svg
      className={styles.code}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={name}
      shapeRendering="crispEdges"
    >
      <path className={styles.light} d={`M0 0h${size}v${size}H0z`} />
      <path className={styles.dark} d={path} />
    </svg>
  );
}

export function LinkCode({ link }: { readonly link: string }) {
  const t = useText();
  const p = usePresentText();
  const summary = useConfigSummary();
  const ref = useRef<HTMLDialogElement>(null);
  const code = codeOf(link);
  if (code === null) return <p className={styles.long}>{p("code.long")}</p>;
  return (
    <>
      <button
        type="button"
        className={styles.small}
        aria-label={p("code.large")}
        title={p("code.large")}
        onClick={() => ref.current?.showModal()}
      >
        <Code {...code} name={p("code.name")} />
      </button>
      <dialog
        ref={ref}
        className={styles.full}
        aria-label={p("code.title")}
        // Its close is its own: the dialog it was opened from stays.
        onClose={(event) => event.stopPropagation()}
        onClick={() => ref.current?.close()}
      >
        <div className={styles.sheet}>
          <Code {...code} name={p("code.name")} />
          <div className={styles.words}>
            <p className={styles.title}>{p("code.title")}</p>
            <p className={styles.summary}>{summary}</p>
            <p className={styles.address}>{link}</p>
            <button type="button" className={styles.close}>
              {t("dialog.close")}
            </button>
          </div>
        </div>
      </dialog>
    </>
  );
}
