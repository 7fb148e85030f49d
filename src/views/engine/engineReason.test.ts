/** Why an engine ran, in English, for every reason a report can have. */
import { describe, expect, it } from "vitest";
import type { EngineReason, EngineReport } from "../../experiment/result.ts";
import { enginesMessages } from "../../i18n/enginesText.ts";
import { fillIn } from "../../i18n/languages.ts";
import type { EnginesTextKey } from "../../i18n/enginesText.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import type { ContestRecord, EngineAvailability, Picture, Recording } from "../../store/state.ts";
import { reasonCodeOf } from "./engineReason.ts";
import { shownReport } from "./shownReport.ts";
import { whySentence } from "./whyEngine.ts";

const e: TranslatePart<EnginesTextKey> = (key, parameters = {}) =>
  fillIn(enginesMessages.en[key], parameters);

const WEBGPU = { engine: "gpu", backend: "webgpu" } as const;
const WASM = { engine: "wasm", backend: null } as const;

function reportOf(reason: EngineReason, more: Partial<EngineReport> = {}): EngineReport {
  return {
    engine: "wasm",
    backend: "simd",
    precision: "float32",
    workers: 1,
    flushesDenormals: false,
    declined: [],
    reason,
    ...more,
  };
}

function contestWith(reason: EngineAvailability["reason"]): ContestRecord {
  const gpu: EngineAvailability = {
    preference: "gpu-webgpu",
    engine: "gpu",
    status: "ready",
    reason,
    raceMs: 1,
    model: null,
    checks: null,
    adapter: null,
  };
  const measuredAt = "2026-01-02T03:04:05Z";
  return { version: "1", measuredAt, elapsedMs: 1, winner: "wasm", engines: [gpu], speed: null };
}

describe("the reason of an engine", () => {
  it("is its predicted time beside the others'", () => {
    const predicted = [
      { ...WASM, ms: 31 },
      { ...WEBGPU, ms: 48 },
    ];
    expect(whySentence(reportOf({ code: "quickest", predicted }), null, e)).toBe(
      "Predicted for this experiment: WASM SIMD 31 ms · GPU.js WebGPU 48 ms.",
    );
  });

  it("is the predicted time of the whole training, while it trains", () => {
    const predicted = [
      { ...WEBGPU, ms: 310 },
      { ...WASM, ms: 480 },
    ];
    const reason: EngineReason = { code: "quickest", predicted, isTraining: true };
    const report = reportOf(reason, { engine: "gpu", backend: "webgpu" });
    expect(whySentence(report, null, e)).toBe(
      "Predicted for this training: GPU.js WebGPU 310 ms · WASM SIMD 480 ms.",
    );
    const recording = { report, status: { kind: "running" } } as unknown as Recording;
    const ended = { ...recording, status: { kind: "done" } } as const;
    const picture = { report: reportOf({ code: "only", predicted: [] }) } as unknown as Picture;
    expect(shownReport({ recording, picture })).toBe(report);
    // Once it has ended, the picture tells who computed it.
    expect(shownReport({ recording: ended, picture })).toBe(picture.report);
    expect(shownReport({ recording: { ...recording, report: null }, picture })).toBe(picture.report);
    expect(shownReport({ recording: null, picture: null })).toBeNull();
  });

  it("is a difference too small to change for", () => {
    const predicted = [
      { ...WASM, ms: 50 },
      { ...WEBGPU, ms: 48 },
    ];
    expect(whySentence(reportOf({ code: "quickest", predicted }), null, e)).toMatch(
      /^Predicted .* too small to change/,
    );
  });

  it("is the failure of another", () => {
    const declined = [
      { ...WEBGPU, code: "context-lost", detail: "" },
      { engine: "gpu", backend: "webgl2", code: "slower", detail: "" },
    ] as const;
    expect(whySentence(reportOf({ code: "fallback", predicted: [] }, { declined }), null, e)).toBe(
      "This engine stepped in: GPU.js WebGPU lost its device.",
    );
  });

  it("of a picture older than the contest is what the contest has found", () => {
    const early = reportOf({ code: "unmeasured", predicted: [] });
    expect(reasonCodeOf(early, null)).toBe("unmeasured");
    expect(reasonCodeOf(early, contestWith("slower"))).toBe("only");
    expect(reasonCodeOf(early, contestWith(null))).toBe("unmeasured");
  });

  it("is a sentence for every code", () => {
    for (const code of ["unmeasured", "only", "quickest", "preferred", "fallback"] as const)
      expect(whySentence(reportOf({ code, predicted: [] }), null, e)).toMatch(/\.$/);
    const { reason: _, ...plain } = reportOf({ code: "only", predicted: [] });
    expect(whySentence(plain, null, e)).toBeNull();
  });
});
