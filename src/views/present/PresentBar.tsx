/**
 * The row over a presentation: large numerals to read from the last row, and the few commands a speaker
 * needs.
 */
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { formatFixed } from "../../charts/format.ts";
import { usePresentText } from "../../i18n/presentText.ts";
import { useLectureText } from "../../i18n/lectureText.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { CloseIcon } from "../../ui/icons.tsx";
import { useConfigSummary } from "../controls/useConfigSummary.ts";
import { HeaderDialogs } from "../header/HeaderDialogs.tsx";
import type { DialogName } from "../header/HeaderDialogs.tsx";
import { CodeScreen } from "../header/LinkCode.tsx";
import { LectureDialog } from "../lecture/LectureDialog.tsx";
import { useBeginLecture } from "../lecture/useLecture.ts";
import { useIsHidden } from "../screen.ts";
import { useServices } from "../services.ts";
import { layerBeside, presentAction } from "./keys.ts";
import type { PresentAction } from "./keys.ts";
import styles from "./PresentBar.module.css";
import { toggleFullScreen, isByPress, useIsFullScreen, useWakeLock } from "../../ui/useRoom.ts";
import { useSteps } from "./useSteps.ts";

/** The spread of the selected layer in both directions; of the first and the last while none is selected. */
function Numerals() {
  const p = usePresentText();
  const picture = useAppStore((state) => state.picture);
  const selected = useAppStore((state) => state.view.selectedLayer);
  if (picture === null) return null;
  const layers = picture.layers.map((layer) => layer?.result.tensors);
  const where =
    selected === null ? p("layers", { depth: layers.length }) : p("layer", { layer: selected + 1 });
  const shown = selected === null ? [layers[0], layers.at(-1)] : [layers[selected]];
  const std = shown.map((tensors) => formatFixed(tensors?.activation?.std ?? NaN)).join(" → ");
  // Gradients run the other way.
  const rms = shown.map((tensors) => formatFixed(tensors?.grad_activation?.rms ?? NaN)).join(" ← ");
  return (
    <dl className={styles.numerals}>
      <div className={styles.forward}>
        <dt>{p("std", { where })}</dt>
        <dd>{std}</dd>
      </div>
      <div className={styles.backward}>
        <dt>{p("rms", { where })}</dt>
        <dd>{rms}</dd>
      </div>
    </dl>
  );
}

interface PresentBarProps {
  readonly panelId: string;
  readonly areControlsOpen: boolean;
  readonly onControls: (isOpen: boolean) => void;
  /** A prediction is open: numbers would give it away. */
  readonly isConcealed: boolean;
}

/** The blanked screen: any key or press brings the picture back. */
function BlackScreen({ onEnd }: { readonly onEnd: () => void }) {
  const p = usePresentText();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog
      ref={ref}
      className={styles.black}
      aria-label={p("black")}
      onClose={onEnd}
      onClick={onEnd}
      onKeyDown={onEnd}
    />
  );
}

/** Carries out the keys of the presentation. */
function usePresentKeys(onAction: (action: PresentAction) => void): void {
  const { singleKeys } = useServices();
  const act = useEffectEvent(onAction);

  useEffect(() => {
    function handleKey(event: KeyboardEvent): void {
      const target = event.target instanceof Element ? event.target : null;
      // A dialog handles Escape itself, and nothing behind it moves.
      if (document.querySelector("dialog[open]") !== null) return;
      // Letters and signs can be switched off; a clicker's keys cannot.
      if (event.key.length === 1 && event.key !== " " && !singleKeys.areOn()) return;
      const isModified = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
      const action = presentAction({ key: event.key, target, isModified });
      if (action === null) return;
      event.preventDefault();
      event.stopPropagation();
      act(action);
    }
    // This runs before the charts' own keys, where the page keys leap over layers.
    addEventListener("keydown", handleKey, { capture: true });
    return () => removeEventListener("keydown", handleKey, { capture: true });
  }, [singleKeys]);
}

/**
 * Whether the last key has closed a dialog. Firefox takes one Escape for two wishes: it closes the dialog and
 * ends the full screen, and the page does not receive the key.
 */
function useDialogEscape(): () => boolean {
  const hasClosed = useRef(false);
  useEffect(() => {
    const close = (): void => {
      hasClosed.current = true;
    };
    const forget = (): void => {
      hasClosed.current = false;
    };
    // A dialog's own events do not bubble.
    document.addEventListener("cancel", close, { capture: true });
    for (const event of ["keydown", "pointerdown"]) addEventListener(event, forget, { capture: true });
    return () => {
      document.removeEventListener("cancel", close, { capture: true });
      for (const event of ["keydown", "pointerdown"]) removeEventListener(event, forget, { capture: true });
    };
  }, []);
  return () => hasClosed.current || document.querySelector("dialog[open]") !== null;
}

/**
 * Calls back when the browser ends the full screen: the page does not receive the Escape that does it. One
 * that was meant for a dialog ends the full screen alone.
 */
function useFullScreen(onEnd: () => void): { readonly isFull: boolean; readonly toggle: () => void } {
  const isFull = useIsFullScreen();
  const wasFull = useRef(false);
  const isAsked = useRef(false);
  const isForDialog = useDialogEscape();
  const end = useEffectEvent(() => {
    if (!isForDialog()) onEnd();
  });
  useEffect(() => {
    if (wasFull.current && !isFull && !isAsked.current) end();
    wasFull.current = isFull;
    isAsked.current = false;
  }, [isFull]);
  return {
    isFull,
    toggle() {
      isAsked.current = isFull;
      toggleFullScreen(!isFull);
    },
  };
}

export function PresentBar({ panelId, areControlsOpen, onControls, isConcealed }: PresentBarProps) {
  const t = useText();
  const p = usePresentText();
  const l = useLectureText();
  const summary = useConfigSummary();
  const areControlsHidden = useIsHidden("controls");
  const changeMode = useAppStore((state) => state.changeMode);
  const changeView = useAppStore((state) => state.changeView);
  const selected = useAppStore((state) => state.view.selectedLayer);
  const layerCount = useAppStore((state) => state.picture?.plan.layers.length ?? 0);
  const { title, hide, lock } = useAppStore((state) => state.screen);
  const isInLesson = useAppStore((state) => state.lesson !== null);
  const { linkWith } = useServices();
  const [openDialog, setOpenDialog] = useState<DialogName | null>(null);
  const [isBlack, setBlack] = useState(false);
  const codeRef = useRef<HTMLDialogElement>(null);
  const { title: name, place, canGo, go } = useSteps();
  const [isListOpen, setListOpen] = useState(false);
  // A press begins the lecture with what is on the screen; a link is already where it wants to be.
  const [isByHand] = useState(isByPress);
  useBeginLecture(isByHand);
  useWakeLock();
  const fullScreen = useFullScreen(() => changeMode(null));

  useEffect(() => {
    // A press opened it, and a press allows the full screen; a link has no press behind it.
    if (isByHand) toggleFullScreen(true);
    return () => toggleFullScreen(false);
  }, [isByHand]);

  function selectBeside(by: -1 | 1): void {
    if (layerCount > 0) changeView({ selectedLayer: layerBeside(selected, by, layerCount) });
  }

  const actions: Readonly<Record<PresentAction, () => void>> = {
    previousLayer: () => selectBeside(-1),
    nextLayer: () => selectBeside(1),
    previousStep: () => go(-1),
    nextStep: () => go(1),
    controls: () => onControls(!areControlsHidden && !areControlsOpen),
    code: () => codeRef.current?.showModal(),
    black: () => setBlack(true),
    fullScreen: fullScreen.toggle,
    leave() {
      // Escape closes from the innermost outwards.
      if (areControlsOpen) onControls(false);
      else changeMode(null);
    },
  };
  usePresentKeys((action) => actions[action]());

  return (
    <header className={styles.bar} aria-label={p("bar")}>
      <div className={styles.what}>
        <h1 className={styles.title}>{[title, name].find((words) => words !== "") ?? t("app.name")}</h1>
        <p className={styles.summary}>
          {place !== null && `${l("place", { place: place.entry, count: place.count })} · `}
          {title !== "" && name !== "" && `${name} · `}
          {summary}
        </p>
      </div>
      {!isConcealed && <Numerals />}
      <div className={styles.commands} title={p("keys")}>
        {(canGo.back || canGo.on) && (
          <>
            <Button variant="outline" disabled={!canGo.back} onClick={actions.previousStep}>
              {p("previous")}
            </Button>
            <Button variant="outline" disabled={!canGo.on} onClick={actions.nextStep}>
              {p("next")}
            </Button>
          </>
        )}
        <Button onClick={() => setListOpen(true)}>{l("list")}</Button>
        {!areControlsHidden && (
          <Button aria-expanded={areControlsOpen} aria-controls={panelId} onClick={actions.controls}>
            {p("controls")}
          </Button>
        )}
        <Button onClick={actions.code}>{p("code")}</Button>
        <Button onClick={() => setOpenDialog("share")}>{t("header.share")}</Button>
        {document.fullscreenEnabled && (
          <Button onClick={actions.fullScreen}>{p(fullScreen.isFull ? "window" : "fullScreen")}</Button>
        )}
        <Button
          isIcon
          className={styles.leave}
          aria-label={p("leave")}
          title={p("leave")}
          onClick={() => changeMode(null)}
        >
          <CloseIcon />
        </Button>
      </div>
      <LectureDialog isOpen={isListOpen} onClose={() => setListOpen(false)} />
      <HeaderDialogs
        open={openDialog}
        onWeights={() => setOpenDialog("weights")}
        onTab={setOpenDialog}
        onClose={() => setOpenDialog(null)}
      />
      {/* The class opens the whole page; only the room sees the presentation. */}
      <CodeScreen
        ref={codeRef}
        title={title}
        link={linkWith({ mode: null, title, hide, lock }, isInLesson)}
      />
      {isBlack && <BlackScreen onEnd={() => setBlack(false)} />}
    </header>
  );
}
