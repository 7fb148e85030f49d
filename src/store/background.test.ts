/** The background service: order, yielding to other runs, sharing, withdrawal, failure, memory. */
import { describe, expect, it } from "vitest";
import { EngineError } from "../engine/engine.ts";
import type { EngineRun, RunOptions } from "../engine/engine.ts";
import { createReferenceEngine } from "../engine/referenceEngine.ts";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import { errorCodeOf } from "../experiment/errorCode.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { Plan } from "../experiment/plan.ts";
import { requestOf } from "../experiment/runRequest.ts";
import type { RunRequest } from "../experiment/runRequest.ts";
import { createBackground } from "./background.ts";
import type { Priority } from "./background.ts";
import { bytesOf, createResultCache } from "./resultCache.ts";

const engine = createReferenceEngine();

/** Plans are told apart by their seeds. */
const planOf = (seed: number): Plan =>
  planExperiment({ ...DEFAULT_CONFIG, depth: 2, width: 4, batch: 4, seed });

const [A, B, C, D] = [1, 2, 3, 4].map(planOf) as [Plan, Plan, Plan, Plan];

/** Lets everything that does not wait for a run proceed. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A service on an engine whose runs end when the test says so. */
function setup() {
  const begun: {
    readonly request: RunRequest;
    readonly options: RunOptions;
    readonly end: (run: EngineRun) => void;
  }[] = [];
  const failures: ((error: Error) => void)[] = [];
  let isPageRunning = false;
  let runningCount = 0;
  let mostRunning = 0;
  const background = createBackground({
    runner: {
      run: (request, options) =>
        new Promise<EngineRun>((resolve, reject) => {
          options.signal?.addEventListener("abort", () => reject(new EngineError("cancelled", "aborted")));
          begun.push({ request, options, end: resolve });
          failures.push(reject);
          mostRunning = Math.max(mostRunning, ++runningCount);
        }).finally(() => runningCount--),
    },
    isPageRunning: () => isPageRunning,
  });
  return {
    background,
    /** The seeds of the runs that have begun, in order. */
    order: () => begun.map(({ request }) => request.plan.seed),
    mostRunning: () => mostRunning,
    /** The options of the newest run. */
    options: () => begun.at(-1)?.options,
    request: () => begun.at(-1)?.request,
    ask(plan: Plan, priority: Priority = "normal") {
      const controller = new AbortController();
      const onLayer: number[] = [];
      const outcome = background
        .run(plan, {
          priority,
          signal: controller.signal,
          onLayer: ({ layerIndex }) => onLayer.push(layerIndex),
        })
        .then((result) => result.planKey, errorCodeOf);
      return { outcome, onLayer, abort: () => controller.abort() };
    },
    /** Ends the newest run with a result. */
    async end() {
      const last = begun.at(-1);
      if (last === undefined) throw new Error("missing run (expected one to have begun)");
      // Runs without the signal: an engine may finish before it hears of an abort.
      last.end(await engine.run(last.request, { ...last.options, signal: new AbortController().signal }));
      await settle();
    },
    async fail(error: Error) {
      failures.at(-1)?.(error);
      await settle();
    },
    async setPageRunning(isRunning: boolean) {
      isPageRunning = isRunning;
      background.reconsider();
      await settle();
    },
  };
}

describe("order", () => {
  it("runs one at a time, in the order of the requests", async () => {
    const { ask, end, order, mostRunning } = setup();
    const outcomes = [A, B, C].map((plan) => ask(plan).outcome);
    expect(order()).toEqual([1]);
    for (let runs = 0; runs < 3; runs++) await end();
    expect(await Promise.all(outcomes)).toEqual([A.key, B.key, C.key]);
    expect(order()).toEqual([1, 2, 3]);
    expect(mostRunning()).toBe(1);
  });

  it("runs the more urgent first, and equally urgent ones in the order of the requests", async () => {
    const { ask, end, order } = setup();
    ask(planOf(9), "page");
    ask(A, "low");
    ask(B, "normal");
    ask(C, "high");
    ask(D, "high");
    for (let runs = 0; runs < 5; runs++) await end();
    expect(order()).toEqual([9, 3, 4, 2, 1]);
  });

  it("interrupts a run for a more urgent one, and restarts it before later requests", async () => {
    const { ask, end, order } = setup();
    const interrupted = ask(A, "low");
    ask(B, "low");
    ask(C, "high");
    await settle();
    for (let runs = 0; runs < 3; runs++) await end();
    expect(order()).toEqual([1, 3, 1, 2]);
    expect(await interrupted.outcome).toBe(A.key);
  });

  it("does not interrupt a run for an equally urgent one", async () => {
    const { ask, end, order } = setup();
    ask(A, "high");
    ask(B, "high");
    await settle();
    await end();
    await end();
    expect(order()).toEqual([1, 2]);
  });
});

describe("the page's own run", () => {
  it("goes first: nothing begins beside it", async () => {
    const { ask, end, order, setPageRunning } = setup();
    await setPageRunning(true);
    const asked = ask(A, "high");
    await settle();
    expect(order()).toEqual([]);
    await setPageRunning(false);
    await end();
    expect(await asked.outcome).toBe(A.key);
  });

  it("interrupts a background run, which restarts after it; its callers notice nothing", async () => {
    const { ask, end, order, options, setPageRunning } = setup();
    const asked = ask(A, "high");
    await setPageRunning(true);
    expect(options()?.signal?.aborted).toBe(true);
    expect(order()).toEqual([1]);
    await setPageRunning(false);
    expect(order()).toEqual([1, 1]);
    await end();
    expect(await asked.outcome).toBe(A.key);
  });

  it("does not hold up runs that are part of the picture on the screen", async () => {
    const { ask, end, order, setPageRunning } = setup();
    await setPageRunning(true);
    ask(A, "low");
    const asked = ask(B, "page");
    await end();
    expect(await asked.outcome).toBe(B.key);
    expect(order()).toEqual([2]);
  });
});

describe("a withdrawn request", () => {
  it("never runs if it is withdrawn before its turn", async () => {
    const { ask, end, order } = setup();
    ask(A);
    const asked = ask(B);
    asked.abort();
    expect(await asked.outcome).toBe("cancelled");
    await end();
    expect(order()).toEqual([1]);
  });

  it("stops its run, and the next one begins", async () => {
    const { ask, end, order, options } = setup();
    const asked = ask(A);
    const next = ask(B);
    const { signal } = options() ?? {};
    asked.abort();
    expect(signal?.aborted).toBe(true);
    expect(await asked.outcome).toBe("cancelled");
    await settle();
    await end();
    expect(await next.outcome).toBe(B.key);
    expect(order()).toEqual([1, 2]);
  });

  it("runs nothing if its signal is aborted before, even if the result is known", async () => {
    const { ask, end, order, background } = setup();
    ask(A);
    await end();
    const signal = AbortSignal.abort();
    await expect(background.run(A, { priority: "high", signal })).rejects.toBe(signal.reason);
    await expect(background.run(B, { priority: "high", signal })).rejects.toBe(signal.reason);
    expect(order()).toEqual([1]);
  });

  it("runs again when it is repeated before the engine has stopped", async () => {
    const { ask, end, order } = setup();
    const first = ask(A);
    first.abort();
    const second = ask(A);
    await settle();
    await end();
    expect(await first.outcome).toBe("cancelled");
    expect(await second.outcome).toBe(A.key);
    expect(order()).toEqual([1, 1]);
  });
});

describe("two requests for one plan", () => {
  it("share one run and hear of its layers", async () => {
    const { ask, end, order } = setup();
    const [first, second] = [ask(A), ask(planOf(1))];
    await end();
    expect(await Promise.all([first.outcome, second.outcome])).toEqual([A.key, A.key]);
    expect(order()).toEqual([1]);
    expect(first.onLayer).not.toEqual([]);
    expect(second.onLayer).toEqual(first.onLayer);
  });

  it("keep the run going when one of them is withdrawn", async () => {
    const { ask, end, order } = setup();
    const [first, second] = [ask(A), ask(A)];
    first.abort();
    await end();
    expect(await first.outcome).toBe("cancelled");
    expect(await second.outcome).toBe(A.key);
    expect(order()).toEqual([1]);
  });

  it("have the priority of the more urgent one, as long as that one waits", async () => {
    const { ask, end, order } = setup();
    ask(planOf(9), "page");
    ask(A, "low");
    ask(B, "low");
    ask(C, "normal");
    ask(B, "high");
    ask(A, "high").abort();
    for (let runs = 0; runs < 4; runs++) await end();
    expect(order()).toEqual([9, 2, 3, 1]);
  });

  it("share a run that captures a layer's tensors for one of them", async () => {
    const { background, ask, end, order, request } = setup();
    ask(B, "page");
    const asked = ask(A, "low");
    const { signal } = new AbortController();
    const capture = background.capture(A, 1, { priority: "high", signal });
    await end();
    expect(request()?.capture).toEqual({ layerIndex: 1 });
    await end();
    expect((await capture).weight).toHaveLength(16);
    expect(await asked.outcome).toBe(A.key);
    expect(order()).toEqual([2, 1]);
  });
});

describe("an engine's error", () => {
  it("reaches all callers, and the next run begins", async () => {
    const { ask, end, fail } = setup();
    const [first, second, next] = [ask(A), ask(A), ask(B)];
    await fail(new EngineError("out-of-memory", "too large"));
    expect(await Promise.all([first.outcome, second.outcome])).toEqual(["out-of-memory", "out-of-memory"]);
    await end();
    expect(await next.outcome).toBe(B.key);
  });

  it("is not remembered: a new request runs again", async () => {
    const { ask, end, fail, order } = setup();
    const first = ask(A);
    await fail(new Error("unexpected"));
    expect(await first.outcome).toBe("failed");
    const again = ask(A);
    await end();
    expect(await again.outcome).toBe(A.key);
    expect(order()).toEqual([1, 1]);
  });
});

describe("a remembered result", () => {
  it("is not computed again, and is available at once", async () => {
    const { ask, end, order, background } = setup();
    expect(background.known(A)).toBeNull();
    ask(A);
    await end();
    expect(background.known(planOf(1))?.planKey).toBe(A.key);
    expect(await ask(planOf(1)).outcome).toBe(A.key);
    expect(order()).toEqual([1]);
  });

  it("is limited by the bytes of all sketches: the least recently used result is forgotten first", async () => {
    const runs = await Promise.all([A, B, C].map((plan) => engine.run(requestOf(plan))));
    const [a, b, c] = runs.map(({ result }) => result);
    if (a === undefined || b === undefined || c === undefined)
      throw new Error("missing runs (expected three)");
    const cache = createResultCache(bytesOf(a) + Math.max(bytesOf(b), bytesOf(c)));
    cache.keep(a);
    cache.keep(b);
    expect(cache.get(A)).toBe(a);
    cache.keep(c);
    expect([cache.get(A), cache.get(B), cache.get(C)]).toEqual([a, null, c]);
  });

  it("is kept if it is the newest, even if it alone exceeds the limit", async () => {
    const { result } = await engine.run(requestOf(A));
    const cache = createResultCache(1);
    cache.keep(result);
    expect(cache.get(A)).toBe(result);
  });

  it("is counted once when it is kept again", async () => {
    const [{ result: a }, { result: b }] = await Promise.all([
      engine.run(requestOf(A)),
      engine.run(requestOf(B)),
    ]);
    const cache = createResultCache(bytesOf(a) + bytesOf(b));
    for (const result of [a, b, b, b]) cache.keep(result);
    expect(cache.get(A)).toBe(a);
  });
});

it("samples some tensors of a plan, and does not take that for its result", async () => {
  const { background, request, end } = setup();
  const { signal } = new AbortController();
  const sample = background.sample(A, ["activation"], { priority: "normal", signal });
  expect(request()).toMatchObject({ passes: "forward", measure: ["activation"], parameterGradients: false });
  await end();
  expect(Object.keys((await sample).layers[0]?.tensors ?? {})).toEqual(["activation"]);
  expect(background.known(A)).toBeNull();
});

describe("other work", () => {
  it("is done in its turn, begins again after the page's run, and gives its outcome", async () => {
    const { background, ask, end, setPageRunning } = setup();
    const begun: AbortSignal[] = [];
    let finish: (value: string) => void = () => undefined;
    const work = (signal: AbortSignal) =>
      new Promise<string>((resolve, reject) => {
        begun.push(signal);
        finish = resolve;
        signal.addEventListener("abort", () => reject(new EngineError("cancelled", "aborted")));
      });
    const run = ask(A, "high");
    const outcome = background.perform(work, { priority: "normal", signal: new AbortController().signal });
    expect(begun).toHaveLength(0);
    await end();
    expect(await run.outcome).toBe(A.key);
    expect(begun).toHaveLength(1);
    await setPageRunning(true);
    expect(begun[0]?.aborted).toBe(true);
    await setPageRunning(false);
    expect(begun).toHaveLength(2);
    finish("trained");
    expect(await outcome).toBe("trained");
  });

  it("fails with its own error, and is stopped when it is withdrawn", async () => {
    const { background } = setup();
    const controller = new AbortController();
    const { signal } = controller;
    const failing = background.perform(() => Promise.reject(new EngineError("unsupported", "no training")), {
      priority: "normal",
      signal,
    });
    expect(await failing.catch(errorCodeOf)).toBe("unsupported");
    let own: AbortSignal | undefined;
    const waiting = background.perform(
      (given) => {
        own = given;
        return new Promise(() => undefined);
      },
      { priority: "normal", signal },
    );
    await settle();
    controller.abort();
    await expect(waiting).rejects.toBe(signal.reason);
    expect(own?.aborted).toBe(true);
  });
});
