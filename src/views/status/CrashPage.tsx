/** What stands where the page was when its view has broken: plain, because the rest cannot be relied on. */
import { translate } from "../../i18n/text.ts";
import type { Language } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import styles from "./CrashPage.module.css";

export function CrashPage({ language }: { readonly language: Language }) {
  return (
    <main className={styles.page}>
      <div role="alert">
        <h1>{translate(language, "crash.title")}</h1>
        <p>{translate(language, "crash.sentence")}</p>
      </div>
      <p className={styles.commands}>
        <Button variant="outline" onClick={() => location.reload()}>
          {translate(language, "crash.reload")}
        </Button>
        <Button
          variant="outline"
          onClick={() => {
            location.hash = "";
            location.reload();
          }}
        >
          {translate(language, "crash.default")}
        </Button>
      </p>
    </main>
  );
}
