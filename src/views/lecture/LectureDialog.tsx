/** The lecture list in a dialog of its own, for a presentation. */
import { useLectureText } from "../../i18n/lectureText.ts";
import { useText } from "../../i18n/text.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { Part } from "../Part.tsx";
import { useServices } from "../services.ts";
import { LectureContent } from "./LectureContent.tsx";

export function LectureDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const t = useLectureText();
  const page = useText();
  const { lectures } = useServices();
  return (
    <Dialog title={t("title")} isOpen={isOpen} closeLabel={page("dialog.close")} onClose={onClose}>
      <Part of={lectures}>{(library) => <LectureContent library={library} onOpened={onClose} />}</Part>
    </Dialog>
  );
}
