/** The footer in a frame of another page: a link to the whole program with this experiment. */
import { usePresentText } from "../../i18n/presentText.ts";
import { useAppStore } from "../../store/store.ts";
import { useServices } from "../services.ts";
import styles from "./EmbedFooter.module.css";

export function EmbedFooter() {
  const p = usePresentText();
  const { currentLink } = useServices();
  // The link follows the experiment.
  useAppStore((state) => state.config);
  return (
    <footer className={styles.footer}>
      <a href={currentLink()} target="_blank" rel="noopener">
        {p("open")}
      </a>
    </footer>
  );
}
