/** The numbers of the screen in a script: as comments, and as what its assertions compare with. */
import type { TensorId } from "../../experiment/result.ts";
import type { CodeSource } from "./codeSource.ts";
import { digits } from "./pythonText.ts";

/** Digits of a comment, and of an assertion: float32 has no more than seven. */
const SHOWN = 4;
const COMPARED = 7;

interface PageNumbers {
  readonly std: number;
  /** Share of the values that are not finite. */
  readonly lost: number;
}

function pageNumbers({ plan, layers }: CodeSource, layer: number, tensor: TensorId): PageNumbers | null {
  const stats = layers[layer - 1]?.tensors[tensor];
  const own = plan.layers[layer - 1];
  if (stats === undefined || own === undefined) return null;
  const isOfWeights = tensor === "weight" || tensor === "grad_weight";
  const count = own.units * (isOfWeights ? own.fanIn : plan.batch);
  return { std: stats.std, lost: 1 - stats.finite / count };
}

/** The comment behind the line of a tensor; null where the page has not measured it. */
export function measuredText(source: CodeSource, layer: number, tensor: TensorId): string | null {
  const numbers = pageNumbers(source, layer, tensor);
  if (numbers === null) return null;
  const { std, lost } = numbers;
  if (lost === 0) return `std ${digits(std, SHOWN)}`;
  const share = `${digits(100 * lost, 3)} % not finite`;
  return Number.isFinite(std) ? `std ${digits(std, SHOWN)}, ${share}` : share;
}

/** What a std is compared with: `None` where numbers overflow. Undefined where the page has none. */
export function pageStd(source: CodeSource, layer: number, tensor: TensorId): string | undefined {
  const numbers = pageNumbers(source, layer, tensor);
  if (numbers === null) return undefined;
  return numbers.lost > 0 || !Number.isFinite(numbers.std) ? "None" : digits(numbers.std, COMPARED);
}
