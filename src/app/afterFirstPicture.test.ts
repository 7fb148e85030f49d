import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunStatus } from "../store/state.ts";
import { createAppStore } from "../store/store.ts";
import { afterFirstPicture } from "./afterFirstPicture.ts";

const RUNNING: RunStatus = { kind: "running", progress: 0, startedAtMs: 0, remainingMs: null };
const DONE: RunStatus = { kind: "done" };

/** Longer than anything is put off by a timer. */
const LONG_MS = 60_000;

function openPage() {
  const never = () => Promise.reject(new Error("unexpected run (expected statuses that are made up)"));
  const store = createAppStore({
    ports: { runner: { run: never }, nowMs: () => 0, onFinished: () => undefined },
    enginePreference: "auto",
    onEnginePreference: () => undefined,
  });
  const fetched = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const holdContest = vi.fn<() => Promise<void>>(() => Promise.resolve());
  afterFirstPicture(store, { fetches: [fetched, fetched], holdContest });
  return { become: (run: RunStatus) => store.setState({ run }), fetched, holdContest };
}

describe("what waits for the first picture", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("does nothing before, however long that takes", async () => {
    const { become, fetched, holdContest } = openPage();
    await vi.advanceTimersByTimeAsync(LONG_MS);
    become(RUNNING);
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(fetched).not.toHaveBeenCalled();
    expect(holdContest).not.toHaveBeenCalled();
  });

  it.each<RunStatus>([DONE, { kind: "failed", code: "timeout" }, { kind: "cancelled" }])(
    "fetches and holds one contest when the first run is $kind, not again after later ones",
    async (ended) => {
      const { become, fetched, holdContest } = openPage();
      become(RUNNING);
      become(ended);
      expect(holdContest).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(LONG_MS);
      become(RUNNING);
      become(DONE);
      await vi.advanceTimersByTimeAsync(LONG_MS);
      expect(fetched).toHaveBeenCalledTimes(2);
      expect(holdContest).toHaveBeenCalledOnce();
    },
  );

  it("puts the contest off while a run goes on, and holds it as soon as that has ended", async () => {
    const { become, holdContest } = openPage();
    become(RUNNING);
    become(DONE);
    become(RUNNING);
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(holdContest).not.toHaveBeenCalled();
    become({ ...RUNNING, progress: 0.5 });
    expect(holdContest).not.toHaveBeenCalled();
    become(DONE);
    expect(holdContest).toHaveBeenCalledOnce();
  });
});
