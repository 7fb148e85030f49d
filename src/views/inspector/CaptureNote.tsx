/** A note in place of the layer's raw values while they are missing. */
import { useInspectorText } from "../../i18n/inspectorText.ts";
import { useText } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import styles from "./Inspector.module.css";
import type { LayerCapture } from "./useLayerCapture.ts";

export function CaptureNote({ capture }: { readonly capture: LayerCapture }) {
  const t = useText();
  const i = useInspectorText();
  switch (capture.kind) {
    case "done":
      return null;
    case "waiting":
    case "running":
    case "trained":
      return <p className={styles.note}>{i(`capture.${capture.kind}`)}</p>;
    case "offered":
      return (
        <p className={styles.note}>
          {i("capture.offered")}{" "}
          <Button variant="outline" onClick={capture.run}>
            {i("capture.read")}
          </Button>
        </p>
      );
    case "failed":
      return (
        <p className={styles.note}>
          {t(`error.${capture.code}`)}{" "}
          <Button variant="outline" onClick={capture.run}>
            {t("run.retry")}
          </Button>
        </p>
      );
    default:
      return capture satisfies never;
  }
}
