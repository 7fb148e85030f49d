/** The row of commands at the top of the page. */
import { useState } from "react";
import { useLanguage, useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import type { Theme } from "../../store/state.ts";
import { Button } from "../../ui/Button.tsx";
import { RedoIcon, ThemeIcon, UndoIcon } from "../../ui/icons.tsx";
import { MenuButton } from "../../ui/MenuButton.tsx";
import { Shown, useLockOf } from "../screen.ts";
import { useServices } from "../services.ts";
import { useStage } from "../stage.ts";
import { ExportMenu } from "./ExportMenu.tsx";
import styles from "./Header.module.css";
import { HeaderDialogs } from "./HeaderDialogs.tsx";
import type { DialogName } from "./HeaderDialogs.tsx";

const THEMES: readonly Theme[] = ["system", "light", "dark", "projector"];

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

export function Header() {
  const t = useText();
  const language = useLanguage();
  const services = useServices();
  const undo = useAppStore((state) => state.undo);
  const redo = useAppStore((state) => state.redo);
  const reset = useAppStore((state) => state.reset);
  const canUndo = useAppStore((state) => state.canUndo);
  const canRedo = useAppStore((state) => state.canRedo);
  const changeMode = useAppStore((state) => state.changeMode);
  const refuses = useAppStore((state) => state.refuses);
  const lock = useLockOf()({}, "header");
  const [openDialog, setOpenDialog] = useState<DialogName | null>(null);
  function open(name: DialogName): void {
    if (!refuses({}, "header")) setOpenDialog(name);
  }

  return (
    <header className={styles.header} aria-label={t("app.header")}>
      <h1 className={styles.wordmark}>{t("app.name")}</h1>
      <div className={styles.experiment}>
        <Button data-key="q" {...lock} onClick={() => open("presets")}>
          {t("header.presets")}
        </Button>
        <Button data-key="o" {...lock} onClick={() => open("lessons")}>
          {t("header.lessons")}
        </Button>
        <Button data-key="m" {...lock} onClick={() => open("claims")}>
          {t("header.claims")}
        </Button>
        <Button
          isIcon
          data-key="u"
          aria-label={t("header.undo")}
          title={t("header.undo")}
          disabled={!canUndo}
          {...lock}
          onClick={undo}
        >
          <UndoIcon />
        </Button>
        <Button
          isIcon
          data-key="U"
          aria-label={t("header.redo")}
          title={t("header.redo")}
          disabled={!canRedo}
          {...lock}
          onClick={redo}
        >
          <RedoIcon />
        </Button>
        <Button data-key="r" {...lock} onClick={reset}>
          {t("header.reset")}
        </Button>
        <Shown part="compare">
          <CompareButton />
        </Shown>
        <ExportMenu onCharts={() => setOpenDialog("export")} />
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
        <MenuButton
          isIcon
          shortcut="d"
          label={t("header.theme")}
          items={THEMES.map((theme) => ({
            id: theme,
            label: t(`theme.${theme}`),
            isChecked: theme === services.theme,
            onChoose: () => services.setTheme(theme),
          }))}
        >
          <ThemeIcon />
        </MenuButton>
        <Button data-key="p" onClick={() => changeMode("present")}>
          {t("header.present")}
        </Button>
        <Button variant="solid" data-key="s" onClick={() => setOpenDialog("share")}>
          {t("header.share")}
        </Button>
      </div>
      <HeaderDialogs open={openDialog} onClose={() => setOpenDialog(null)} />
    </header>
  );
}
