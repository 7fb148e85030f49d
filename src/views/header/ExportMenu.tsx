/** The page's exports: numbers as files or on the clipboard, the charts as a picture. */
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { ChevronIcon } from "../../ui/icons.tsx";
import { MenuButton } from "../../ui/MenuButton.tsx";
import { useServices } from "../services.ts";
import type { ExportKind } from "../services.ts";
import { useStage } from "../stage.ts";
import { useOutcome } from "./Outcome.tsx";

const RECORDING_KINDS = ["losses", "recordingCsv", "recordingJson"] as const;

interface ExportMenuProps {
  /** Opens one of the dialogs behind the menu. */
  readonly onOpen: (dialog: "export" | "code") => void;
}

export function ExportMenu({ onOpen }: ExportMenuProps) {
  const t = useText();
  const { exportFile, copyTable } = useServices();
  // A lesson that conceals its answer on the screen conceals it in files too.
  const hasRecording = useAppStore((state) => state.recording !== null);
  // Numbers of a trace came from a file that the visitor has; the page can add a picture of them.
  const isRecorded = useAppStore((state) => state.recording?.plan.recorded !== undefined);
  const isConcealed = useStage().concealed.length > 0;
  const { tell, outcome } = useOutcome();
  const file = (id: ExportKind) => ({
    id,
    // The names of formats are the same in every language.
    label: id.toUpperCase(),
    onChoose: () => exportFile(id, tell),
  });
  return (
    <>
      <MenuButton
        shortcut="e"
        label={t("header.export")}
        disabledBecause={isConcealed ? t("stage.concealed") : undefined}
        items={[
          ...(isRecorded ? [] : [file("csv"), file("json")]),
          file("svg"),
          file("png"),
          ...(isRecorded
            ? []
            : [{ id: "markdown", label: t("header.markdown"), onChoose: () => copyTable(tell) }]),
          { id: "charts", label: t("header.charts"), onChoose: () => onOpen("export") },
          ...(isRecorded ? [] : [{ id: "code", label: t("code.title"), onChoose: () => onOpen("code") }]),
          ...(hasRecording && !isRecorded
            ? RECORDING_KINDS.map((id) => ({
                id,
                label: t(`header.${id}`),
                onChoose: () => exportFile(id, tell),
              }))
            : []),
        ]}
      >
        {t("header.export")}
        <ChevronIcon />
      </MenuButton>
      {outcome}
    </>
  );
}
