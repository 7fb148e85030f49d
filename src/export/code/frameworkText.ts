/** A step as a framework writes it: from its functions of activations and its way with a product. */
import type { PlannedActivation } from "../../catalog/activations.ts";
import { unknownPart } from "./codeSource.ts";
import { normArguments, normName, operatorText } from "./passText.ts";
import type { StepText } from "./passText.ts";
import { number } from "./pythonText.ts";
import { textOf } from "./steps.ts";
import type { Operation } from "./steps.ts";

/** How a framework calls an activation, with x and its parameter p. */
export type ActivationTexts = Readonly<Partial<Record<PlannedActivation, (x: string, p: number) => string>>>;

export const timesFactor = (factor: number, text: string): string =>
  factor === 1 ? text : `${number(factor)} * ${text}`;

interface StepOptions {
  /** How a mask, an array, enters the network. */
  readonly maskText?: (name: string) => string;
  /** Where gains and shifts are that are learnt. */
  readonly learnt?: ((name: "gain" | "shift", layer: number) => string) | null;
}

/**
 * @param linear a layer's product with its biases
 */
export function stepText(
  activations: ActivationTexts,
  linear: (operation: Extract<Operation, { readonly kind: "linear" }>, input: string) => string,
  { maskText = (name) => name, learnt = null }: StepOptions = {},
): StepText {
  return ({ operation, inputs }, textOfInput = textOf) => {
    const [first = "", second = ""] = inputs.map(textOfInput);
    switch (operation.kind) {
      case "linear":
        return linear(operation, first);
      case "norm":
        return `${normName(operation.norm)}(${first}, ${normArguments(
          operation.norm,
          learnt === null ? null : (name) => learnt(name, operation.layer.layerIndex + 1),
        )})`;
      case "activation": {
        const { activation, parameter } = operation;
        return (activations[activation] ?? unknownPart(activation))(first, parameter);
      }
      case "dropout":
      case "multiply":
      case "scale":
      case "add":
        return operatorText(operation, [first, second], { timesFactor, maskText });
      default:
        return operation satisfies never;
    }
  };
}
