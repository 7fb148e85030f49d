/**
 * The forward pass of a plan as steps, each with one result of its own name: what every writer goes through,
 * forward, and backward where its framework does not differentiate. A normalisation, a gate or a stream is
 * one more step, so no writer needs to know what kinds of layers there are.
 */
import type { PlannedActivation } from "../../catalog/activations.ts";
import type { AlphaDropout, LayerPlan, NormPlan } from "../../experiment/plan.ts";
import type { TensorId } from "../../experiment/result.ts";
import { unknownPart } from "./codeSource.ts";

/**
 * Names of results: the input x, pre-activation z, phi(z) as p, normalised n, gated m, dropped d, scaled c,
 * output a, sum t, stream s.
 */
export type Family = "z" | "p" | "n" | "m" | "d" | "c" | "a" | "t" | "s";

/** A result, by its layer counted from 1. The input of the network is the output of layer 0. */
export interface Ref {
  readonly family: Family;
  readonly layer: number;
}

export const INPUT: Ref = { family: "a", layer: 0 };

export type Operation =
  | { readonly kind: "linear"; readonly layer: LayerPlan }
  | { readonly kind: "norm"; readonly layer: LayerPlan; readonly norm: NormPlan }
  | { readonly kind: "activation"; readonly activation: PlannedActivation; readonly parameter: number }
  | { readonly kind: "dropout"; readonly layer: LayerPlan; readonly alpha: AlphaDropout | null }
  /** First times second argument. */
  | { readonly kind: "multiply" }
  | { readonly kind: "scale"; readonly factor: number }
  /** First argument + factor times the second. */
  | { readonly kind: "add"; readonly factor: number };

export interface Step {
  readonly out: Ref;
  readonly operation: Operation;
  readonly inputs: readonly Ref[];
}

/** What the page calls the tensors that it measures. */
export const FORWARD_TENSORS: Readonly<Partial<Record<Family, TensorId>>> = {
  z: "pre_activation",
  a: "activation",
  s: "stream",
};
export const BACKWARD_TENSORS: Readonly<Partial<Record<Family, TensorId>>> = {
  z: "grad_pre_activation",
  a: "grad_activation",
  s: "grad_stream",
};

/** The fields of a layer that the steps know. A plan with another one is not what they say. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  "layerIndex",
  "fanIn",
  "units",
  "weightsFrom",
  "initializer",
  "weight",
  "calibration",
  "bias",
  "biasStd",
  "activation",
  "activationParameter",
  "saturationThreshold",
  "norm",
  "keepProbability",
  "alphaDropout",
  "dropsBeforeNorm",
  "skipFrom",
  "inputOf",
  "gate",
  "stream",
] satisfies readonly (keyof LayerPlan)[]);

/** Those of the objects in a layer. */
const KNOWN_PARTS: ReadonlySet<string> = new Set(
  "kind value draw scale sparsity cut mean at epsilon gamma beta statistics from factor branch shift dropped".split(
    " ",
  ),
);

/** @throws Unwritable for a layer with a field that no step stands for */
function checkFields(layer: LayerPlan): void {
  for (const field of Object.keys(layer)) if (!KNOWN_FIELDS.has(field)) unknownPart(field);
  const { weight, bias, norm, stream, alphaDropout } = layer;
  for (const part of [weight, bias, norm, stream, alphaDropout])
    for (const field of Object.keys(part ?? {})) if (!KNOWN_PARTS.has(field)) unknownPart(field);
}

export const textOf = ({ family, layer }: Ref): string => `${family}[${layer}]`;

/** The steps of all layers in their order. @throws Unwritable */
export function stepsOf(layers: readonly LayerPlan[]): readonly Step[] {
  const outputOf = (index: number): Ref =>
    index < 0 ? INPUT : { family: layers[index]?.stream === undefined ? "a" : "s", layer: index + 1 };
  /** The input of a layer behind its norm. */
  const inputs: Ref[] = [];
  return layers.flatMap((layer) => {
    checkFields(layer);
    const steps: Step[] = [];
    const number = layer.layerIndex + 1;
    const put = (family: Family, operation: Operation, ...from: readonly Ref[]): Ref => {
      const out: Ref = { family, layer: number };
      steps.push({ out, operation, inputs: from });
      return out;
    };
    const { norm, keepProbability, alphaDropout, stream, skipFrom, gate, inputOf } = layer;
    const dropped = (from: Ref): Ref =>
      keepProbability === 1 ? from : put("d", { kind: "dropout", layer, alpha: alphaDropout }, from);
    const normed = (at: NormPlan["at"], from: Ref): Ref => {
      if (norm?.at !== at) return from;
      return put("n", { kind: "norm", layer, norm }, layer.dropsBeforeNorm ? dropped(from) : from);
    };
    const input =
      inputOf === undefined
        ? normed("input", outputOf(layer.layerIndex - 1))
        : (inputs[inputOf] ?? outputOf(inputOf - 1));
    inputs.push(input);
    const z = put("z", { kind: "linear", layer }, input);
    const { activation, activationParameter: parameter } = layer;
    const p = put("p", { kind: "activation", activation, parameter }, normed("before", z));
    const u = normed("after", p);
    const m = gate === undefined ? u : put("m", { kind: "multiply" }, u, { family: "a", layer: gate + 1 });
    const d = layer.dropsBeforeNorm ? m : dropped(m);
    if (stream === undefined) {
      if (skipFrom !== null) put("a", { kind: "add", factor: 1 }, d, outputOf(skipFrom));
      renameLast(steps, "a");
      return steps;
    }
    if (stream.branch !== 1) put("c", { kind: "scale", factor: stream.branch }, d);
    const a = renameLast(steps, "a");
    const t = put("t", { kind: "add", factor: stream.factor }, a, outputOf(stream.from));
    normed("stream", t);
    renameLast(steps, "s");
    return steps;
  });
}

/** Gives the last step's result the name of the tensor that it is. */
function renameLast(steps: Step[], family: Family): Ref {
  const last = steps.pop();
  if (last === undefined) throw new Error("missing step (expected one or more)");
  const out: Ref = { family, layer: last.out.layer };
  steps.push({ ...last, out });
  return out;
}
