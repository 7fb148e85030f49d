/** The row at the top of the page: its name and purpose, the commands, and what concerns the page itself. */
import { useCallback, useState } from "react";
import { useLanguage, useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { HelpIcon, RedoIcon, ResetIcon, UndoIcon } from "../../ui/icons.tsx";
import { Shown, useLockOf } from "../screen.ts";
import { useServices } from "../services.ts";
import { useStage } from "../stage.ts";
import { ExportMenu } from "./ExportMenu.tsx";
import styles from "./Header.module.css";
import { EXPLORE_TABS, HeaderDialogs } from "./HeaderDialogs.tsx";
import type { DialogName, ExploreTab } from "./HeaderDialogs.tsx";
import { PageMenu } from "./PageMenu.tsx";

/** Keys of the tabs of Explore. The first presses the button that opens the dialog where it was left. */
const TAB_KEYS: Readonly<Record<ExploreTab, string>> = { presets: "q", lessons: "o", claims: "m" };

/** Pins the present experiment as A, or ends the comparison. */
function CompareButton() {
  const t = useText();
  const lockOf = useLockOf();
  const config = useAppStore((state) => state.config);
  const isComparing = useAppStore((state) => state.pins.length > 0);
  const compare = useAppStore((state) => state.compare);
  // A comparison would run beside an empty chart, and give the answer away.
  const isConcealed = useStage().concealed.length > 0;
  return (
    <Button
      data-key="c"
      {...lockOf({}, "compare")}
      aria-pressed={isComparing}
      disabled={isConcealed}
      title={isConcealed ? t("stage.concealed") : undefined}
      onClick={() => compare(isComparing ? [] : [config])}
    >
      {t("header.compare")}
    </Button>
  );
}

/** Undo, Redo and Reset: they keep their place, and appear with the first change. */
function HistoryButtons({ lock }: { readonly lock: ReturnType<ReturnType<typeof useLockOf>> }) {
  const t = useText();
  const undo = useAppStore((state) => state.undo);
  const redo = useAppStore((state) => state.redo);
  const reset = useAppStore((state) => state.reset);
  const canUndo = useAppStore((state) => state.canUndo);
  const canRedo = useAppStore((state) => state.canRedo);
  const commands = [
    { id: "undo", key: "u", icon: <UndoIcon />, act: undo, isPossible: canUndo },
    { id: "redo", key: "U", icon: <RedoIcon />, act: redo, isPossible: canRedo },
    { id: "reset", key: "r", icon: <ResetIcon />, act: reset, isPossible: true },
  ] as const;
  return (
    <div className={cx(styles.history, !canUndo && !canRedo && styles.unused)}>
      {commands.map(({ id, key, icon, act, isPossible }) => (
        <Button
          key={id}
          isIcon
          data-key={key}
          aria-label={t(`header.${id}`)}
          title={t(`header.${id}`)}
          disabled={!isPossible}
          {...lock}
          onClick={act}
        >
          {icon}
        </Button>
      ))}
    </div>
  );
}

export function Header() {
  const t = useText();
  const language = useLanguage();
  const services = useServices();
  const refuses = useAppStore((state) => state.refuses);
  const lock = useLockOf()({}, "header");
  const [openDialog, setOpenDialog] = useState<DialogName | null>(null);
  const [tab, setTab] = useState<ExploreTab>("presets");
  const openWeights = useCallback(() => setOpenDialog("weights"), []);
  function explore(name: ExploreTab): void {
    if (refuses({}, "header")) return;
    setTab(name);
    setOpenDialog(name);
  }

  return (
    <header className={styles.header} aria-label={t("app.header")}>
      <div className={styles.name}>
        <h1 className={styles.wordmark}>{t("app.name")}</h1>
        <p className={styles.line}>{t("app.line")}</p>
      </div>
      <div className={styles.commands}>
        <Button {...lock} onClick={() => explore(tab)}>
          {t("header.explore")}
        </Button>
        {/* Each tab has a key of its own, and no button of its own outside the dialog. */}
        {EXPLORE_TABS.map((name) => (
          <button
            key={name}
            type="button"
            hidden
            aria-label={t(`header.${name}`)}
            data-key={TAB_KEYS[name]}
            {...lock}
            onClick={() => explore(name)}
          />
        ))}
        <Button className={styles.open} onClick={openWeights}>
          {t("header.open")}
        </Button>
        <Shown part="compare">
          <CompareButton />
        </Shown>
        <ExportMenu onOpen={setOpenDialog} />
        <HistoryButtons lock={lock} />
      </div>
      <div className={styles.page}>
        <Button
          data-key="l"
          aria-label={t("header.language")}
          lang={language === "en" ? "zh-CN" : "en"}
          onClick={() => services.setLanguage(language === "en" ? "zh" : "en")}
        >
          {language === "en" ? "中文" : "English"}
        </Button>
        <Button
          isIcon
          aria-label={t("header.help")}
          title={t("header.help")}
          onClick={() => setOpenDialog("help")}
        >
          <HelpIcon />
        </Button>
        <PageMenu onWeights={openWeights} />
        <Button variant="solid" data-key="s" onClick={() => setOpenDialog("share")}>
          {t("header.share")}
        </Button>
      </div>
      <HeaderDialogs
        open={openDialog}
        onTab={explore}
        onWeights={openWeights}
        onClose={() => setOpenDialog(null)}
      />
    </header>
  );
}
