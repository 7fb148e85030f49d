/** The entries of the catalogue that give a measured law to a layer with given fans. */
import { INITIALIZER_OPTIONS, initializers, weightMoments } from "../../catalog/initializers.ts";
import type {
  InitializerContext,
  InitializerEntry,
  InitializerId,
  InitializerParameterKey,
  WeightLaw,
} from "../../catalog/initializers.ts";
import { stdError } from "../measure/findLaw.ts";
import type { FoundLaw, WeightStats } from "../measure/weightStats.ts";
import type { Fans } from "./fans.ts";

/** An entry, and the fan it must divide by where its default is another. */
export interface CatalogName {
  readonly id: InitializerId;
  readonly label: string;
  readonly fan: "out" | "avg" | null;
}

/** Standard errors of a std between two entries that are told apart. */
const MOST_ERRORS = 4;
/** Bounds read off the largest value, and rounding to eight bits. */
const EXTRA = 1e-3;
/** Entries of a law that listens to the activation or to a batch have no std of their own. */
const LEFT_OUT: ReadonlySet<InitializerId> = new Set([
  "edge_of_chaos",
  "given",
  "lsuv",
  "mean_field",
  "variance_scaling",
]);
/** Entries whose std is a setting fit every std. */
const FREE: Partial<Readonly<Record<FoundLaw["kind"], InitializerId>>> = {
  normal: "normal",
  uniform: "uniform",
  truncated: "truncated_normal",
  sparse: "sparse",
  orthogonal: "orthogonal",
  identity: "identity",
};

const LINEAR: InitializerContext["nonlinearity"] = { f: (x) => x, df: () => 1, kinks: [] };

function contextOf(
  { parameters }: InitializerEntry,
  fans: Fans,
  fan: "in" | "out" | "avg",
): InitializerContext {
  const values: Record<InitializerParameterKey, number> = {
    std: 1,
    limit: 1,
    value: 0,
    gain: 1,
    scale: 1,
    sparsity: 0,
  };
  for (const { key, default: usual } of parameters) values[key] = usual({ negativeSlope: 0 });
  return {
    ...fans,
    negativeSlope: 0,
    parameters: values,
    options: { fan, dist: "truncated", trunc: "corrected", target: "before" },
    nonlinearity: LINEAR,
    biasVariance: 0,
  };
}

/** The draw of a measured law; null where it has none. */
function drawOf(law: FoundLaw): string | null {
  switch (law.kind) {
    case "uniform": {
      if (law.low === -law.high) return "uniform";
      const isUnit = Math.abs(law.low) < 0.01 && Math.abs(law.high - 1) < 0.01;
      return isUnit ? "unit_uniform" : null;
    }
    case "normal":
      return law.mean === 0 ? "normal" : null;
    case "truncated":
      return law.cut === 2 ? "truncated" : null;
    case "orthogonal":
    case "identity":
    case "sparse":
      return law.kind;
    case "constant":
    case "few":
    case "other":
      return null;
    default:
      return law satisfies never;
  }
}

function fits(law: WeightLaw, draw: string, stats: WeightStats, { fanIn, fanOut }: Fans): boolean {
  if (law.kind !== "scaled" || law.draw !== draw || law.cut !== undefined) return false;
  const { std } = weightMoments(law, fanIn, fanOut);
  const tolerance = MOST_ERRORS * stdError(stats.kurtosis, stats.finite) + EXTRA;
  return Math.abs(stats.std / std - 1) <= tolerance;
}

function entriesThatFit(stats: WeightStats, draw: string, fans: Fans): readonly CatalogName[] {
  const named: CatalogName[] = [];
  for (const entry of initializers as readonly InitializerEntry[]) {
    const id = entry.id as InitializerId;
    if (LEFT_OUT.has(id) || entry.group === "fixed" || entry.group === "constant") continue;
    const hasFan = entry.options?.includes("fan") === true;
    const fan = (hasFan ? INITIALIZER_OPTIONS.fan : (["in"] as const)).find((own) =>
      fits(entry.law(contextOf(entry, fans, own)), draw, stats, fans),
    );
    if (fan !== undefined) named.push({ id, label: entry.label, fan: fan === "in" ? null : fan });
  }
  return named;
}

const entryOf = (id: InitializerId): CatalogName => ({
  id,
  label: initializers.find((entry) => entry.id === id)?.label ?? id,
  fan: null,
});

/**
 * Entries with the measured law and std, those with laws of the fans first. Where none fits, the entry whose
 * std is a setting; nothing for values without a law.
 * @param fans null for vectors, whose std follows no fan
 */
export function catalogNames(stats: WeightStats, fans: Fans | null): readonly CatalogName[] {
  const { law } = stats;
  if (law === null) return [];
  if (law.kind === "constant")
    return [entryOf(law.value === 0 ? "zeros" : law.value === 1 ? "ones" : "constant")];
  const draw = drawOf(law);
  const named = draw === null || fans === null ? [] : entriesThatFit(stats, draw, fans);
  if (named.length > 0) return named;
  if (law.kind === "truncated" && law.cut !== 2) return [entryOf("truncated_absolute")];
  const free = draw === null ? undefined : FREE[law.kind];
  return free === undefined ? [] : [entryOf(free)];
}
