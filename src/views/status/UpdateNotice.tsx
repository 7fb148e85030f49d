/** Says that a newer version is on the device. It floats: a chart in use or under a sketch must not move. */
import { useUpdateText } from "../../i18n/updateText.ts";
import { Button } from "../../ui/Button.tsx";
import type { PendingUpdate } from "../services.ts";
import styles from "./UpdateNotice.module.css";

export function UpdateNotice({ update }: { readonly update: PendingUpdate }) {
  const t = useUpdateText();
  return (
    <section className={styles.notice} aria-label={t("ready")}>
      <output>{t("ready")}</output>
      <div className={styles.commands}>
        <Button onClick={update.dismiss}>{t("later")}</Button>
        <Button variant="outline" onClick={update.load}>
          {t("reload")}
        </Button>
      </div>
    </section>
  );
}
