/** The header's menu: showing the page to others, studies of many networks, the theme. */
import { useLanguage, useText } from "../../i18n/text.ts";
import type { Theme } from "../../store/state.ts";
import { useAppStore } from "../../store/store.ts";
import { MenuIcon } from "../../ui/icons.tsx";
import { MenuButton } from "../../ui/MenuButton.tsx";
import type { MenuItem } from "../../ui/MenuButton.tsx";
import { useConfigSummary } from "../controls/useConfigSummary.ts";
import { addPart } from "../lecture/lazy.ts";
import { useIsHidden } from "../screen.ts";
import { useServices } from "../services.ts";
import { useStage } from "../stage.ts";
import { useOutcome } from "./Outcome.tsx";

const THEMES: readonly Theme[] = ["system", "light", "dark", "projector"];

/** Adds what is on the screen to the lecture list, and says so. */
function useAddToLecture() {
  const t = useText();
  const language = useLanguage();
  const { lectures, lectureMemory: memory, screenHash } = useServices();
  const source = useAppStore((state) => state.lecture);
  const place = useAppStore((state) => state.entry);
  const changeLecture = useAppStore((state) => state.changeLecture);
  const title = useConfigSummary();
  const { tell, outcome } = useOutcome();
  function add(): void {
    const entry = { title, link: screenHash() };
    Promise.all([addPart.load(), lectures.load()])
      .then(([{ addToLecture }, library]) =>
        addToLecture({ library, memory, source, changeLecture, entry, place, language }),
      )
      .then(tell, () => tell(t("part.unavailable")));
  }
  return { add, outcome };
}

/** The studies of many networks: variants would give away what a lesson conceals. */
function useStudyItems(): readonly MenuItem[] {
  const t = useText();
  const isHidden = useIsHidden("compare");
  const isConcealed = useStage().concealed.length > 0;
  const shown = useAppStore((state) => state.view.sweep);
  const changeView = useAppStore((state) => state.changeView);
  if (isHidden) return [];
  const item = (word: string, label: string): MenuItem => ({
    id: word,
    label,
    ...(isConcealed ? { lock: { "aria-disabled": true, title: t("stage.concealed") } } : {}),
    onChoose: () => !isConcealed && changeView({ sweep: shown.startsWith(word) ? "closed" : word }),
  });
  return [
    { ...item("open", t("sweep.toggle")), shortcut: "w" },
    item("plane", t("plane.toggle")),
    item("boundary", t("boundary.toggle")),
    item("coord", t("coord.toggle")),
    item("jacobian", t("jacobian.toggle")),
    item("bn", t("bn.toggle")),
  ];
}

export function PageMenu({ onWeights }: { readonly onWeights: () => void }) {
  const t = useText();
  const { theme: chosen, setTheme } = useServices();
  const changeMode = useAppStore((state) => state.changeMode);
  const { add, outcome } = useAddToLecture();
  const studies = useStudyItems();
  return (
    <>
      <MenuButton
        isIcon
        shortcut="d"
        label={t("header.menu")}
        items={[
          { id: "present", label: t("header.present"), shortcut: "p", onChoose: () => changeMode("present") },
          { id: "lecture", label: t("header.addToLecture"), onChoose: add },
          { id: "weights", label: t("weights.title"), onChoose: onWeights },
          ...studies,
          ...THEMES.map((theme, index) => ({
            id: theme,
            label: t(`theme.${theme}`),
            isChecked: theme === chosen,
            ...(index === 0 ? { heading: t("header.theme") } : {}),
            onChoose: () => setTheme(theme),
          })),
        ]}
      >
        <MenuIcon />
      </MenuButton>
      {outcome}
    </>
  );
}
