/**
 * Verdicts over groups of layers of one name: how far their std lies from the recipe's, and which known
 * mistake explains it. A mistake is named only where its own number comes out.
 */
import { TRUNCATED_STD } from "../../catalog/initializers.ts";
import { stdError } from "../measure/findLaw.ts";
import type { WeightStats } from "../measure/weightStats.ts";
import { recipeById } from "./recipes.ts";
import type { Expectation, Place, RecipeId } from "./recipes.ts";
import { depthOf, groupName, RESIDUAL_OUTPUTS, roleOf } from "./roles.ts";
import type { Role } from "./roles.ts";
import type { AuditRow } from "./rows.ts";

/** A line with its role and what the recipe says of it. */
export interface JudgedRow extends AuditRow {
  readonly role: Role;
  readonly group: string;
  /** The first number of the name. */
  readonly depth: number;
  readonly expected: Expectation | null;
  /** Measured std over expected; NaN where there is none. */
  readonly ratio: number;
}

/** What is found of a group. */
export type FindingKind =
  /** As the recipe says. */
  | "fits"
  /** The recipe says nothing of it. */
  | "unsaid"
  | "unread"
  | "nonFinite"
  /** Zeros where values are drawn. */
  | "zeros"
  /** Values where zeros or another constant belong. */
  | "constant"
  | "layerScale"
  | "depthMissing"
  | "depthTwice"
  /** Off by the root of 2: blocks counted as sublayers, or sublayers as blocks. */
  | "depthCount"
  /** A depth factor on layers that do not write to the stream. */
  | "depthElsewhere"
  /** Left as PyTorch makes it. */
  | "default"
  | "unitStd"
  /** A cut that takes 12 % of the std away, or its correction without the cut. */
  | "cutStd"
  /** Divided by the fan-out. */
  | "fanOut"
  /** The right std and no cut. */
  | "neverCut"
  /** The right std of another law. */
  | "law"
  /** None of the mistakes above. */
  | "ratio";

export interface GroupFinding {
  readonly group: string;
  readonly role: Role;
  readonly rows: readonly JudgedRow[];
  readonly kind: FindingKind;
  /** Geometric mean of the ratios; NaN where there are none. */
  readonly ratio: number;
  /** Of the first layer, for words. */
  readonly expected: Expectation | null;
  readonly blocks: number;
}

/** Findings that ask for a look; the others are as they should be. */
export const GOOD: ReadonlySet<FindingKind> = new Set(["fits", "unsaid"]);

/** Ratios that are one: 3 % besides chance. Known mistakes are 6 % apart at the least. */
const TOLERANCE = 0.03;
const MOST_ERRORS = 5;
/** Of fewer values a ratio is too vague to name what it comes from: some two hundred. */
const MOST_VAGUE = 0.25;
/** The same where the mistake is 12 %. */
const MOST_VAGUE_OF_CUT = 0.06;
/** A std that is 1 by default is far from any that is meant. */
const MOST_EXPECTED_OF_UNIT = 0.5;

/** Roles that the visitor has set, by the name of the group. */
export type OwnRoles = ReadonlyMap<string, Role>;

interface Network {
  readonly blocks: number;
  readonly width: number;
  readonly first: string | null;
}

/** Blocks and width as the shapes and names tell them. */
function networkOf(rows: readonly AuditRow[], roleFor: (row: AuditRow) => Role): Network {
  const depths = new Map<string, Set<number>>();
  let width = NaN;
  for (const row of rows) {
    const role = roleFor(row);
    if (RESIDUAL_OUTPUTS.has(role) && row.fans !== null) {
      const key = groupName(row.name);
      depths.set(key, (depths.get(key) ?? new Set()).add(depthOf(row.name)));
      width = row.fans.fanOut;
    }
  }
  if (Number.isNaN(width)) {
    const table = rows.find((row) => roleFor(row) === "embedding");
    width = table?.shape.at(-1) ?? rows.find(({ fans }) => fans !== null)?.fans?.fanIn ?? 1;
  }
  const blocks = Math.max(1, ...[...depths.values()].map(({ size }) => size));
  const matrices = rows.filter(({ fans }) => fans !== null);
  return { blocks, width, first: matrices[0]?.name ?? null };
}

function ratioOf(stats: WeightStats | null, expected: Expectation | null): number {
  return stats === null || expected?.kind !== "draw" ? NaN : stats.std / expected.std;
}

/** The lines with their roles and what a recipe expects. */
export function judgeRows(rows: readonly AuditRow[], recipe: RecipeId, own: OwnRoles): readonly JudgedRow[] {
  const { expect } = recipeById(recipe);
  const roleFor = ({ name, shape }: AuditRow): Role => own.get(groupName(name)) ?? roleOf(name, shape);
  const network = networkOf(rows, roleFor);
  return rows.map((row) => {
    const role = roleFor(row);
    const { fanIn, fanOut } = row.fans ?? { fanIn: row.count, fanOut: row.count };
    const depth = depthOf(row.name);
    const place: Place = {
      role,
      fanIn: role === "embedding" ? (row.shape.at(-1) ?? 1) : fanIn,
      fanOut,
      width: network.width,
      blocks: network.blocks,
      block: depth,
      isFirst: row.name === network.first,
    };
    const expected = expect(place);
    return { ...row, role, group: groupName(row.name), depth, expected, ratio: ratioOf(row.stats, expected) };
  });
}

/** Whether a ratio is a number, but for chance. @param error relative standard error of the ratio */
const isAbout = (ratio: number, number: number, error: number): boolean =>
  Math.abs(ratio / number - 1) <= TOLERANCE + MOST_ERRORS * error;

/** Geometric mean of the ratios that are numbers; NaN without any, and where one is 0. */
function meanRatio(rows: readonly JudgedRow[]): number {
  const logs = rows.flatMap(({ ratio }) => (ratio > 0 ? [Math.log(ratio)] : []));
  return logs.length === 0 ? NaN : Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}

interface Known {
  readonly statistics: readonly (readonly [JudgedRow, WeightStats])[];
  readonly ratio: number;
  readonly error: number;
  readonly blocks: number;
}

const everyRow = (rows: readonly JudgedRow[], test: (row: JudgedRow) => boolean): boolean => rows.every(test);

/** A factor that starts a branch small, whatever it is. */
const MOST_OF_LAYER_SCALE = 0.5;
/** A constant in eight bits of mantissa. */
const CONSTANT_TOLERANCE = 2 ** -8;

/** The finding of a group whose recipe has a constant. */
function findConstant(rows: readonly JudgedRow[], value: number, role: Role): FindingKind {
  const isEvery = (test: (stats: WeightStats) => boolean): boolean =>
    rows.every(({ stats }) => stats !== null && stats.min === stats.max && test(stats));
  const isNear = ({ min }: WeightStats) => Math.abs(min - value) <= CONSTANT_TOLERANCE * Math.abs(value);
  if (isEvery(isNear)) return "fits";
  if (role !== "layerScale") return "constant";
  if (isEvery(({ min }) => min === 1)) return "layerScale";
  return isEvery(({ min }) => min > 0 && min < MOST_OF_LAYER_SCALE) ? "fits" : "constant";
}

/** Whether std is one over the root of 3 fan-in and the law uniform: nobody has touched the layer. */
function isDefault({ stats, fans, role }: JudgedRow): boolean {
  if (stats === null) return false;
  if (role === "embedding") return stats.law?.kind === "normal" && isAbout(stats.std, 1, 0);
  return (
    stats.law?.kind === "uniform" && fans !== null && isAbout(stats.std * Math.sqrt(3 * fans.fanIn), 1, 0)
  );
}

/** What a mean ratio that is not one comes from. */
function findRatio(rows: readonly JudgedRow[], { ratio, error, blocks, statistics }: Known): FindingKind {
  const [first] = rows;
  if (first === undefined || first.expected?.kind !== "draw") return "unsaid";
  const { depthFactor, std, law } = first.expected;
  const vagueness = MOST_ERRORS * error;
  if (vagueness > MOST_VAGUE) return "ratio";
  // Ratios that follow the depth by themselves: each layer has a factor of its own.
  const isEach = (number: (row: JudgedRow) => number) =>
    everyRow(rows, (row) => isAbout(row.ratio, number(row), error));
  const factorOf = ({ expected }: JudgedRow) => (expected?.kind === "draw" ? expected.depthFactor : 1);
  if (depthFactor > 1 && isEach(factorOf)) return "depthMissing";
  if (rows.every(isDefault)) return "default";
  if (depthFactor > 1) {
    if (isEach((row) => 1 / factorOf(row))) return "depthTwice";
    if (isEach(() => Math.SQRT2) || isEach(() => Math.SQRT1_2)) return "depthCount";
  } else if (blocks > 1) {
    const isByBlock = rows.length > 1 && isEach((row) => 1 / Math.sqrt(2 * (row.depth + 1)));
    if (isAbout(ratio, 1 / Math.sqrt(2 * blocks), error) || isByBlock) return "depthElsewhere";
  }
  if (std < MOST_EXPECTED_OF_UNIT && statistics.every(([, own]) => isAbout(own.std, 1, error)))
    return "unitStd";
  const isCut =
    isAbout(ratio, TRUNCATED_STD, error) || (law === "truncated" && isAbout(ratio, 1 / TRUNCATED_STD, error));
  if (isCut && vagueness <= MOST_VAGUE_OF_CUT) return "cutStd";
  const isFanOut = isEach(({ fans }) => Math.sqrt((fans?.fanIn ?? 1) / (fans?.fanOut ?? 1)));
  return isFanOut ? "fanOut" : "ratio";
}

/** Whether most layers of a group have the law that the recipe says; one odd layer may be chance. */
function findLawOf(rows: readonly JudgedRow[]): FindingKind {
  let [same, uncut, others] = [0, 0, 0];
  for (const { stats, expected } of rows) {
    const found = stats?.law?.kind;
    // Trained weights and small tensors have no law; their std is all there is to compare.
    if (expected?.kind !== "draw" || found === undefined || found === "few" || found === "other") continue;
    if (found === expected.law) same++;
    else if (expected.law === "truncated" && found === "normal") uncut++;
    else others++;
  }
  if (same >= uncut + others) return "fits";
  return uncut >= others ? "neverCut" : "law";
}

function findGroup(rows: readonly JudgedRow[], ratio: number, blocks: number): FindingKind {
  const [first] = rows;
  const statistics = rows.flatMap((row) => (row.stats === null ? [] : [[row, row.stats] as const]));
  if (first === undefined || statistics.length === 0) return "unread";
  if (statistics.some(([, { nan, infinite }]) => nan + infinite > 0)) return "nonFinite";
  const { expected, role } = first;
  if (expected === null) return "unsaid";
  if (expected.kind === "constant") return findConstant(rows, expected.value, role);
  if (statistics.some(([, { law }]) => law?.kind === "constant" && law.value === 0)) return "zeros";
  const error = Math.max(...statistics.map(([, { kurtosis, finite }]) => stdError(kurtosis || 3, finite)));
  const isRight = rows.every((row) => Number.isNaN(row.ratio) || isAbout(row.ratio, 1, error));
  return isRight ? findLawOf(rows) : findRatio(rows, { statistics, ratio, error, blocks });
}

/** The groups of a file in its order, each with what is found. */
export function findGroups(rows: readonly JudgedRow[]): readonly GroupFinding[] {
  const groups = new Map<string, JudgedRow[]>();
  const depths = new Map<string, Set<number>>();
  for (const row of rows) {
    const group = groups.get(row.group);
    if (group === undefined) groups.set(row.group, [row]);
    else group.push(row);
    if (RESIDUAL_OUTPUTS.has(row.role))
      depths.set(row.group, (depths.get(row.group) ?? new Set()).add(row.depth));
  }
  const blocks = Math.max(1, ...[...depths.values()].map(({ size }) => size));
  return [...groups.values()].map((own) => {
    const [first] = own;
    const ratio = meanRatio(own);
    return {
      group: first?.group ?? "",
      role: first?.role ?? "linear",
      rows: own,
      kind: findGroup(own, ratio, blocks),
      ratio,
      expected: first?.expected ?? null,
      blocks,
    };
  });
}
