/** The page after its view has crashed: plain, because nothing else can be relied on. */
import type { Translate } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import styles from "./CrashPage.module.css";

export function CrashPage({ t }: { readonly t: Translate }) {
  return (
    <main className={styles.page}>
      <div role="alert">
        <h1>{t("crash.title")}</h1>
        <p>{t("crash.sentence")}</p>
      </div>
      <p className={styles.commands}>
        <Button variant="outline" onClick={() => location.reload()}>
          {t("crash.reload")}
        </Button>
        <Button
          variant="outline"
          onClick={() => {
            location.hash = "";
            location.reload();
          }}
        >
          {t("crash.default")}
        </Button>
      </p>
    </main>
  );
}
