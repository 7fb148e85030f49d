/** Where engines start, and what is remembered of failed starts. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import type { EngineErrorCode } from "../../experiment/result.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import { EngineError } from "../engine.ts";
import type { Engine, EngineChoice } from "../engine.ts";
import { createReferenceEngine } from "../referenceEngine.ts";
import { createEngineStarter } from "./startEngines.ts";

const request = requestOf(planExperiment({ ...DEFAULT_CONFIG, depth: 2, width: 4, batch: 3 }));

/** Starters whose workers fail with a code; counts the calls that reach a worker. */
function starter(code: EngineErrorCode, referenceInPage = () => Promise.resolve(createReferenceEngine())) {
  const calls: EngineChoice[] = [];
  const make = createEngineStarter({
    inWorker: (choice): Engine => {
      const reject = () => {
        calls.push(choice);
        return Promise.reject(new EngineError(code, `made to fail: ${code}`));
      };
      return { prepare: reject, run: reject, memory: () => Promise.resolve(null), dispose: () => undefined };
    },
    referenceInPage,
  });
  return { make, calls };
}

describe("the start of engines", () => {
  it("runs the reference in the page where no worker starts, and asks for no further worker", async () => {
    const { make, calls } = starter("no-worker");
    await expect(make("wasm").run(request)).rejects.toMatchObject({ code: "no-worker" });
    const { result } = await make("reference").run(request);
    expect(result.report.engine).toBe("reference");
    expect(result.layers).toHaveLength(2);
    await expect(make("wasm").run(request)).rejects.toMatchObject({ code: "no-worker" });
    expect(calls).toEqual(["wasm"]);
  });

  it("runs the reference in the page where its own worker is the first to fail", async () => {
    const { make, calls } = starter("no-worker");
    await make("reference").run(request);
    expect(calls).toEqual(["reference"]);
  });

  it("waits once for an engine that does not get ready", async () => {
    const { make, calls } = starter("timeout");
    await expect(make("wasm").run(request)).rejects.toMatchObject({ code: "timeout" });
    await expect(make("wasm").run(request)).rejects.toMatchObject({ code: "timeout" });
    expect(calls).toEqual(["wasm"]);
  });

  it("begins anew after nothing could run at all", async () => {
    const { make, calls } = starter("no-worker", () => Promise.reject(new Error("offline")));
    await expect(make("wasm").run(request)).rejects.toMatchObject({ code: "no-worker" });
    await expect(make("reference").run(request)).rejects.toThrow("offline");
    await expect(make("wasm").run(request)).rejects.toMatchObject({ code: "no-worker" });
    expect(calls).toEqual(["wasm", "wasm"]);
  });

  it("tries again after a failure of another kind", async () => {
    const { make, calls } = starter("context-lost");
    await expect(make("gpu-webgl2").run(request)).rejects.toMatchObject({ code: "context-lost" });
    await expect(make("gpu-webgl2").run(request)).rejects.toMatchObject({ code: "context-lost" });
    expect(calls).toHaveLength(2);
  });
});
