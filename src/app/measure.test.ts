/** Runs in the background: one at a time, in order, to be stopped, and never a rejection. */
import { describe, expect, it } from "vitest";
import { EngineError } from "../engine/engine.ts";
import { createReferenceEngine } from "../engine/referenceEngine.ts";
import { createMeasure } from "./measure.ts";

const LINK = "#v=1&depth=2&width=4&batch=4&seed=1";
const never = new AbortController().signal;

describe("measure", () => {
  it("runs one after another, in the order asked for", async () => {
    const engine = createReferenceEngine();
    const events: string[] = [];
    const { measure } = createMeasure({
      async run(request, options) {
        events.push(`begin ${request.plan.seed}`);
        const run = await engine.run(request, options);
        events.push(`end ${request.plan.seed}`);
        return run;
      },
    });
    const [first, second] = await Promise.all([
      measure(LINK, never),
      measure("#v=1&depth=3&width=4&batch=4&seed=2", never),
    ]);
    expect(events).toEqual(["begin 1", "end 1", "begin 2", "end 2"]);
    expect(first).toMatchObject({ kind: "done", plan: { seed: 1 } });
    expect(second.kind === "done" && second.result.layers).toHaveLength(3);
  });

  it("says why a run failed, and goes on with the next", async () => {
    const engine = createReferenceEngine();
    const errors = [new EngineError("out-of-memory", "too large"), new Error("unexpected")];
    const { measure } = createMeasure({
      run(request, options) {
        const error = errors.shift();
        return error === undefined ? engine.run(request, options) : Promise.reject(error);
      },
    });
    expect(await measure(LINK, never)).toEqual({ kind: "failed", code: "out-of-memory" });
    expect(await measure(LINK, never)).toEqual({ kind: "failed", code: "failed" });
    expect(await measure(LINK, never)).toMatchObject({ kind: "done" });
  });

  it("stops what runs and does not begin what waits", async () => {
    const engine = createReferenceEngine();
    let begun = 0;
    const { measure } = createMeasure({
      run(request, options) {
        begun++;
        return engine.run(request, options);
      },
    });
    const controller = new AbortController();
    const measurements = [measure(LINK, controller.signal), measure(LINK, controller.signal)];
    await Promise.resolve();
    controller.abort();
    expect(await Promise.all(measurements)).toEqual([
      { kind: "failed", code: "cancelled" },
      { kind: "failed", code: "cancelled" },
    ]);
    expect(begun).toBeLessThanOrEqual(1);
  });
});
