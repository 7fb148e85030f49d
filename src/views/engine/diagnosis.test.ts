/** The diagnostics in English: every number they are given, and unknown values as unknown. */
import { describe, expect, it } from "vitest";
import { diagnosticsMessages } from "../../i18n/diagnosticsText.ts";
import { enginesMessages } from "../../i18n/enginesText.ts";
import { fillIn } from "../../i18n/languages.ts";
import type { ContestRecord, EngineAvailability } from "../../store/state.ts";
import { diagnosisText, readDiagnosis } from "./diagnosis.ts";
import type { Observations, Words } from "./diagnosis.ts";

const words: Words = {
  d: (key, parameters = {}) => fillIn(diagnosticsMessages.en[key], parameters),
  e: (key, parameters = {}) => fillIn(enginesMessages.en[key], parameters),
  formatDate: (iso) => `the day of ${iso}`,
};

const ENGINES: readonly EngineAvailability[] = [
  {
    preference: "wasm",
    engine: "wasm",
    status: "ready",
    reason: null,
    raceMs: 20.04,
    model: null,
    checks: [
      { id: "batch_norm", isPassed: true, error: 2.06e-7 },
      { id: "huge_values", isPassed: false, error: null },
    ],
    adapter: null,
  },
  {
    preference: "gpu-webgl2",
    engine: "gpu",
    status: "declined",
    reason: "self-test-failed",
    raceMs: null,
    model: null,
    checks: null,
    adapter: "a graphics card",
  },
  {
    preference: "reference",
    engine: "reference",
    status: "unknown",
    reason: null,
    raceMs: null,
    model: null,
    checks: null,
    adapter: null,
  },
];

const CONTEST: ContestRecord = {
  version: "1.2.3",
  measuredAt: "2026-01-02",
  elapsedMs: 249.6,
  winner: "wasm",
  engines: ENGINES,
  speed: { backend: "simd", forward: 40, inputGradient: 30, weightGradient: 45, peak: 50 },
};

const OBSERVATIONS: Observations = {
  report: {
    engine: "wasm",
    backend: "simd",
    precision: "float32",
    workers: 3,
    flushesDenormals: false,
    declined: [],
  },
  engines: ENGINES,
  contest: CONTEST,
  memory: {
    heapBytes: 12e6,
    run: { shards: 3, weightBytes: 3e6, activationBytes: 4.56e6, bytes: 30e6 },
  },
  pageBytes: null,
  cores: 8,
};

describe("the diagnostics", () => {
  it("put every number into words", () => {
    const { now, contest, engines, checks, speed, present } = readDiagnosis(OBSERVATIONS, words);
    expect(now).toBe("WASM SIMD ×3 · float32");
    expect(contest).toBe("Engines compared the day of 2026-01-02 by version 1.2.3, in 250 ms.");
    expect(engines).toEqual([
      {
        name: "WASM SIMD",
        isChosen: true,
        state: "ready",
        race: "20 ms",
        // Six cases have not run, so they have not passed.
        tests: "1 of 9 passed",
        adapter: null,
      },
      {
        name: "GPU.js WebGL2",
        isChosen: false,
        state: "wrong numbers in the self-test",
        race: null,
        tests: "not tested",
        adapter: "a graphics card",
      },
      {
        name: "Reference, float64",
        isChosen: false,
        state: "always there",
        race: null,
        tests: "is the reference",
        adapter: null,
      },
    ]);
    expect(checks.engines).toEqual(["WASM SIMD"]);
    expect(checks.rows).toHaveLength(9);
    expect(checks.rows[0]?.cells).toEqual([{ isPassed: true, error: "2.1×10⁻⁷" }]);
    expect(checks.rows[1]?.cells).toEqual([null]);
    expect(checks.rows.at(-1)?.cells).toEqual([{ isPassed: false, error: "NaN" }]);
    expect(speed?.products.map(({ value, share, shareText }) => [value, share, shareText])).toEqual([
      ["40.0 GFLOP/s", 0.8, "80 % of the peak"],
      ["30.0 GFLOP/s", 0.6, "60 % of the peak"],
      ["45.0 GFLOP/s", 0.9, "90 % of the peak"],
    ]);
    expect(present.map(({ value }) => value)).toEqual([
      "3 of 8",
      "SIMD, without fused multiply-add",
      "3.00 MB",
      "4.56 MB",
      "30.0 MB",
      "12.0 MB",
      "the browser does not say",
    ]);
  });

  it("say what is not known", () => {
    const unknown = { ...OBSERVATIONS, report: null, contest: null, memory: null };
    const { now, contest, engines, speed, present } = readDiagnosis(unknown, words);
    expect(now).toBe("nothing has run yet");
    expect(contest).toMatch(/^Engines not compared yet/);
    expect(engines.some(({ isChosen }) => isChosen)).toBe(false);
    expect(speed).toBeNull();
    expect(present.slice(1).map(({ value }) => value)).toEqual([
      "no WebAssembly SIMD",
      ...Array<string>(5).fill("the browser does not say"),
    ]);
  });

  it("are copied whole, a line each", () => {
    const diagnosis = readDiagnosis(OBSERVATIONS, words);
    const text = diagnosisText(diagnosis, words, "A browser");
    expect(text.split("\n")).toEqual(
      expect.arrayContaining([
        "A browser",
        "Running now: WASM SIMD ×3 · float32",
        "WASM SIMD: ready; chosen; 20 ms; 1 of 9 passed",
        "GPU.js WebGL2: wrong numbers in the self-test; not tested; a graphics card",
        "Batch norm, biases, tanh: WASM SIMD passed (2.1×10⁻⁷)",
        "Values up to 10³⁷: WASM SIMD deviates (NaN)",
        "Forward: 40.0 GFLOP/s, 80 % of the peak",
        "SIMD peak, by a probe: 50.0 GFLOP/s",
        "WebAssembly memory reserved, first core: 12.0 MB",
      ]),
    );
  });
});
