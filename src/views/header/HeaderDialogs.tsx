/** The dialogs of the header's commands: their frames load with the page, their contents on demand. */
import { useText } from "../../i18n/text.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { Part } from "../Part.tsx";
import { claimsPart, exportPart, lessonsPart, presetsPart, sharePart } from "./lazy.ts";
import { useServices } from "../services.ts";
import styles from "./HeaderDialogs.module.css";

export type DialogName = "presets" | "lessons" | "claims" | "share" | "export";

interface HeaderDialogsProps {
  readonly open: DialogName | null;
  readonly onClose: () => void;
}

export function HeaderDialogs({ open, onClose }: HeaderDialogsProps) {
  const t = useText();
  const { openLink, presets, claims, lessons } = useServices();
  const frame = (name: DialogName) => ({
    title: t(`${name}.title`),
    isOpen: open === name,
    closeLabel: t("dialog.close"),
    onClose,
  });
  function openAndClose(link: string): void {
    onClose();
    openLink(link);
  }
  return (
    <>
      <Dialog className={styles.gallery} {...frame("presets")}>
        <p className={styles.intro}>{t("presets.intro")}</p>
        <Part of={presetsPart}>
          {({ Gallery }) => (
            <Part of={presets}>{(items) => <Gallery items={items} onOpen={openAndClose} />}</Part>
          )}
        </Part>
      </Dialog>
      <Dialog className={styles.wide} {...frame("lessons")}>
        <p className={styles.intro}>{t("lessons.intro")}</p>
        <Part of={lessonsPart}>
          {({ LessonsList }) => (
            <Part of={lessons}>{(library) => <LessonsList library={library} onOpen={openAndClose} />}</Part>
          )}
        </Part>
      </Dialog>
      <Dialog className={styles.wide} {...frame("claims")}>
        <p className={styles.intro}>{t("claims.intro")}</p>
        <Part of={claimsPart}>
          {({ ClaimsList }) => (
            <Part of={claims}>{(items) => <ClaimsList claims={items} onOpen={openAndClose} />}</Part>
          )}
        </Part>
      </Dialog>
      <Dialog className={styles.widest} {...frame("export")}>
        <Part of={exportPart}>{({ ExportContent }) => <ExportContent />}</Part>
      </Dialog>
      <Dialog className={styles.share} {...frame("share")}>
        <p className={styles.intro}>{t("share.intro")}</p>
        <Part of={sharePart}>{({ ShareContent }) => <ShareContent />}</Part>
      </Dialog>
    </>
  );
}
