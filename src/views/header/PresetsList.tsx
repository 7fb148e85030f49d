/** The prepared experiments, one line each. */
import { usePresetsText } from "../../i18n/presetsText.ts";
import { useServices } from "../services.ts";
import styles from "./PresetsList.module.css";

export function PresetsList({ onOpen }: { readonly onOpen: (link: string) => void }) {
  const texts = usePresetsText();
  const { presets } = useServices();
  return (
    <ul className={styles.presets}>
      {presets.map((preset) => (
        <li key={preset.id}>
          <button type="button" className={styles.preset} onClick={() => onOpen(preset.link)}>
            <span className={styles.presetTitle}>{texts[preset.id].title}</span>
            <span className={styles.presetDescription}>{texts[preset.id].description}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
