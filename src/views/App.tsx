/** The one screen: commands, controls, verdict, charts. Stores and services come from contexts. */
import { useEffect, useId, useState } from "react";
import "../styles/tokens.css";
import "../styles/global.css";
import { TextContext, useText } from "../i18n/text.ts";
import type { Text } from "../i18n/text.ts";
import { useAppStore } from "../store/store.ts";
import { Button } from "../ui/Button.tsx";
import { cx } from "../ui/cx.ts";
import { FieldWordsContext } from "../ui/fieldWords.ts";
import { ChevronIcon, CloseIcon } from "../ui/icons.tsx";
import { AfterPicture } from "./AfterPicture.tsx";
import styles from "./App.module.css";
import { ControlsPanel } from "./controls/ControlsPanel.tsx";
import { useConfigSummary } from "./controls/useConfigSummary.ts";
import { Header } from "./header/Header.tsx";
import { Part } from "./Part.tsx";
import { useOptional } from "./onDemand.ts";
import { lessonPart, printPart, symbolsPart, trainingPart, updatePart } from "./lazy.ts";
import { modesPart } from "./present/lazy.ts";
import { PictureView } from "./PictureView.tsx";
import { useIsHidden } from "./screen.ts";
import { useServices } from "./services.ts";
import { storyPart } from "./story/lazy.ts";
import { HIDDEN_STAGE, OPEN_STAGE, StageContext } from "./stage.ts";
import type { Question, Stage } from "./stage.ts";
import { LiveRegion } from "./status/LiveRegion.tsx";
import { Notices } from "./status/Notices.tsx";
import { RunStatusBar } from "./status/RunStatusBar.tsx";
import { Fixes } from "./verdict/Fixes.tsx";
import { trainedVerdictPart } from "./training/lazy.ts";
import { useVerdict, VerdictProvider } from "./verdict/useVerdict.tsx";
import { Verdict } from "./verdict/Verdict.tsx";

/** Opens the controls on a phone; its label summarises their values. */
function SheetButton({ panelId, isOpen, onOpen }: { panelId: string; isOpen: boolean; onOpen: () => void }) {
  const t = useText();
  const summary = useConfigSummary();
  return (
    <button
      type="button"
      className={styles.sheetButton}
      aria-expanded={isOpen}
      aria-controls={panelId}
      onClick={onOpen}
    >
      <strong>{t("controls.open")}</strong>
      <span className={styles.sheetSummary}>{summary}</span>
      <ChevronIcon />
    </button>
  );
}

/** The opening story, for as long as its own experiment is on the screen. */
function StorySection() {
  const part = useOptional(storyPart);
  return part === null ? <JudgedSection /> : <part.Story />;
}

/** The verdict, or the story in its place. */
function VerdictSection() {
  const isStory = useAppStore(({ story, config }) => story !== null && story === config);
  const isTrained = useIsTrained();
  if (isTrained) return <TrainedSection />;
  return isStory ? <StorySection /> : <JudgedSection />;
}

/** Whether a step of a training is on the screen. */
function useIsTrained(): boolean {
  return useAppStore(({ picture }) => picture?.plan.trainedSteps !== undefined);
}

/** The verdict on a step of a training. */
function TrainedSection() {
  const part = useOptional(trainedVerdictPart);
  return part === null ? <JudgedSection /> : <part.TrainedVerdict />;
}

/** The verdict, or a placeholder before the first one. */
function JudgedSection() {
  const t = useText();
  const verdict = useVerdict();
  const run = useAppStore((state) => state.run);
  const retryRun = useAppStore((state) => state.retryRun);
  const hasPicture = useAppStore((state) => state.picture !== null);
  const isComparing = useAppStore((state) => state.pins.length > 0);
  if (verdict === "failed") {
    return (
      <Verdict title="" sentence={t("verdict.unavailable")} tone={null}>
        <div>
          <Button variant="outline" onClick={() => location.reload()}>
            {t("part.reload")}
          </Button>
        </div>
      </Verdict>
    );
  }
  if (verdict !== null) {
    return (
      <Verdict {...verdict.text} letter={isComparing ? "B" : null} isStale={verdict.isStale}>
        <Fixes fixes={verdict.fixes} isBusy={verdict.isTrying} />
      </Verdict>
    );
  }
  if (run.kind === "failed" || run.kind === "cancelled") {
    const hasFailed = run.kind === "failed";
    return (
      <Verdict
        title={t(hasPicture ? "verdict.partly" : "verdict.none")}
        sentence={hasFailed ? t(`error.${run.code}`) : ""}
        tone={hasFailed ? "bad" : null}
      >
        <div>
          {/* While a screen part of the picture is in sight, the status bar offers it. */}
          {!hasPicture && (
            <Button variant="outline" onClick={retryRun}>
              {t("run.retry")}
            </Button>
          )}
        </div>
      </Verdict>
    );
  }
  return (
    <Verdict title={t("verdict.waiting")} sentence="" tone={null}>
      <Fixes fixes={[]} />
    </Verdict>
  );
}

/** The verdict for screen readers, unless a lesson conceals it. */
function SpokenVerdict({ isHidden }: { readonly isHidden: boolean }) {
  const verdict = useVerdict();
  const isTrained = useIsTrained();
  // A training tells its own verdict.
  const isSilent = verdict === null || verdict === "failed" || isHidden || isTrained;
  return <LiveRegion verdict={isSilent ? "" : verdict.spoken} />;
}

/** The open lesson, and the button that opens its controls. */
function LessonSection({ panelId, question, ...props }: LessonSectionProps) {
  const t = useText();
  const { lessons } = useServices();
  const closeLesson = useAppStore((state) => state.closeLesson);
  return (
    <section className={styles.lesson} aria-label={t("lessons.panel")} data-question={question ?? undefined}>
      <Button isIcon className={styles.lessonClose} aria-label={t("lessons.close")} onClick={closeLesson}>
        <CloseIcon />
      </Button>
      <Part of={lessonPart}>
        {({ LessonPanel }) => (
          <Part of={lessons}>
            {(library) => <LessonPanel {...props} library={library} controlsId={panelId} />}
          </Part>
        )}
      </Part>
    </section>
  );
}

/** The tip that explains the symbols of formulas. Nothing is announced while it loads. */
function Symbols() {
  const symbols = useOptional(symbolsPart);
  return symbols !== null && <symbols.SymbolTip />;
}

/** This view loads after the first verdict, so that it does not delay the first picture. */
function SymbolsAfterPicture() {
  return useVerdict() !== null && <Symbols />;
}

interface LessonSectionProps {
  readonly panelId: string;
  readonly question: Question;
  readonly areControlsOpen: boolean;
  readonly onControls: (isOpen: boolean) => void;
  readonly onStage: (stage: Stage | null) => void;
}

function Screen() {
  const t = useText();
  const { update } = useServices();
  const panelId = useId();
  const [isSheetOpen, setIsSheetOpen] = useState(false);
  const [lessonStage, setLessonStage] = useState<Stage | null>(null);
  const isLesson = useAppStore((state) => state.lesson !== null);
  const stage = isLesson ? (lessonStage ?? HIDDEN_STAGE) : OPEN_STAGE;
  const mode = useAppStore((state) => state.screen.mode);
  const hasLecture = useAppStore((state) => state.lecture !== null);
  const isPresent = mode === "present";
  const isHeaderHidden = useIsHidden("header") && !isPresent;
  const areControlsHidden = useIsHidden("controls");
  const isTrainingHidden = useIsHidden("training");
  const hasTraining =
    useAppStore(({ config, recording }) => config.task !== "none" || recording !== null) && !isTrainingHidden;
  const isVerdictHidden = useIsHidden("verdict") || stage.concealed.length > 0;

  useEffect(() => {
    if (!isSheetOpen) return;
    const closeOnEscape = (event: KeyboardEvent): void => {
      if (event.key === "Escape") setIsSheetOpen(false);
    };
    addEventListener("keydown", closeOnEscape);
    return () => removeEventListener("keydown", closeOnEscape);
  }, [isSheetOpen]);

  /** The sheet covers the lower half, so the charts scroll into the upper half. */
  function openSheet(): void {
    setIsSheetOpen(true);
    document.querySelector("figure")?.scrollIntoView({ block: "start" });
  }

  return (
    <div
      className={cx(
        styles.screen,
        mode !== null && styles[mode],
        (isPresent || areControlsHidden) && styles.wide,
        isLesson && styles.inLesson,
        stage.question !== null && styles[stage.question],
        isSheetOpen && !areControlsHidden && styles.withControls,
      )}
    >
      {isPresent ? (
        <Part of={modesPart}>
          {({ PresentBar }) => (
            <PresentBar
              panelId={panelId}
              areControlsOpen={isSheetOpen}
              onControls={setIsSheetOpen}
              isConcealed={stage.concealed.length > 0}
            />
          )}
        </Part>
      ) : (
        !isHeaderHidden && (
          <>
            <a className={styles.skip} href="#figures">
              {t("app.skip")}
            </a>
            <StageContext value={stage}>
              <Header />
            </StageContext>
          </>
        )
      )}
      {!areControlsHidden && (
        <ControlsPanel
          id={panelId}
          isSheetOpen={isSheetOpen}
          isSheet={isLesson || isPresent}
          onClose={() => setIsSheetOpen(false)}
        />
      )}
      {isLesson && (
        <LessonSection
          panelId={panelId}
          question={stage.question}
          areControlsOpen={isSheetOpen}
          onControls={setIsSheetOpen}
          onStage={setLessonStage}
        />
      )}
      <main id="figures" className={styles.main} tabIndex={-1} aria-label={t("app.charts")}>
        {isHeaderHidden && <h1 className="visuallyHidden">{t("app.name")}</h1>}
        <Notices />
        {hasLecture && mode === null && <Part of={modesPart}>{({ LectureBar }) => <LectureBar />}</Part>}
        {!isVerdictHidden && <VerdictSection />}
        {hasTraining && stage.concealed.length === 0 && (
          <AfterPicture of={trainingPart}>{({ TrainingBar }) => <TrainingBar />}</AfterPicture>
        )}
        <StageContext value={stage}>
          <PictureView />
          <AfterPicture of={printPart}>{({ PrintSheet }) => <PrintSheet />}</AfterPicture>
        </StageContext>
      </main>
      {mode === "embed" && <Part of={modesPart}>{({ EmbedFooter }) => <EmbedFooter />}</Part>}
      {!isLesson && !isPresent && !areControlsHidden && (
        <SheetButton panelId={panelId} isOpen={isSheetOpen} onOpen={openSheet} />
      )}
      <RunStatusBar />
      {update !== null && (
        <Part of={updatePart}>{({ UpdateNotice }) => <UpdateNotice update={update} />}</Part>
      )}
      <SymbolsAfterPicture />
      <SpokenVerdict isHidden={isVerdictHidden} />
    </div>
  );
}

export function App({ text }: { readonly text: Text }) {
  return (
    <TextContext value={text}>
      <FieldWordsContext value={({ kind, ...parameters }) => text.t(`field.${kind}`, parameters)}>
        <VerdictProvider>
          <Screen />
        </VerdictProvider>
      </FieldWordsContext>
    </TextContext>
  );
}
