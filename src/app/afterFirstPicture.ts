/** What begins once the first picture is there: fetches for later screens, and the contest of engines. */
import type { AppState } from "../store/state.ts";
import type { AppStoreApi } from "../store/store.ts";
import { prefetch } from "./prefetch.ts";

/** The contest of engines starts this long after the first picture, which the visitor looks at first. */
const CONTEST_AFTER_MS = 2000;

/** Whether a run has ended, well or not, and none has begun since. */
const isAtRest = ({ run }: AppState): boolean => run.kind !== "idle" && run.kind !== "running";

/** Calls back once, now or when the run has ended. */
function onceAtRest(store: AppStoreApi, callback: () => void): void {
  if (isAtRest(store.getState())) {
    callback();
    return;
  }
  const stop = store.subscribe((state) => {
    if (!isAtRest(state)) return;
    stop();
    callback();
  });
}

interface Later {
  /** Made one after another, each in idle time. */
  readonly fetches: readonly (() => Promise<unknown>)[];
  readonly holdContest: () => Promise<void>;
}

/** Waits for the first run to end; the contest waits for a moment without a run as well. */
export function afterFirstPicture(store: AppStoreApi, { fetches, holdContest }: Later): void {
  onceAtRest(store, () => {
    prefetch(fetches);
    setTimeout(() => onceAtRest(store, () => void holdContest()), CONTEST_AFTER_MS);
  });
}
