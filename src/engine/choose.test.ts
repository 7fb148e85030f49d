/** The choice of an engine, tested with engines that fail on purpose. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { EngineErrorCode } from "../experiment/result.ts";
import { requestOf } from "../experiment/runRequest.ts";
import { createEngineChooser } from "./choose.ts";
import type { ContestMemory, EngineChooserOptions } from "./choose.ts";
import { createContest } from "./contest.ts";
import type { Contest, ContestPorts } from "./contest.ts";
import { EngineError } from "./engine.ts";
import type { ContestRecord, Engine, EngineChoice, MeasuredSpeed } from "./engine.ts";
import type { GpuAdapter } from "./probeGpu.ts";
import { createReferenceEngine } from "./referenceEngine.ts";
import { selfTest } from "./selfTest.ts";

const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 2, width: 4, batch: 3 });

function failing(code: EngineErrorCode): Engine {
  const reject = () => Promise.reject(new EngineError(code, `made to fail: ${code}`));
  return { prepare: reject, run: reject, memory: () => Promise.resolve(null), dispose: () => undefined };
}

const HARDWARE: GpuAdapter = { name: "a graphics card", isSoftware: false };
const SPEED: MeasuredSpeed = {
  backend: "simd",
  forward: 40,
  inputGradient: 41,
  weightGradient: 42,
  peak: 50,
};

/** The contest on a made-up device. */
function contestOn(ports: Partial<ContestPorts> = {}): () => Promise<Contest> {
  return () =>
    Promise.resolve(
      createContest({
        adapterOf: () => Promise.resolve(HARDWARE),
        measureSpeed: () => Promise.resolve(SPEED),
        selfTest,
        ...ports,
      }),
    );
}

/** A device's memory of the contest, with its present content. */
function deviceMemory(): ContestMemory & { text: string | null } {
  return {
    text: null,
    read() {
      return this.text;
    },
    write(text) {
      this.text = text;
    },
  };
}

function chooser(
  broken: Partial<Record<EngineChoice, EngineErrorCode>>,
  more: Partial<EngineChooserOptions> = {},
) {
  return createEngineChooser({
    createEngine: (choice) => {
      const code = broken[choice];
      return code === undefined ? quickEngine() : failing(code);
    },
    memory: deviceMemory(),
    version: "1.2.3",
    fingerprint: "test",
    now: () => "2026-01-02T03:04:05.000Z",
    loadContest: contestOn(),
    ...more,
  });
}

describe("the engine chooser", () => {
  it("falls back to the next engine and names the reason", async () => {
    const { result } = await chooser({ wasm: "failed" }).run(requestOf(plan));
    expect(result.report.engine).toBe("reference");
    expect(result.report.declined).toEqual([
      { engine: "wasm", backend: null, code: "failed", detail: "made to fail: failed" },
    ]);
  });

  it("honours a forced engine and says why it could not", async () => {
    const forced = chooser({ "gpu-webgl2": "context-lost" });
    forced.setPreference("gpu-webgl2");
    const { result } = await forced.run(requestOf(plan));
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
    await expect(chooser({ wasm: "cancelled" }).run(requestOf(plan))).rejects.toMatchObject({
      code: "cancelled",
    });
    await expect(chooser({ wasm: "out-of-memory" }).run(requestOf(plan))).rejects.toMatchObject({
      code: "out-of-memory",
    });
  });

  it("begins with a fresh engine, and all its memory, after it ran out of memory", async () => {
    let made = 0;
    const recovering = chooser(
      {},
      { createEngine: () => (made++ === 0 ? failing("out-of-memory") : quickEngine()) },
    );
    await expect(recovering.run(requestOf(plan))).rejects.toMatchObject({ code: "out-of-memory" });
    const { result } = await recovering.run(requestOf(plan));
    expect(result.report.declined).toEqual([]);
    expect(made).toBe(2);
    expect(recovering.availability().find(({ preference }) => preference === "wasm")?.status).toBe("ready");
  });

  it("lets runs that wait in a failing engine go on, each on the next engine", async () => {
    // The first engine fails all its runs when it is removed, as a worker does that is ended.
    const chosen = chooser(
      {},
      {
        createEngine: (choice) => {
          if (choice === "reference") return quickEngine();
          const waiting: (() => void)[] = [];
          const removed = new EngineError("failed", "the engine was removed");
          return {
            ...quickEngine(),
            run: () =>
              new Promise((_, reject) => {
                waiting.push(() => reject(removed));
                if (waiting.length === 3) reject(new EngineError("no-device", "no SIMD"));
              }),
            dispose: () => waiting.forEach((fail) => fail()),
          };
        },
      },
    );
    const runs = await Promise.all([1, 2, 3].map(() => chosen.run(requestOf(plan))));
    expect(runs.map(({ result }) => result.report.engine)).toEqual(["reference", "reference", "reference"]);
    const wasm = chosen.availability().find(({ preference }) => preference === "wasm");
    expect(wasm?.reason).toBe("no-device");
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
        loadContest: contestOn({ adapterOf: () => Promise.resolve(null) }),
      },
    );
    await without.holdContest();
    expect(made).toEqual(["wasm"]);
    expect(without.availability().filter(({ reason }) => reason === "no-device")).toHaveLength(2);
  });
});

/**
 * An engine that runs the small plan for every request, unless its tensors are captured: the race's own plan
 * takes the reference seconds.
 */
function quickEngine(): Engine {
  const engine = createReferenceEngine();
  return {
    ...engine,
    run: (request, options) => engine.run(request.capture === "all" ? request : requestOf(plan), options),
  };
}

/** Operations of the race, 4 x 256 x 256. */
const RACE_FLOPS = planExperiment({ ...DEFAULT_CONFIG, depth: 4 }).cost.flops;

/**
 * The same engine; a run outside the self-test takes the given time on the clock of the test if it is as
 * large as the race. A tenth of that is the start, and the rest grows with the work.
 */
function timedEngine(clock: { ms: number }, runMs: number, onRun: () => void = () => undefined): Engine {
  const engine = quickEngine();
  return {
    ...engine,
    run(request, options) {
      if (request.capture !== "all") {
        clock.ms += runMs * (0.1 + (0.9 * request.plan.cost.flops) / RACE_FLOPS);
        onRun();
      }
      return engine.run(request, options);
    },
  };
}

/** A chooser with a separate clock. @returns a record of its work */
function raceOf(runMs: Readonly<Partial<Record<EngineChoice, number>>>, ports: Partial<ContestPorts> = {}) {
  const clock = { ms: 0 };
  vi.spyOn(performance, "now").mockImplementation(() => clock.ms);
  const runs = new Map<EngineChoice, number>();
  const memory = deviceMemory();
  const race = chooser(
    {},
    {
      memory,
      loadContest: contestOn(ports),
      createEngine: (choice) =>
        timedEngine(clock, runMs[choice] ?? 10, () => runs.set(choice, (runs.get(choice) ?? 0) + 1)),
    },
  );
  return { race, memory, runs, clock };
}

describe("the contest", () => {
  // Its limits are for devices; here nothing hangs but what a test makes hang.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("promotes a GPU that passes the self-test and is faster, and says by how much", async () => {
    const { race } = raceOf({ wasm: 20, "gpu-webgpu": 30, "gpu-webgl2": 5 });
    await race.holdContest();
    expect(race.contest()).toMatchObject({
      version: "1.2.3",
      measuredAt: "2026-01-02T03:04:05.000Z",
      winner: "gpu-webgl2",
      speed: SPEED,
    });
    const of = (choice: EngineChoice) => race.availability().find(({ preference }) => preference === choice);
    expect(of("gpu-webgl2")).toMatchObject({ reason: null, raceMs: 5, adapter: "a graphics card" });
    expect(of("gpu-webgl2")?.checks?.map(({ isPassed }) => isPassed)).toEqual(Array(9).fill(true));
    expect(of("gpu-webgpu")).toMatchObject({ reason: "slower", raceMs: 30, checks: null });
    expect(of("wasm")).toMatchObject({ status: "ready", raceMs: 20 });
    expect(of("wasm")?.checks).toHaveLength(9);
  });

  it("does a bounded amount of work, whatever is slow", async () => {
    // A slow device: runs are not repeated past 30 ms, nor is another size begun past 200: the untimed run of
    // the race and one more.
    const slow = raceOf({ wasm: 110, "gpu-webgpu": 1000, "gpu-webgl2": 1000 });
    await slow.race.holdContest();
    expect(Object.fromEntries(slow.runs)).toEqual({ wasm: 2, "gpu-webgpu": 2, "gpu-webgl2": 2 });
    // Four runs of each of five sizes; WASM leaves out the largest.
    const quick = raceOf({ wasm: 10, "gpu-webgpu": 10, "gpu-webgl2": 10 });
    await quick.race.holdContest();
    expect(Object.fromEntries(quick.runs)).toEqual({ wasm: 16, "gpu-webgpu": 18, "gpu-webgl2": 18 });
    // Without a GPU three sizes are enough.
    const alone = raceOf({ wasm: 10 }, { adapterOf: () => Promise.resolve(null) });
    await alone.race.holdContest();
    expect(Object.fromEntries(alone.runs)).toEqual({ wasm: 12 });
  });

  it("gives up an engine that hangs", async () => {
    const silent: Engine = { ...quickEngine(), prepare: () => new Promise(() => undefined) };
    const hanging = chooser(
      {},
      { createEngine: (choice) => (choice === "gpu-webgpu" ? silent : quickEngine()) },
    );
    const held = hanging.holdContest();
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    while (hanging.contest() === null) await vi.advanceTimersByTimeAsync(1000);
    await held;
    const webGpu = hanging.availability().find(({ preference }) => preference === "gpu-webgpu");
    expect(webGpu).toMatchObject({ status: "declined", reason: "timeout" });
  });

  it("does not try a GPU that computes on the processor, unless asked to", async () => {
    const software: GpuAdapter = { name: "SwiftShader", isSoftware: true };
    const { race, runs } = raceOf({ "gpu-webgl2": 500 }, { adapterOf: () => Promise.resolve(software) });
    await race.holdContest();
    expect([...runs.keys()]).toEqual(["wasm"]);
    expect(race.availability().find(({ preference }) => preference === "gpu-webgl2")).toMatchObject({
      status: "ready",
      reason: "software",
      adapter: "SwiftShader",
    });
    await race.holdContest(true);
    expect([...runs.keys()]).toEqual(["wasm", "gpu-webgpu", "gpu-webgl2"]);
    const webGl2 = race.availability().find(({ preference }) => preference === "gpu-webgl2");
    expect(webGl2).toMatchObject({ reason: "slower" });
    expect(webGl2?.checks).toHaveLength(9);
  });

  it("is remembered: the next visit measures nothing, and knows what was found", async () => {
    const { race, memory } = raceOf({ wasm: 5 });
    await race.holdContest();
    const made: EngineChoice[] = [];
    const createEngine = (choice: EngineChoice): Engine => {
      made.push(choice);
      return quickEngine();
    };
    const next = chooser(
      {},
      { memory, createEngine, loadContest: () => Promise.reject(new Error("offline")) },
    );
    await next.holdContest();
    expect(made).toEqual([]);
    expect(next.contest()).toEqual(race.contest());
    expect(next.availability()).toEqual(race.availability());
    // Another version of the program, or of the browser, starts a new contest.
    const other = chooser({}, { memory, createEngine, fingerprint: "another" });
    await other.holdContest();
    expect(made).toContain("wasm");
  });

  it("tests a remembered GPU, and no other, before it is used again", async () => {
    const { race, memory } = raceOf({ wasm: 50, "gpu-webgpu": 5, "gpu-webgl2": 10 });
    await race.holdContest();
    const made: EngineChoice[] = [];
    const createEngine = (choice: EngineChoice): Engine => {
      made.push(choice);
      return quickEngine();
    };
    await chooser({}, { memory, createEngine }).holdContest();
    // One is tested; the other opens its device for the runs to come.
    expect(made).toEqual(["gpu-webgpu", "gpu-webgpu"]);
    // The remembered engine no longer answers: everything is measured anew.
    const broken = chooser({ "gpu-webgpu": "context-lost", "gpu-webgl2": "context-lost" }, { memory });
    vi.spyOn(performance, "now").mockRestore();
    await broken.holdContest();
    expect(broken.contest()?.winner).toBe("wasm");
  });

  it("ignores a record that cannot be read", async () => {
    const { race, memory } = raceOf({});
    memory.text = "test\n{ cut off";
    await race.holdContest();
    expect(race.contest()?.winner).toBe("wasm");
  });

  it.each([
    ["no JSON", () => "{ cut off"],
    ["nothing behind the fingerprint", () => ""],
    ["no object", () => "null"],
    ["a list", () => "[]"],
    ["no fields", () => "{}"],
    ["an engine that is unknown", (record) => ({ ...record, winner: "gpu-metal" })],
    ["auto as the winner", (record) => ({ ...record, winner: "auto" })],
    ["engines that are no list", (record) => ({ ...record, engines: { wasm: "ready" } })],
    ["an engine without a status", (record) => ({ ...record, engines: [{ preference: "wasm" }] })],
    [
      "an engine of an unknown name",
      ({ engines, ...record }) => ({
        ...record,
        engines: engines.map((engine) => ({ ...engine, preference: "gpu-metal" })),
      }),
    ],
    [
      "a reason that is unknown",
      ({ engines, ...record }) => ({
        ...record,
        engines: engines.map((engine) => ({ ...engine, reason: "tired" })),
      }),
    ],
    ["a speed that is no number", (record) => ({ ...record, speed: { ...SPEED, peak: "50" } })],
    ["a time that is none", (record) => ({ ...record, measuredAt: "yesterday" })],
    ["a duration that is no number", (record) => ({ ...record, elapsedMs: null })],
    [
      "a cost that is negative",
      ({ engines, ...record }) => ({
        ...record,
        engines: engines.map(({ model, ...engine }) => ({
          ...engine,
          model: model && { ...model, ms: { ...model.ms, flop: -1 } },
        })),
      }),
    ],
    [
      "a cost that is missing",
      ({ engines, ...record }) => ({
        ...record,
        engines: engines.map(({ model, ...engine }) => ({ ...engine, model: model && { ms: model.ms } })),
      }),
    ],
  ] satisfies readonly (readonly [string, (record: ContestRecord) => unknown])[])(
    "takes a remembered record with %s for nothing and holds the contest",
    async (_what, spoil) => {
      const { race, memory } = raceOf({ wasm: 5 });
      await race.holdContest();
      const record = race.contest();
      if (record === null) throw new Error("the contest left no record");
      const spoilt = spoil(record);
      memory.text = `test\n${typeof spoilt === "string" ? spoilt : JSON.stringify(spoilt)}`;
      const made: EngineChoice[] = [];
      const createEngine = (choice: EngineChoice): Engine => {
        made.push(choice);
        return quickEngine();
      };
      const next = chooser({}, { memory, createEngine });
      await next.holdContest();
      expect(made).toContain("wasm");
      expect(next.contest()?.engines).toHaveLength(4);
      expect(memory.text).toMatch(/^test\n\{"version":"1\.2\.3","measuredAt":"2026-01-02T03:04:05\.000Z",/);
    },
  );

  it("goes on without WASM and remembers nothing then", async () => {
    const memory = deviceMemory();
    const without = chooser(
      {},
      {
        memory,
        createEngine: (choice) => (choice === "wasm" ? failing("no-device") : quickEngine()),
      },
    );
    await without.holdContest();
    expect(without.availability().find(({ preference }) => preference === "wasm")?.reason).toBe("no-device");
    expect(without.contest()?.winner).toMatch(/^gpu-/);
    expect(memory.text).toBeNull();
  });

  it("trusts no GPU, and remembers nothing, when the contest cannot be fetched", async () => {
    const memory = deviceMemory();
    let isOffline = true;
    const here = contestOn();
    const offline = chooser(
      {},
      {
        memory,
        createEngine: quickEngine,
        loadContest: () => (isOffline ? Promise.reject(new TypeError("failed to fetch")) : here()),
      },
    );
    await offline.holdContest();
    expect(offline.availability().every(({ status }) => status === "unknown")).toBe(true);
    expect(memory.text).toBeNull();
    isOffline = false;
    await offline.holdContest();
    expect(memory.text).not.toBeNull();
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
    const { result } = await busy.runOn("gpu-webgl2", requestOf(plan));
    expect(result.report.engine).toBe("reference");
    await busy.holdContest();
    // Engine 0 is in use by runOn; the later trials are thrown away.
    expect(disposed).not.toContain(0);
    expect(disposed.length).toBeGreaterThan(0);
  });
});

describe("the self-test", () => {
  it("passes the reference rounded to float32", async () => {
    await expect(selfTest(createReferenceEngine())).resolves.toBeUndefined();
  });

  it("catches one wrong gradient entry", async () => {
    const honest = createReferenceEngine();
    const wrong: Engine = {
      ...honest,
      async run(request, options) {
        const run = await honest.run(request, options);
        const gradient = run.captured?.layers[1]?.grad_pre_activation;
        if (gradient !== undefined) gradient[0] = (gradient[0] ?? 0) * 1.01 + 1e-3;
        return run;
      },
    };
    await expect(selfTest(wrong)).rejects.toMatchObject({ code: "self-test-failed" });
  });
});
