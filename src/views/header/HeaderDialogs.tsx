/** The dialogs of the header's commands: their frames load with the page, their contents on demand. */
import { useId } from "react";
import { useText } from "../../i18n/text.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { Tabs } from "../../ui/Tabs.tsx";
import { Part } from "../Part.tsx";
import { claimsPart, codePart, exportPart, helpPart, lessonsPart, presetsPart, sharePart } from "./lazy.ts";
import { useServices } from "../services.ts";
import { weightsPart } from "../weights/lazy.ts";
import { AfterPicture } from "../AfterPicture.tsx";
import styles from "./HeaderDialogs.module.css";

/** The tabs of Explore, in their order. */
export const EXPLORE_TABS = ["presets", "lessons", "claims"] as const;
export type ExploreTab = (typeof EXPLORE_TABS)[number];
export type DialogName = ExploreTab | "share" | "export" | "code" | "weights" | "help";

function isExploreTab(name: DialogName | null): name is ExploreTab {
  return EXPLORE_TABS.some((tab) => tab === name);
}

/** The contents of one tab of Explore. */
function Explored({ tab, onOpen }: { readonly tab: ExploreTab; readonly onOpen: (link: string) => void }) {
  const { presets, claims, lessons } = useServices();
  switch (tab) {
    case "presets":
      return (
        <Part of={presetsPart}>
          {({ Gallery }) => <Part of={presets}>{(items) => <Gallery items={items} onOpen={onOpen} />}</Part>}
        </Part>
      );
    case "lessons":
      return (
        <Part of={lessonsPart}>
          {({ LessonsList }) => (
            <Part of={lessons}>{(library) => <LessonsList library={library} onOpen={onOpen} />}</Part>
          )}
        </Part>
      );
    case "claims":
      return (
        <Part of={claimsPart}>
          {({ ClaimsList }) => (
            <Part of={claims}>{(items) => <ClaimsList claims={items} onOpen={onOpen} />}</Part>
          )}
        </Part>
      );
    default:
      return tab satisfies never;
  }
}

interface HeaderDialogsProps {
  readonly open: DialogName | null;
  readonly onWeights: () => void;
  /** Shows another tab of Explore. */
  readonly onTab: (tab: ExploreTab) => void;
  readonly onClose: () => void;
}

export function HeaderDialogs({ open, onTab, onWeights, onClose }: HeaderDialogsProps) {
  const t = useText();
  const { openLink } = useServices();
  const panelId = useId();
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
  const tab = isExploreTab(open) ? open : null;
  return (
    <>
      <Dialog
        className={styles.explore}
        {...frame(tab ?? "presets")}
        tabs={
          <Tabs
            label={t("header.explore")}
            chosen={tab ?? "presets"}
            tabs={EXPLORE_TABS.map((id) => ({ id, label: t(`header.${id}`) }))}
            panelId={panelId}
            onChange={onTab}
          />
        }
      >
        {tab !== null && (
          <div id={panelId} role="tabpanel" aria-label={t(`header.${tab}`)}>
            <p className={styles.intro}>{t(`${tab}.intro`)}</p>
            {/* Each tab fetches contents of its own. */}
            <Explored key={tab} tab={tab} onOpen={openAndClose} />
          </div>
        )}
      </Dialog>
      <Dialog className={styles.widest} {...frame("export")}>
        <Part of={exportPart}>{({ ExportContent }) => <ExportContent />}</Part>
      </Dialog>
      <Dialog className={styles.widest} {...frame("code")}>
        <Part of={codePart}>{({ CodeContent }) => <CodeContent />}</Part>
      </Dialog>
      <Dialog className={styles.audit} {...frame("weights")}>
        <Part of={weightsPart}>{({ WeightsContent }) => <WeightsContent onClose={onClose} />}</Part>
      </Dialog>
      <AfterPicture of={weightsPart}>
        {({ DropAnywhere }) => <DropAnywhere onFile={onWeights} />}
      </AfterPicture>
      <Dialog className={styles.share} {...frame("share")}>
        <p className={styles.intro}>{t("share.intro")}</p>
        <Part of={sharePart}>{({ ShareContent }) => <ShareContent onOpened={onClose} />}</Part>
      </Dialog>
      <Dialog className={styles.wide} {...frame("help")}>
        <Part of={helpPart}>{({ HelpContent }) => <HelpContent onClose={onClose} />}</Part>
      </Dialog>
    </>
  );
}
