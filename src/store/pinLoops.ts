/**
 * Runs the experiments that the present one is compared with. Each has a separate run loop on the background
 * service, and is run once, however often the present one changes.
 */
import type { ExperimentConfig } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { Background } from "./background.ts";
import { createRunLoop, isWhole } from "./runLoop.ts";
import type { RunLoop, RunLoopPorts } from "./runLoop.ts";
import type { Picture, PinnedRun } from "./state.ts";

interface PinPorts {
  readonly background: Pick<Background, "run">;
  readonly nowMs: RunLoopPorts["nowMs"];
  readonly getPinned: () => readonly PinnedRun[];
  readonly setPinned: (pinned: readonly PinnedRun[]) => void;
}

const NOT_RUN: PinnedRun = { picture: null, run: { kind: "idle" } };

/** The finished picture of a configuration among the given ones, or null. */
export function pictureOf(config: ExperimentConfig, pictures: readonly (Picture | null)[]): Picture | null {
  const { key } = planExperiment(config);
  return pictures.find((picture) => picture !== null && isWhole(picture) && picture.plan.key === key) ?? null;
}

/** Provides a picture of each pin: takes known pictures and runs the other experiments. */
export function createPinLoops({ background, nowMs, getPinned, setPinned }: PinPorts) {
  const loops: RunLoop[] = [];
  /** The pins of the former comparison: ending a comparison and undoing that must not cost a run. */
  let remembered: readonly (Picture | null)[] = [];

  function change(index: number, patch: Partial<PinnedRun>): void {
    // Reports of a loop whose pin has gone are ignored.
    setPinned(getPinned().map((pinned, at) => (at === index ? { ...pinned, ...patch } : pinned)));
  }

  function loopOf(index: number): RunLoop {
    return (loops[index] ??= createRunLoop({
      // No control has asked for these runs, so they leave no timing marks.
      runner: {
        run: async ({ plan }, { signal, onLayer }) => ({
          result: await background.run(plan, { priority: "page", signal, onLayer }),
        }),
      },
      nowMs,
      getPicture: () => getPinned()[index]?.picture ?? null,
      setPicture: (picture) => change(index, { picture }),
      setStatus: (status) => change(index, { run: status }),
    }));
  }

  return {
    /** @param known pictures that need not be computed again */
    request(pins: readonly ExperimentConfig[], known: readonly (Picture | null)[]): void {
      const pictures = [...known, ...remembered];
      remembered = known;
      setPinned(pins.map((pin) => ({ ...NOT_RUN, picture: pictureOf(pin, pictures) })));
      for (const loop of loops.slice(pins.length)) loop.cancel();
      pins.forEach((pin, index) => loopOf(index).request(pin));
    },
    cancel(): void {
      for (const loop of loops) loop.cancel();
    },
  };
}
