/** The prepared experiments, one line each. */
import { useText } from "../../i18n/text.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { useServices } from "../services.ts";
import styles from "./dialogs.module.css";

export function PresetsDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const t = useText();
  const { presets, openLink } = useServices();
  return (
    <Dialog
      className={styles.wide}
      title={t("presets.title")}
      isOpen={isOpen}
      closeLabel={t("dialog.close")}
      onClose={onClose}
    >
      <p className={styles.intro}>{t("presets.intro")}</p>
      <ul className={styles.presets}>
        {presets.map((preset) => (
          <li key={preset.id}>
            <button
              type="button"
              className={styles.preset}
              onClick={() => {
                onClose();
                openLink(preset.link);
              }}
            >
              <span className={styles.presetTitle}>{t(preset.titleKey)}</span>
              <span className={styles.presetDescription}>{t(preset.descriptionKey)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
