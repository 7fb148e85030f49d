/**
 * A link as a QR code: small in the dialog, and over the whole screen on a press, for phones in the last row.
 */
import { useRef } from "react";
import type { RefObject } from "react";
import { usePresentText } from "../../i18n/presentText.ts";
import { useText } from "../../i18n/text.ts";
import { useConfigSummary } from "../controls/useConfigSummary.ts";
import { toggleFullScreen, useIsFullScreen } from "../../ui/useRoom.ts";
import styles from "./LinkCode.module.css";
import { isForOthers, qrCodeOf } from "./qrCode.ts";
import type { QrCode } from "./qrCode.ts";

function Code({ path, size, name }: Pick<QrCode, "path" | "size"> & { readonly name: string }) {
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

interface LinkProps {
  readonly link: string;
  /** The link's title for the class; empty for none. */
  readonly title: string;
}

/** The QR code of a link, or words that there is none. */
function CodeSheet({ link, title }: LinkProps) {
  const p = usePresentText();
  const summary = useConfigSummary();
  const code = isForOthers(link) ? qrCodeOf(link) : null;
  return (
    <>
      {code === null ? (
        <p className={styles.long}>{p(isForOthers(link) ? "code.long" : "code.local")}</p>
      ) : (
        <Code {...code} name={p("code.name")} />
      )}
      <p className={styles.title}>{title === "" ? p("code.of", { summary }) : title}</p>
      <p className={styles.address}>{link}</p>
    </>
  );
}

/** The code over the whole screen; `ref` opens it. */
export function CodeScreen({
  ref,
  ...props
}: LinkProps & { readonly ref: RefObject<HTMLDialogElement | null> }) {
  const t = useText();
  const p = usePresentText();
  const sheetRef = useRef<HTMLDivElement>(null);
  const isFull = useIsFullScreen();
  return (
    <dialog
      ref={ref}
      className={styles.full}
      aria-label={p("code.title")}
      // Closing the code leaves the dialog below it open.
      onClose={(event) => {
        event.stopPropagation();
        if (document.fullscreenElement === sheetRef.current) toggleFullScreen(false);
      }}
    >
      {/* A dialog element itself may not go full screen. */}
      <div ref={sheetRef} className={styles.sheet}>
        <CodeSheet {...props} />
        <div className={styles.commands}>
          {document.fullscreenEnabled && !isFull && (
            <button
              type="button"
              className={styles.command}
              onClick={() => toggleFullScreen(true, sheetRef.current)}
            >
              {p("fullScreen")}
            </button>
          )}
          <button type="button" className={styles.command} onClick={() => ref.current?.close()}>
            {t("dialog.close")}
          </button>
        </div>
      </div>
    </dialog>
  );
}

export function LinkCode(props: LinkProps) {
  const p = usePresentText();
  const ref = useRef<HTMLDialogElement>(null);
  if (!isForOthers(props.link)) return <p className={styles.none}>{p("code.local")}</p>;
  const code = qrCodeOf(props.link);
  if (code === null) return <p className={styles.none}>{p("code.long")}</p>;
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
      <CodeScreen {...props} ref={ref} />
    </>
  );
}
