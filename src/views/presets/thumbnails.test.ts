/** Measurements of thumbnails: only entries in sight, each once, stopped with the gallery. */
import { describe, expect, it } from "vitest";
import type { MeasuredClaim } from "../../content/claims/claim.ts";
import type { GalleryItem } from "../../content/presets/presets.ts";
import { createReferenceEngine } from "../../engine/referenceEngine.ts";
import { THUMBNAIL_BUDGET } from "../../experiment/budget.ts";
import type { Budget } from "../../experiment/budget.ts";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import type { Measured, Measurement } from "../background/measure.ts";
import { Thumbnailer } from "./thumbnails.ts";

const config = { ...DEFAULT_CONFIG, depth: 2, width: 4, batch: 4 };
const plan = planExperiment(config);
const { result } = await createReferenceEngine().run(requestOf(plan));
const DONE: Measured = { kind: "done", config, plan, result };

const text = (en: string) => ({ en, zh: en });
const item = (link: string, claim: MeasuredClaim | null = null): GalleryItem => ({
  id: link,
  group: "articles",
  link,
  title: text(link),
  description: null,
  source: text("test"),
  claim,
});

const claim: MeasuredClaim = {
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
  linksOfDraw: () => ["c1", "c2"],
  judge: (runs) => ({ verdict: runs.length === 2 ? "depends" : "true", numbers: [] }),
};

/** Thumbnails whose measurements end when the test resolves them. */
function setup(known: readonly string[] = []) {
  const asked: string[] = [];
  const budgets: (Budget | undefined)[] = [];
  const stopped: string[] = [];
  const endings = new Map<string, (measurement: Measurement) => void>();
  let doneCount = 0;
  const thumbnailer = new Thumbnailer({
    measureLink: (link, signal, budget) =>
      new Promise((resolve) => {
        asked.push(link);
        budgets.push(budget);
        endings.set(link, resolve);
        signal.addEventListener("abort", () => {
          stopped.push(link);
          resolve({ kind: "failed", code: "cancelled" });
        });
      }),
    recallLink: (link) => (known.includes(link) ? DONE : null),
    onDone: () => doneCount++,
  });
  /** Waits until all work that needs no measurement has gone on. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    thumbnailer,
    asked,
    budgets,
    stopped,
    settle,
    doneCount: () => doneCount,
    async end(link: string, measurement: Measurement = DONE) {
      endings.get(link)?.(measurement);
      await settle();
    },
  };
}

describe("thumbnails", () => {
  it("are measured in the order in which their entries came into sight, each once, within the budget", async () => {
    const { thumbnailer, asked, budgets, end, doneCount } = setup();
    thumbnailer.start();
    for (const link of ["a", "b", "a"]) thumbnailer.want(item(link));
    await end("a");
    await end("b");
    thumbnailer.want(item("a"));
    expect(asked).toEqual(["a", "b"]);
    expect(budgets).toEqual([THUMBNAIL_BUDGET, THUMBNAIL_BUDGET]);
    expect(doneCount()).toBe(2);
    expect(thumbnailer.get(item("a"))).toMatchObject({ kind: "diagnosed", diagnosis: { main: {} } });
    expect(thumbnailer.get(item("c"))).toBeNull();
  });

  it("are stopped when their entries go out of sight, and measured when these come back", async () => {
    const { thumbnailer, asked, stopped, settle, end } = setup();
    thumbnailer.start();
    for (const link of ["a", "b"]) thumbnailer.want(item(link));
    thumbnailer.unwant(item("b"));
    await settle();
    expect(stopped).toEqual(["b"]);
    expect(thumbnailer.get(item("b"))).toBeNull();
    thumbnailer.want(item("b"));
    await end("b");
    expect(asked).toEqual(["a", "b", "b"]);
    expect(thumbnailer.get(item("b"))?.kind).toBe("diagnosed");
  });

  it("are stopped with the gallery, and go on when it is started again", async () => {
    const { thumbnailer, asked, stopped, settle, end } = setup();
    thumbnailer.want(item("a"));
    expect(asked).toEqual([]);
    thumbnailer.start();
    thumbnailer.stop();
    await settle();
    expect(stopped).toEqual(["a"]);
    thumbnailer.start();
    await end("a");
    expect(asked).toEqual(["a", "a"]);
    expect(thumbnailer.get(item("a"))?.kind).toBe("diagnosed");
  });

  it("are there at once where all their runs are remembered", () => {
    const { thumbnailer, asked } = setup(["a", "c1", "c2"]);
    thumbnailer.start();
    for (const known of [item("a"), item("c", claim)]) thumbnailer.want(known);
    expect(asked).toEqual([]);
    expect(thumbnailer.get(item("a"))?.kind).toBe("diagnosed");
    expect(thumbnailer.get(item("a"))).toBe(thumbnailer.get(item("a")));
    expect(thumbnailer.get(item("c", claim))).toMatchObject({ kind: "judged", verdict: "depends" });
  });

  it("report failed runs, and judge a claim by all its runs at full size", async () => {
    const { thumbnailer, asked, budgets, end } = setup(["c1"]);
    thumbnailer.start();
    thumbnailer.want(item("a"));
    thumbnailer.want(item("c", claim));
    await end("a", { kind: "failed", code: "out-of-memory" });
    expect(thumbnailer.get(item("a"))).toEqual({ kind: "failed" });
    expect(asked).toEqual(["a", "c1", "c2"]);
    expect(budgets.slice(1)).toEqual([undefined, undefined]);
    await end("c1");
    await end("c2");
    expect(thumbnailer.get(item("c", claim))).toMatchObject({ kind: "judged", verdict: "depends" });
  });
});
