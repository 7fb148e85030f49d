/** Help: what the page is and how its picture is read, the pages for readers, the keys, and the engine. */
import { useHelpText } from "../../i18n/helpText.ts";
import { useLanguage } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import { EngineBadge } from "../engine/EngineBadge.tsx";
import { readersPage } from "../readersPage.ts";
import styles from "./HelpContent.module.css";

const PAGES = ["glossary", "model", "lesson-plan"] as const;
const READING = ["forward", "backward", "theory", "dots"] as const;

/**
 * The keys' list is a part of its own, which listens for keys; its button is hidden, and a press opens it.
 */
function openKeys(): void {
  document.querySelector<HTMLButtonElement>('button[data-key="?"]')?.click();
}

export function HelpContent({ onClose }: { readonly onClose: () => void }) {
  const h = useHelpText();
  const language = useLanguage();
  return (
    <div className={styles.help}>
      <p>{h("what")}</p>
      <h3 className={styles.heading}>{h("reading")}</h3>
      <dl className={styles.reading}>
        {READING.map((id) => (
          <div key={id}>
            <dt className={styles[id]}>{h(id)}</dt>
            <dd>{h(`${id}.means`)}</dd>
          </div>
        ))}
      </dl>
      <h3 className={styles.heading}>{h("further")}</h3>
      <dl className={styles.reading}>
        {PAGES.map((page) => (
          <div key={page}>
            <dt>
              <a href={readersPage(page, language)} target="_blank" rel="noopener">
                {h(page)}
              </a>
            </dt>
            <dd>{h(`${page}.about`)}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.commands}>
        <Button
          variant="outline"
          onClick={() => {
            onClose();
            openKeys();
          }}
        >
          {h("keys")}
        </Button>
        <span>
          {h("engine")} <EngineBadge />
        </span>
        <a href="licenses.txt" target="_blank" rel="noopener">
          {h("licenses")}
        </a>
      </div>
    </div>
  );
}
