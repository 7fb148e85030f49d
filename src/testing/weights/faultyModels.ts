/**
 * Six mistakes that were found between 2024 and 2026 in codebases that train models, rebuilt small: twelve
 * blocks of one shape each, whose weights are drawn as such a codebase would have drawn them.
 */
import { drawStandard, scaleInPlace } from "../../experiment/draws.ts";
import { STREAM } from "../../math/philox.ts";
import type { FindingKind } from "../../weights/judge/verdicts.ts";
import type { RecipeId } from "../../weights/judge/recipes.ts";
import type { OwnTensor } from "./writeFiles.ts";

export const BLOCKS = 12;
const WIDTH = 64;
const STD = 0.02;
const DEPTH = Math.sqrt(2 * BLOCKS);

interface Draw {
  readonly std: number;
  readonly draw?: "normal" | "uniform" | "truncated";
}

let layerIndex = 0;

function tensor(name: string, shape: readonly [number, number], { std, draw = "normal" }: Draw): OwnTensor {
  const [rows, columns] = shape;
  const stream = STREAM.weight;
  const standard = { draw, sparsity: 0, seed: 7, stream, layerIndex: layerIndex++, rows, columns };
  return { name, shape, values: scaleInPlace(drawStandard(standard), std) };
}

const filled = (name: string, length: number, value: number): OwnTensor => ({
  name,
  shape: [length],
  values: new Float32Array(length).fill(value),
});

const blocks = (make: (block: number) => readonly OwnTensor[]): readonly OwnTensor[] =>
  Array.from({ length: BLOCKS }, (_, block) => make(block)).flat();

/** The blocks of a GPT in PyTorch's layout. @param outputs how the two residual outputs are drawn */
function gpt(outputs: Draw, inputs: Draw = { std: STD }, others: Draw = { std: STD }): readonly OwnTensor[] {
  return [
    tensor("transformer.wte.weight", [200, WIDTH], others),
    ...blocks((block) => [
      filled(`transformer.h.${block}.ln_1.weight`, WIDTH, 1),
      tensor(`transformer.h.${block}.attn.c_attn.weight`, [3 * WIDTH, WIDTH], { std: STD }),
      tensor(`transformer.h.${block}.attn.c_proj.weight`, [WIDTH, WIDTH], outputs),
      filled(`transformer.h.${block}.attn.c_proj.bias`, WIDTH, 0),
      tensor(`transformer.h.${block}.mlp.c_fc.weight`, [4 * WIDTH, WIDTH], inputs),
      tensor(`transformer.h.${block}.mlp.c_proj.weight`, [WIDTH, 4 * WIDTH], outputs),
    ]),
  ];
}

const vit = (draw: Draw, scale: number): readonly OwnTensor[] =>
  blocks((block) => [
    tensor(`blocks.${block}.attn.qkv.weight`, [3 * WIDTH, WIDTH], draw),
    tensor(`blocks.${block}.attn.proj.weight`, [WIDTH, WIDTH], draw),
    filled(`blocks.${block}.ls1.gamma`, WIDTH, scale),
  ]);

export interface FaultyModel {
  readonly mistake: string;
  readonly recipe: RecipeId;
  readonly tensors: readonly OwnTensor[];
  /** Groups that are at fault, and the finding; every other group must be sound. */
  readonly findings: Readonly<Record<string, FindingKind>>;
}

const OUTPUTS = ["transformer.h.*.attn.c_proj.weight", "transformer.h.*.mlp.c_proj.weight"] as const;
const both = (kind: FindingKind): Readonly<Record<string, FindingKind>> =>
  Object.fromEntries(OUTPUTS.map((name) => [name, kind]));

/** A sound model and six that are not. */
export const faultyModels = (): readonly FaultyModel[] => [
  { mistake: "none", recipe: "gpt2", tensors: gpt({ std: STD / DEPTH }), findings: {} },
  {
    mistake: "the depth factor never applies, because the name does not match",
    recipe: "gpt2",
    tensors: gpt({ std: STD }),
    findings: both("depthMissing"),
  },
  {
    mistake: "the depth factor applies to the wrong matrix as well",
    recipe: "gpt2",
    tensors: gpt({ std: STD / DEPTH }, { std: STD / DEPTH }),
    findings: { "transformer.h.*.mlp.c_fc.weight": "depthElsewhere" },
  },
  {
    mistake: "the depth factor applies twice",
    recipe: "gpt2",
    tensors: gpt({ std: STD / DEPTH / DEPTH }),
    findings: both("depthTwice"),
  },
  {
    mistake: "the truncation never cuts: its bounds are absolute",
    recipe: "vit",
    tensors: vit({ std: STD }, 1e-5),
    findings: { "blocks.*.attn.qkv.weight": "neverCut", "blocks.*.attn.proj.weight": "neverCut" },
  },
  {
    mistake: "LayerScale is reset to one",
    recipe: "vit",
    tensors: vit({ std: STD / 0.8796256610342398, draw: "truncated" }, 1),
    findings: { "blocks.*.ls1.gamma": "layerScale" },
  },
  {
    mistake: "the std of the embedding is 1 by default",
    recipe: "gpt2",
    tensors: gpt({ std: STD / DEPTH }, { std: STD }, { std: 1 }),
    findings: { "transformer.wte.weight": "default" },
  },
];
