/**
 * Finds MLPs among the tensors of a file: matrices whose shapes chain, with the biases and norms that belong
 * to them by their names. It reads names and shapes alone.
 */
import type { ListedTensor } from "../audit.ts";
import type { Layout } from "../judge/fans.ts";
import { roleOf } from "../judge/roles.ts";
import type { Role } from "../judge/roles.ts";

/** A weight layer: places of its tensors in the list of the file. */
interface FoundLayer {
  /** What the names of its tensors have in common. */
  readonly path: string;
  readonly weight: number;
  readonly bias: number | null;
  readonly fanIn: number;
  readonly units: number;
  /** Norm behind it: places of its vectors; null where it has none. */
  readonly norm: { readonly gain: number | null; readonly shift: number | null } | null;
}

/** The norms of a network; where they stand is told by the numbers of a sequence, and null without them. */
interface FoundNorms {
  readonly kind: "batch" | "layer" | "rms";
  readonly at: "before" | "after" | null;
  readonly layers: "all" | "hidden";
}

export interface FoundNetwork {
  /** What the names of its tensors begin with; empty where the file is the network. */
  readonly prefix: string;
  readonly layers: readonly FoundLayer[];
  readonly norms: FoundNorms | null;
  readonly layout: Layout;
}

type Part = "weight" | "bias" | "gain" | "shift" | "statistics";

const PARTS: Readonly<Record<string, Part>> = {
  weight: "weight",
  kernel: "weight",
  w: "weight",
  gamma: "gain",
  scale: "gain",
  gain: "gain",
  bias: "bias",
  b: "bias",
  beta: "shift",
  shift: "shift",
  offset: "shift",
  running_mean: "statistics",
  running_var: "statistics",
  num_batches_tracked: "statistics",
  moving_mean: "statistics",
  moving_variance: "statistics",
};

/** Parts of other networks: their matrices may chain and are no MLP. */
const FOREIGN: ReadonlySet<Role> = new Set([
  "qkv",
  "attentionOut",
  "embedding",
  "position",
  "loraA",
  "loraB",
]);
/** Tensors of an optimiser have the shapes of weights. */
const OPTIMIZER = /optim|exp_avg|momentum_buffer/i;

const NUMBER = /\d+/g;

/** Tensors of one module, by their parts. */
interface Module {
  readonly path: string;
  readonly tensors: ReadonlyMap<Part, number>;
}

/** `fc.0.weight` is the weight of `fc.0`, `W1` that of `1`; null for names without a known part. */
function placeOf(name: string): readonly [path: string, part: Part] | null {
  const plain = name.replace(/:\d+$/, "");
  const split = Math.max(...["/", "."].map((mark) => plain.lastIndexOf(mark)));
  const last = plain.slice(split + 1).toLowerCase();
  const path = plain.slice(0, Math.max(0, split));
  if (Object.hasOwn(PARTS, last)) return [path, PARTS[last] ?? "weight"];
  const [, word = "", number = ""] = /^(w|b|weight|bias|kernel)_?(\d+)$/.exec(last) ?? [];
  return number === "" ? null : [path === "" ? number : `${path}.${number}`, PARTS[word] ?? "weight"];
}

const byNumbers = (a: string, b: string): number => {
  const [wordsA, wordsB] = [a, b].map((path) => path.replace(NUMBER, "#")) as [string, string];
  if (wordsA !== wordsB) return wordsA < wordsB ? -1 : 1;
  const [numbersA, numbersB] = [a, b].map((path) => (path.match(NUMBER) ?? []).map(Number)) as [
    number[],
    number[],
  ];
  for (const [index, number] of numbersA.entries()) {
    const difference = number - (numbersB[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** A layer on its way into the chain. */
type Linear = Omit<FoundLayer, "norm">;

const chains = (layers: readonly Linear[]): boolean =>
  layers.every(({ fanIn }, index) => index === 0 || fanIn === layers[index - 1]?.units);

/** Steps of the search for an order: files have names for theirs, and this is the last resort. */
const MOST_STEPS = 10_000;

/** An order in which the shapes chain; null where none is found. */
function ordered(stored: readonly Linear[]): readonly Linear[] | null {
  const natural = stored.toSorted((a, b) => byNumbers(a.path, b.path));
  // A file that is sorted by names has the tenth layer behind the first; any other tells the order itself.
  const isSorted = stored.every(({ path }, index) => index === 0 || (stored[index - 1]?.path ?? "") < path);
  const given = (isSorted ? [natural, stored] : [stored, natural]).find(chains);
  if (given !== undefined) return given;
  let steps = 0;
  const search = (chain: readonly Linear[], left: readonly Linear[]): readonly Linear[] | null => {
    if (left.length === 0) return chain;
    const end = chain.at(-1)?.units;
    for (const next of left) {
      if (++steps > MOST_STEPS) return null;
      if (end !== undefined && next.fanIn !== end) continue;
      const found = search(
        [...chain, next],
        left.filter((other) => other !== next),
      );
      if (found !== null) return found;
    }
    return null;
  };
  return natural.length > 1000 ? null : search([], natural);
}

/** Modules of names with known parts; of a file without such names, a vector belongs to what is before it. */
function modulesOf(tensors: readonly ListedTensor[]): readonly Module[] | null {
  const modules = new Map<string, Map<Part, number>>();
  const add = (path: string, part: Part, index: number): boolean => {
    const own = modules.get(path) ?? new Map<Part, number>();
    modules.set(path, own);
    const isNew = !own.has(part);
    own.set(part, index);
    // Running statistics are several, and none of them is read.
    return isNew || part === "statistics";
  };
  const isNamed = tensors.some(({ name }) => placeOf(name) !== null);
  let last = "";
  for (const [index, { name, shape }] of tensors.entries()) {
    if (isNamed) {
      const place = placeOf(name);
      // A part that is named twice, or a value whose meaning is not known.
      if (place === null ? shape.length > 0 : !add(...place, index)) return null;
    } else if (shape.length === 2) add((last = name), "weight", index);
    else if (shape.length !== 1 || last === "" || !add(last, "bias", index)) return null;
  }
  return Array.from(modules, ([path, own]) => ({ path, tensors: own }));
}

interface Sorted {
  readonly linears: readonly Linear[];
  readonly norms: readonly (Module & { readonly length: number })[];
}

/** Weight layers and norms; null where a module is neither. */
function sorted(modules: readonly Module[], tensors: readonly ListedTensor[], layout: Layout): Sorted | null {
  const linears: Linear[] = [];
  const norms: (Module & { readonly length: number })[] = [];
  const lengthOf = (index: number | undefined): number | null => {
    const shape = index === undefined ? undefined : tensors[index]?.shape;
    return shape?.length === 1 ? (shape[0] ?? 0) : null;
  };
  for (const module of modules) {
    const { path, tensors: own } = module;
    const weight = own.get("weight");
    const bias = own.get("bias") ?? null;
    const shape = weight === undefined ? undefined : tensors[weight]?.shape;
    if (weight !== undefined && shape?.length === 2) {
      const [first = 0, second = 0] = shape;
      const [units, fanIn] = layout === "outputs_first" ? [first, second] : [second, first];
      const isWhole = bias === null || lengthOf(bias) === units;
      if (!isWhole || units === 0 || fanIn === 0 || own.size > (bias === null ? 1 : 2)) return null;
      linears.push({ path, weight, bias, fanIn, units });
      continue;
    }
    const vectors = [own.get("gain"), weight, own.get("shift"), own.get("bias")].filter(
      (index) => index !== undefined,
    );
    const lengths = new Set(vectors.map(lengthOf));
    const [length] = lengths;
    if (lengths.size !== 1 || length === null || length === undefined) return null;
    norms.push({ ...module, length });
  }
  return linears.length === 0 ? null : { linears, norms };
}

/** Numbers at the ends of two paths of one sequence; null for other names. */
function distance(before: string, behind: string): number | null {
  const [, head, own] = /^(.*?)(\d+)$/.exec(before) ?? [];
  const [, otherHead, other] = /^(.*?)(\d+)$/.exec(behind) ?? [];
  return own !== undefined && other !== undefined && head === otherHead ? Number(other) - Number(own) : null;
}

/** The network of some modules; null where they are no MLP, or one with norms in other places. */
function networkOf(
  prefix: string,
  modules: readonly Module[],
  tensors: readonly ListedTensor[],
  layout: Layout,
): FoundNetwork | null {
  const parts = sorted(modules, tensors, layout);
  const linears = parts === null ? null : ordered(parts.linears);
  if (parts === null || linears === null) return null;
  const depth = linears.length;
  const norms = parts.norms.toSorted((a, b) => byNumbers(a.path, b.path));
  if (norms.length === 0) {
    const layers = linears.map((layer) => ({ ...layer, norm: null }));
    return { prefix, layers, norms: null, layout };
  }
  const isAll = norms.length === depth;
  if (!isAll && norms.length !== depth - 1) return null;
  const gaps = norms.map(({ path }, index) => distance(linears[index]?.path ?? "", path));
  // A norm in front of its layer is another network.
  const isBehind = norms.every(({ length }, index) => length === linears[index]?.units);
  if (!isBehind || gaps.some((gap) => gap !== null && gap < 0)) return null;
  const [gap] = gaps;
  const hasStatistics = norms.some(({ tensors: own }) => own.has("statistics"));
  const hasShift = norms.some(({ tensors: own }) => own.has("bias") || own.has("shift"));
  return {
    prefix,
    layout,
    layers: linears.map((layer, index) => {
      const own = norms[index]?.tensors;
      const norm =
        own === undefined
          ? null
          : {
              gain: own.get("gain") ?? own.get("weight") ?? null,
              shift: own.get("shift") ?? own.get("bias") ?? null,
            };
      return { ...layer, norm };
    }),
    norms: {
      kind: hasStatistics ? "batch" : hasShift ? "layer" : "rms",
      at: gap === 1 ? "before" : gap === 2 ? "after" : null,
      layers: isAll ? "all" : "hidden",
    },
  };
}

/** Every beginning of a path at its separators, the empty one first. */
function beginnings(path: string): readonly string[] {
  const ends = Array.from(path.matchAll(/[./]/g), ({ index }) => index);
  return ["", ...ends.map((end) => path.slice(0, end))];
}

/** More networks than a menu can show. */
const MOST_NETWORKS = 100;

/**
 * The MLPs of a file, none of them a part of another. A file of one matrix is a network of one layer; parts
 * of a larger model have two layers or more.
 */
export function findNetworks(tensors: readonly ListedTensor[], layout: Layout): readonly FoundNetwork[] {
  const usable = tensors.map((tensor, index) => ({ ...tensor, index }));
  const own = usable.filter(({ name }) => !OPTIMIZER.test(name));
  const modules = modulesOf(own)?.map(({ path, tensors: parts }) => ({
    path,
    tensors: new Map(Array.from(parts, ([part, at]) => [part, own[at]?.index ?? 0] as const)),
  }));
  const isForeign = ({ tensors: parts }: Module): boolean =>
    Array.from(parts.values(), (index) => tensors[index]).some(
      (tensor) => tensor !== undefined && FOREIGN.has(roleOf(tensor.name, tensor.shape)),
    );
  if (modules === undefined) return [];
  const groups = new Map<string, Module[]>();
  for (const module of modules)
    for (const prefix of beginnings(module.path)) {
      const group = groups.get(prefix) ?? [];
      groups.set(prefix, group);
      group.push(module);
    }
  const found: FoundNetwork[] = [];
  const taken: string[] = [];
  for (const [prefix, group] of [...groups].toSorted(([a], [b]) => a.length - b.length)) {
    if (found.length === MOST_NETWORKS) break;
    if (
      taken.some((whole) => whole === "" || prefix.startsWith(`${whole}.`) || prefix.startsWith(`${whole}/`))
    )
      continue;
    if (group.some(isForeign)) continue;
    const network = networkOf(prefix, group, tensors, layout);
    if (network === null || (prefix !== "" && network.layers.length < 2)) continue;
    found.push(network);
    taken.push(prefix);
  }
  return found;
}
