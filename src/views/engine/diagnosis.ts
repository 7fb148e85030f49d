/** The diagnostics as words and numbers: one model for the panel and for the text that is copied. */
import { formatFixed, formatNumber } from "../../charts/format.ts";
import type { EngineReport } from "../../experiment/result.ts";
import type { DiagnosticsTextKey } from "../../i18n/diagnosticsText.ts";
import type { EnginesTextKey } from "../../i18n/enginesText.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import type { ContestRecord, EngineAvailability, EngineMemory, SelfCheckId } from "../../store/state.ts";
import { engineName } from "./engineName.ts";

/** The known values, as numbers. */
export interface Observations {
  readonly report: EngineReport | null;
  readonly engines: readonly EngineAvailability[];
  readonly contest: ContestRecord | null;
  readonly memory: EngineMemory | null;
  /** Bytes of the page's own heap; null where the browser does not tell. */
  readonly pageBytes: number | null;
  /** Null where the browser does not tell. */
  readonly cores: number | null;
}

export interface Words {
  readonly d: TranslatePart<DiagnosticsTextKey>;
  readonly e: TranslatePart<EnginesTextKey>;
  /** ISO 8601 to a date and a time of day. */
  readonly formatDate: (iso: string) => string;
}

export interface EngineRow {
  readonly name: string;
  readonly isChosen: boolean;
  readonly state: string;
  readonly race: string | null;
  readonly tests: string;
  readonly adapter: string | null;
}

export interface CheckCell {
  readonly isPassed: boolean;
  readonly error: string;
}

export interface LabelledValue {
  readonly label: string;
  readonly value: string;
}

export interface SpeedRow extends LabelledValue {
  /** Of the peak, 0 to 1. */
  readonly share: number;
  readonly shareText: string;
}

export interface Diagnosis {
  readonly now: string;
  readonly contest: string;
  readonly engines: readonly EngineRow[];
  readonly checks: {
    /** Names of the engines that were tested. */
    readonly engines: readonly string[];
    readonly rows: readonly { readonly name: string; readonly cells: readonly (CheckCell | null)[] }[];
  };
  /** Null where it was not measured. */
  readonly speed: { readonly products: readonly SpeedRow[]; readonly peak: LabelledValue } | null;
  readonly present: readonly LabelledValue[];
}

const CHECKS: readonly SelfCheckId[] = [
  "batch_norm",
  "batch_norm_after",
  "layer_norm",
  "rms_norm_after",
  "running_statistics",
  "dropout_residual",
  "gated_block",
  "tiny_values",
  "huge_values",
];

function engineRow(
  { preference, status, reason, raceMs, checks, adapter }: EngineAvailability,
  winner: string | null,
  { d, e }: Words,
): EngineRow {
  // The reference engine runs on every device, and is not in the speed contest.
  const untried = preference === "reference" ? d("engines.always") : e("unknown");
  const ready = status === "ready" ? e("ready") : untried;
  const passed = checks?.filter(({ isPassed }) => isPassed).length ?? 0;
  const tested =
    checks === null
      ? d("tests.none")
      : d("tests.value", { passed, all: Math.max(checks.length, CHECKS.length) });
  return {
    name: e(preference),
    isChosen: preference === winner,
    state: reason === null ? ready : e(`reason.${reason}`),
    race: raceMs === null ? null : d("race.value", { milliseconds: formatNumber(raceMs) }),
    tests: preference === "reference" ? d("tests.reference") : tested,
    adapter,
  };
}

function checksOf(engines: readonly EngineAvailability[], { d, e }: Words): Diagnosis["checks"] {
  const tested = engines.filter(({ checks }) => checks !== null);
  return {
    engines: tested.map(({ preference }) => e(preference)),
    rows: CHECKS.map((id) => ({
      name: d(`check.${id}`),
      cells: tested.map(({ checks }) => {
        const check = checks?.find((candidate) => candidate.id === id);
        if (check === undefined) return null;
        return { isPassed: check.isPassed, error: formatFixed(check.error ?? NaN, 2) };
      }),
    })),
  };
}

function speedOf(contest: ContestRecord | null, { d }: Words): Diagnosis["speed"] {
  const speed = contest?.speed ?? null;
  if (speed === null) return null;
  const number = (rate: number): string => d("speed.value", { number: formatFixed(rate) });
  return {
    products: (["forward", "inputGradient", "weightGradient"] as const).map((product) => {
      const share = speed[product] / speed.peak;
      return {
        label: d(`speed.${product}`),
        value: number(speed[product]),
        share,
        shareText: d("speed.share", { percent: Math.round(100 * share) }),
      };
    }),
    peak: { label: d("speed.peak"), value: number(speed.peak) },
  };
}

function presentOf(
  { report, contest, memory, pageBytes, cores }: Observations,
  { d }: Words,
): readonly LabelledValue[] {
  const bytes = (value: number | null | undefined): string =>
    value == null ? d("memory.none") : d("memory.value", { number: formatFixed(value / 1e6) });
  const backend = report?.engine === "wasm" ? report.backend : contest?.speed?.backend;
  const isSimd = backend === "relaxed-simd" || backend === "simd";
  return [
    {
      label: d("cores"),
      value:
        cores === null
          ? String(report?.workers ?? 0)
          : d("cores.value", { workers: report?.workers ?? 0, cores }),
    },
    { label: d("instructions"), value: d(isSimd ? `instructions.${backend}` : "instructions.none") },
    { label: d("memory.weights"), value: bytes(memory?.run?.weightBytes) },
    { label: d("memory.activations"), value: bytes(memory?.run?.activationBytes) },
    { label: d("memory.run"), value: bytes(memory?.run?.bytes) },
    { label: d("memory.heap"), value: bytes(memory?.heapBytes) },
    { label: d("memory.page"), value: bytes(pageBytes) },
  ];
}

/** Writes all known values in words. */
export function readDiagnosis(observations: Observations, words: Words): Diagnosis {
  const { report, engines, contest } = observations;
  const { d, e, formatDate } = words;
  const winner = contest?.winner ?? null;
  return {
    now: report === null ? d("now.none") : engineName(report, e("reference")),
    contest:
      contest === null
        ? d("unmeasured")
        : d("measured", {
            date: formatDate(contest.measuredAt),
            version: contest.version,
            milliseconds: Math.round(contest.elapsedMs),
          }),
    engines: engines.map((engine) => engineRow(engine, winner, words)),
    checks: checksOf(engines, words),
    speed: speedOf(contest, words),
    present: presentOf(observations, words),
  };
}

/** The same as lines of plain text, to be sent to others. @param agent the browser's user agent string */
export function diagnosisText(diagnosis: Diagnosis, { d }: Words, agent: string): string {
  const { now, contest, engines, checks, speed, present } = diagnosis;
  const heading = (text: string): string => `\n## ${text}`;
  const line = ({ label, value }: LabelledValue): string => `${label}: ${value}`;
  const word = (cell: CheckCell | null): string =>
    cell === null ? d("tests.none") : `${d(cell.isPassed ? "check.passed" : "check.failed")} (${cell.error})`;
  return [
    "# Initscope",
    agent,
    `${d("now")}: ${now}`,
    contest,
    heading(d("engines")),
    ...engines.map(({ name, isChosen, state, race, tests, adapter }) =>
      [`${name}: ${state}`, isChosen ? d("engines.chosen") : null, race, tests, adapter]
        .filter((part) => part !== null)
        .join("; "),
    ),
    heading(d("checks")),
    ...checks.rows.map(
      ({ name, cells }) =>
        `${name}: ${cells.map((cell, index) => `${checks.engines[index] ?? ""} ${word(cell)}`).join("; ")}`,
    ),
    heading(d("speed")),
    ...(speed === null
      ? [d("speed.none")]
      : [...speed.products.map((row) => `${line(row)}, ${row.shareText}`), line(speed.peak)]),
    heading(d("present")),
    ...present.map(line),
    "",
  ].join("\n");
}
