/** The lecture list in a dialog of its own, for a presentation. */
import { useEffect, useRef } from "react";
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
  const hasJumped = useRef(false);
  useEffect(() => {
    if (isOpen || !hasJumped.current) return;
    hasJumped.current = false;
    // The closed dialog gives the focus back to its button, which a clicker's space would press again.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }, [isOpen]);

  function closeAfterJump(): void {
    hasJumped.current = true;
    onClose();
  }

  return (
    <Dialog title={t("title")} isOpen={isOpen} closeLabel={page("dialog.close")} onClose={onClose}>
      <Part of={lectures}>{(library) => <LectureContent library={library} onOpened={closeAfterJump} />}</Part>
    </Dialog>
  );
}
