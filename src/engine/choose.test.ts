/** The choice of an engine, with engines that fail on purpose. */
import { describe, expect, it, vi } from "vitest";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { EngineErrorCode } from "../experiment/result.ts";
import { createEngineChooser } from "./choose.ts";
import type { EngineChooserOptions } from "./choose.ts";
import { EngineError } from "./engine.ts";
import type { Engine, EngineChoice } from "./engine.ts";
import { createReferenceEngine } from "./referenceEngine.ts";
import { selfTest } from "./selfTest.ts";

const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 2, width: 4, batch: 3 });

function failing(code: EngineErrorCode): Engine {
  const reject = () => Promise.reject(new EngineError(code, `made to fail: ${code}`));
  return { prepare: reject, run: reject, dispose: () => undefined };
}

function chooser(
  broken: Partial<Record<EngineChoice, EngineErrorCode>>,
  more: Partial<EngineChooserOptions> = {},
) {
  return createEngineChooser({
    createEngine: (choice) => {
      const code = broken[choice];
      return code === undefined ? createReferenceEngine() : failing(code);
    },
    isWorthTrying: () => Promise.resolve(true),
    memory: { read: () => null, write: () => undefined },
    fingerprint: "test",
    ...more,
  });
}

describe("the engine chooser", () => {
  it("falls back to the next engine and names the reason", async () => {
    const { result } = await chooser({ wasm: "failed" }).run(plan);
    expect(result.report.engine).toBe("reference");
    expect(result.report.declined).toEqual([
      { engine: "wasm", backend: null, code: "failed", detail: "made to fail: failed" },
    ]);
  });

  it("honours a forced engine and says why it could not", async () => {
    const forced = chooser({ "gpu-webgl2": "context-lost" });
    forced.setPreference("gpu-webgl2");
    const { result } = await forced.run(plan);
    expect(result.report.declined[0]).toMatchObject({
      engine: "gpu",
      backend: "webgl2",
      code: "context-lost",
    });
    expect(forced.availability().find(({ preference }) => preference === "gpu-webgl2")).toMatchObject({
      status: "declined",
      reason: "context-lost",
    });
  });

  it("does not try another engine when the run was cancelled or memory is out", async () => {
    await expect(chooser({ wasm: "cancelled" }).run(plan)).rejects.toMatchObject({ code: "cancelled" });
    await expect(chooser({ wasm: "out-of-memory" }).run(plan)).rejects.toMatchObject({
      code: "out-of-memory",
    });
  });

  it("loads no GPU library where no device answers", async () => {
    const made: EngineChoice[] = [];
    const without = chooser(
      {},
      {
        createEngine: (choice) => {
          made.push(choice);
          return quickEngine();
        },
        isWorthTrying: () => Promise.resolve(false),
      },
    );
    await without.calibrate();
    expect(made).toEqual(["wasm"]);
    expect(without.availability().filter(({ reason }) => reason === "no-device")).toHaveLength(2);
  });
});

describe("calibration", () => {
  it("goes on without WASM and remembers nothing then", async () => {
    const written: string[] = [];
    const without = createEngineChooser({
      createEngine: (choice) => (choice === "wasm" ? failing("no-device") : quickEngine()),
      isWorthTrying: (choice) => Promise.resolve(choice === "gpu-webgl2"),
      memory: { read: () => null, write: (text) => written.push(text) },
      fingerprint: "test",
    });
    await without.calibrate();
    expect(without.availability().find(({ preference }) => preference === "wasm")?.reason).toBe("no-device");
    expect(written).toEqual([]);
  });

  it("trusts no GPU, and remembers nothing, where the self-test cannot be fetched", async () => {
    const written: string[] = [];
    const offline = chooser(
      {},
      { createEngine: quickEngine, memory: { read: () => null, write: (text) => written.push(text) } },
    );
    vi.doMock("./selfTest.ts", () => {
      throw new Error("failed to fetch dynamically imported module");
    });
    try {
      await offline.calibrate();
    } finally {
      vi.doUnmock("./selfTest.ts");
    }
    expect(offline.availability().every(({ status }) => status === "unknown")).toBe(true);
    expect(written).toEqual([]);
    await offline.calibrate();
    expect(written).toHaveLength(1);
  });

  it("leaves an engine that is in use alone", async () => {
    const disposed: number[] = [];
    let made = 0;
    const busy = chooser(
      {},
      {
        createEngine: () => {
          const id = made++;
          return { ...quickEngine(), dispose: () => disposed.push(id) };
        },
      },
    );
    const { result } = await busy.runOn("gpu-webgl2", plan);
    expect(result.report.engine).toBe("reference");
    await busy.calibrate();
    // 0 is in use by runOn; the trials after it are thrown away.
    expect(disposed).not.toContain(0);
    expect(disposed.length).toBeGreaterThan(0);
  });
});

/** An engine that runs the small plan whatever it is asked: the race's own plan takes the reference seconds. */
function quickEngine(): Engine {
  const engine = createReferenceEngine();
  return { ...engine, run: (_plan, options) => engine.run(plan, options) };
}

describe("the self-test", () => {
  it("passes the reference rounded to float32", async () => {
    await expect(selfTest(createReferenceEngine())).resolves.toBeUndefined();
  });

  it("catches one wrong gradient entry", async () => {
    const honest = createReferenceEngine();
    const wrong: Engine = {
      ...honest,
      async run(anyPlan, options) {
        const run = await honest.run(anyPlan, options);
        const gradient = run.captured?.layers[1]?.grad_pre_activation;
        if (gradient !== undefined) gradient[0] = (gradient[0] ?? 0) * 1.01 + 1e-3;
        return run;
      },
    };
    await expect(selfTest(wrong)).rejects.toMatchObject({ code: "self-test-failed" });
  });
});
