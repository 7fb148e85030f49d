/**
 * Files of weights that are drawn from known laws of the catalogue, in every format and with many shapes: the
 * audit must name each law. The draws are the product's own; the finding of laws shares nothing with them.
 */
import { initializerById, weightMoments } from "../../catalog/initializers.ts";
import type { InitializerId, WeightLaw } from "../../catalog/initializers.ts";
import { drawStandard, scaleInPlace } from "../../experiment/draws.ts";
import { STREAM } from "../../math/philox.ts";
import type { Dtype } from "../../weights/files/dtype.ts";
import { catalogNames } from "../../weights/judge/catalogNames.ts";
import { fansOf } from "../../weights/judge/fans.ts";
import { collectAudit } from "./collect.ts";
import { blobOf, npz, safetensors, torchZip } from "./writeFiles.ts";
import type { OwnTensor } from "./writeFiles.ts";

/** Ten laws that every file holds. */
const LAWS = [
  "normal",
  "truncated_absolute",
  "xavier_uniform",
  "he_normal",
  "he_uniform",
  "orthogonal",
  "pytorch_linear",
  "jax_lecun",
  "tfjs_lecun",
  "sparse",
] as const satisfies readonly InitializerId[];

const SHAPES = [
  [96, 160],
  [256, 128],
  [128, 384],
  [320, 96],
  [150, 170],
] as const;

const FORMATS: readonly (readonly [
  string,
  (tensors: readonly OwnTensor[]) => Uint8Array,
  readonly Dtype[],
])[] = [
  ["safetensors", safetensors, ["F32", "BF16", "F16", "F64"]],
  ["npz, packed", (tensors) => npz(tensors, 1), ["F32", "F16", "F64"]],
  ["npz, stored", (tensors) => npz(tensors, 0), ["F32", "F64"]],
  ["torch", torchZip, ["F32", "BF16", "F16"]],
];

function lawOf(id: InitializerId, fanIn: number, fanOut: number): WeightLaw {
  // Settings that are no default, so that the setting itself must be read.
  if (id === "normal") return { kind: "scaled", draw: "normal", scale: 0.037, sparsity: 0 };
  if (id === "sparse") return { kind: "scaled", draw: "sparse", scale: 0.01, sparsity: 0.7 };
  if (id === "truncated_absolute")
    return { kind: "scaled", draw: "truncated", scale: 0.02, sparsity: 0, cut: 1.5 };
  return initializerById(id).law({
    fanIn,
    fanOut,
    negativeSlope: 0,
    parameters: {
      std: 1,
      limit: 1,
      value: 0,
      gain: id === "he_normal" || id === "he_uniform" ? Math.SQRT2 : 1,
      scale: 1,
      sparsity: 0,
    },
    options: { fan: "in", dist: "normal", trunc: "corrected", target: "before" },
    nonlinearity: { f: (x) => x, df: () => 1, kinks: [] },
    biasVariance: 0,
  });
}

function drawn(id: InitializerId, shape: readonly [number, number], seed: number, layerIndex: number) {
  const [rows, columns] = shape;
  const law = lawOf(id, columns, rows);
  if (law.kind === "constant") throw new RangeError(`invalid law: ${id} (expected one that is drawn)`);
  const { draw, sparsity, scale, cut } = law;
  const own = cut === undefined ? {} : { cut };
  const stream = STREAM.weight;
  const values = drawStandard({ draw, sparsity, ...own, seed, stream, layerIndex, rows, columns });
  return { law, values: scaleInPlace(values, scale) };
}

export interface LawFile {
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly tensors: readonly { readonly name: string; readonly id: InitializerId; readonly std: number }[];
}

/** The file of an index. */
export function lawFile(index: number): LawFile {
  const [format, write, dtypes] = FORMATS[index % FORMATS.length] ?? ["", safetensors, ["F32"]];
  const dtype = dtypes[Math.floor(index / FORMATS.length) % dtypes.length] ?? "F32";
  const made = LAWS.map((id, layer) => {
    const shape = SHAPES[(index + layer) % SHAPES.length] ?? SHAPES[0];
    const { law, values } = drawn(id, shape, index + 1, layer);
    const { std } = weightMoments(law, shape[1], shape[0]);
    return { id, std, tensor: { name: `layers.${layer}.${id}`, shape, values, dtype } };
  });
  return {
    label: `${format}, ${dtype}`,
    bytes: write(made.map(({ tensor }) => tensor)),
    tensors: made.map(({ id, std, tensor: { name } }) => ({ name, id, std })),
  };
}

/** Chance and rounding move a std of ten thousand values by less. */
const STD_TOLERANCE = 0.03;

/** Tensors of a file whose law is named wrongly, each with what was named. */
export async function misnamed({ bytes, tensors }: LawFile): Promise<readonly string[]> {
  const { fault, rows } = await collectAudit(blobOf(bytes));
  if (fault !== null) return [JSON.stringify(fault)];
  return tensors.flatMap(({ name, id, std }) => {
    const row = rows.find((own) => own.name === name);
    if (row?.stats == null) return [`${name}: not read`];
    const names = catalogNames(row.stats, fansOf(row.shape, "outputs_first")).map((own) => own.id);
    const isNear = Math.abs(row.stats.std / std - 1) < STD_TOLERANCE;
    return names.includes(id) && isNear
      ? []
      : [`${name}: ${names.join(" or ") || "nothing"}, ${JSON.stringify(row.stats.law)}`];
  });
}
