/** The raw tensors of the inspected layer: fetched when the picture is complete, dropped with it. */
import { useEffect, useState } from "react";
import { errorCodeOf } from "../../experiment/errorCode.ts";
import type { CapturedLayer, EngineErrorCode } from "../../experiment/result.ts";
import { useAppStore, useBackground } from "../../store/store.ts";
import type { Picture } from "../../store/state.ts";

/** The state of a layer's capture. */
export type LayerCapture =
  /** The picture is not complete, or a control has just moved. */
  | { readonly kind: "waiting" }
  /** A step of a training keeps statistics, and the engine no longer has the weights. */
  | { readonly kind: "trained" }
  | { readonly kind: "running" }
  /** The capture would take long, so it waits for the user's press. */
  | { readonly kind: "offered"; readonly run: () => void }
  | { readonly kind: "done"; readonly tensors: CapturedLayer }
  | { readonly kind: "failed"; readonly code: EngineErrorCode; readonly run: () => void };

/** Moving along the layers does not begin a run for each. */
const QUIET_MS = 250;
/** A run that took longer than this is not repeated without a press. */
const UNASKED_MS = 4000;

interface Found {
  readonly key: string;
  readonly capture: LayerCapture;
}

/** @param picture the one on the screen */
export function useLayerCapture(picture: Picture, layerIndex: number): LayerCapture {
  const background = useBackground();
  const isIdle = useAppStore((state) => state.run.kind === "done");
  const [found, setFound] = useState<Found | null>(null);
  const [askedFor, setAskedFor] = useState<string | null>(null);
  const { plan } = picture;
  const key = `${layerIndex}:${plan.key}`;
  const isTrained = plan.trainedSteps !== undefined;
  const isReady =
    !isTrained && isIdle && picture.isComplete && !picture.isPreview && picture.batch === plan.batch;
  const isWanted = picture.elapsedMs <= UNASKED_MS || askedFor === key;
  const isKnown = found?.key === key;

  useEffect(() => {
    if (!isReady || !isWanted || isKnown) return;
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => {
      background.capture(plan, layerIndex, { priority: "high", signal }).then(
        (tensors) => {
          if (!signal.aborted) setFound({ key, capture: { kind: "done", tensors } });
        },
        (error: unknown) => {
          const run = (): void => setFound(null);
          if (!signal.aborted) setFound({ key, capture: { kind: "failed", code: errorCodeOf(error), run } });
        },
      );
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- equal keys mean equal plans
  }, [background, key, isReady, isWanted, isKnown]);

  if (isTrained) return { kind: "trained" };
  if (isKnown) return found.capture;
  if (!isReady) return { kind: "waiting" };
  return isWanted ? { kind: "running" } : { kind: "offered", run: () => setAskedFor(key) };
}
