/**
 * Measuring for thumbnails: one at a time, what is in sight first, never beside the page's own
 * run, and stopped at once.
 */
import { describe, expect, it } from "vitest";
import { createReferenceEngine } from "../../engine/referenceEngine.ts";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import { createAppStore } from "../../store/store.ts";
import type { AppStoreApi } from "../../store/store.ts";
import type { Measure, MeasuredClaimItem, Measurement, PresetItem } from "../services.ts";
import { createThumbnailQueue } from "./thumbnails.ts";
import type { Thumbnail } from "./thumbnails.ts";

const config = { ...DEFAULT_CONFIG, depth: 2, width: 4, batch: 4 };
const plan = planExperiment(config);
const { result } = await createReferenceEngine().run(requestOf(plan));
const DONE: Measurement = { kind: "done", config, plan, result };

const text = (en: string) => ({ en, zh: en });
const item = (link: string, claim: MeasuredClaimItem | null = null): PresetItem => ({
  id: link,
  group: "articles",
  link,
  title: text(link),
  description: null,
  source: text("test"),
  claim,
});

function createStore(): AppStoreApi {
  return createAppStore({
    ports: {
      runner: { run: () => new Promise(() => undefined) },
      nowMs: () => 0,
      errorCodeOf: () => "failed",
      onFinished: () => undefined,
    },
    enginePreference: "auto",
    onEnginePreference: () => undefined,
  });
}

/** A queue whose measurements end when the test says so. */
function createBench() {
  const store = createStore();
  const begun: string[] = [];
  const endings = new Map<string, (measurement: Measurement) => void>();
  const kept = new Map<string, Thumbnail>();
  const measure: Measure = (link, signal) =>
    new Promise((resolve) => {
      begun.push(link);
      endings.set(link, resolve);
      signal.addEventListener("abort", () => resolve({ kind: "failed", code: "cancelled" }));
    });
  let doneCount = 0;
  const queue = createThumbnailQueue({ measure, store, kept, onDone: () => doneCount++ });
  /** Lets everything that waits for nothing but its turn go on. */
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  return {
    store,
    queue,
    begun,
    kept,
    settle,
    doneCount: () => doneCount,
    async end(link: string, measurement: Measurement = DONE) {
      endings.get(link)?.(measurement);
      await settle();
    },
  };
}

const setRunning = (store: AppStoreApi, isRunning: boolean): void =>
  store.setState({
    run: isRunning ? { kind: "running", progress: 0, startedAtMs: 0, remainingMs: null } : { kind: "idle" },
  });

describe("the queue of thumbnails", () => {
  it("measures one after another, and each link once", async () => {
    const { queue, begun, kept, settle, end, doneCount } = createBench();
    queue.start();
    for (const link of ["a", "b", "a"]) queue.want(item(link));
    await settle();
    expect(begun).toEqual(["a"]);
    await end("a");
    expect(begun).toEqual(["a", "b"]);
    await end("b");
    queue.want(item("a"));
    await settle();
    expect(begun).toEqual(["a", "b"]);
    expect([...kept.keys()]).toEqual(["a", "b"]);
    expect(doneCount()).toBe(2);
    expect(kept.get("a")).toMatchObject({ kind: "diagnosed", diagnosis: { main: {} } });
  });

  it("leaves out what has gone out of sight before its turn", async () => {
    const { queue, begun, settle, end } = createBench();
    queue.start();
    const [first, second, third] = [item("a"), item("b"), item("c")];
    for (const wanted of [first, second, third]) queue.want(wanted);
    await settle();
    queue.unwant(second);
    await end("a");
    expect(begun).toEqual(["a", "c"]);
  });

  it("waits for the page's own run, gives way to one that begins, and then measures again", async () => {
    const { queue, store, begun, kept, settle, end } = createBench();
    setRunning(store, true);
    queue.start();
    queue.want(item("a"));
    await settle();
    expect(begun).toEqual([]);
    setRunning(store, false);
    await settle();
    expect(begun).toEqual(["a"]);
    setRunning(store, true);
    await settle();
    expect(kept.size).toBe(0);
    setRunning(store, false);
    await settle();
    expect(begun).toEqual(["a", "a"]);
    await end("a");
    expect(kept.size).toBe(1);
  });

  it("stops when the gallery is closed, and goes on when it is opened again", async () => {
    const { queue, begun, kept, settle, end } = createBench();
    queue.start();
    queue.want(item("a"));
    queue.want(item("b"));
    await settle();
    queue.stop();
    await settle();
    expect(begun).toEqual(["a"]);
    expect(kept.size).toBe(0);
    queue.start();
    await settle();
    await end(begun.at(-1) ?? "");
    await end(begun.at(-1) ?? "");
    expect([...kept.keys()].toSorted()).toEqual(["a", "b"]);
  });

  it("keeps what failed, and judges a claim by all its runs", async () => {
    const { queue, begun, kept, settle, end } = createBench();
    const claim: MeasuredClaimItem = {
      kind: "measured",
      id: "c",
      group: "myth",
      claim: text("c"),
      source: text("c"),
      correct: text("c"),
      links: [
        { hash: "c1", label: text("1") },
        { hash: "c2", label: text("2") },
      ],
      judge: (runs) => ({ verdict: runs.length === 2 ? "depends" : "true", figures: [] }),
    };
    queue.start();
    queue.want(item("a"));
    queue.want(item("c", claim));
    await settle();
    await end("a", { kind: "failed", code: "out-of-memory" });
    expect(kept.get("a")).toEqual({ kind: "failed" });
    expect(begun).toEqual(["a", "c1", "c2"]);
    await end("c1");
    await end("c2");
    expect(kept.get("c")).toMatchObject({ kind: "judged", verdict: "depends" });
  });
});
