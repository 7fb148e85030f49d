/** Parts that many claims share: sources, labels of networks, and common numbers. */
import { backwardFactor, forwardFactor, statsOf } from "../../experiment/readings.ts";
import type { ClaimLink, ClaimRun, NumberSpec, Multilingual } from "./claim.ts";

/** A text that is the same in every language: names and formulas. */
export function same(text: string): Multilingual {
  return { en: text, zh: text };
}

/**
 * Five Chinese articles on initialisation, whose errors are listed here under their letters. The project's
 * list of errata numbers them in this order: A = 000, B = 001, C = 002, D = 003, E = 004.
 */
export function article(...letters: readonly ("A" | "B" | "C" | "D" | "E")[]): Multilingual {
  const [noun, kind] =
    letters.length === 1 ? ["article", "a Chinese introduction"] : ["articles", "Chinese introductions"];
  return {
    en: `${noun} ${letters.join(", ")}, ${kind} to initialisation`,
    zh: `介绍初始化的中文文章 ${letters.join("、")}`,
  };
}

/** An experiment of a claim. */
export function link(hash: string, label: string | Multilingual): ClaimLink {
  return { hash, label: typeof label === "string" ? same(label) : label };
}

/** Run number `index` of the claim's links. @throws when there are fewer: an error in the data */
export function runAt(runs: readonly ClaimRun[], index: number): ClaimRun {
  const run = runs[index];
  if (run === undefined) throw new Error(`missing run ${index} (expected one per link)`);
  return run;
}

/** A label, after the name of the network where a claim has several. */
function about(network: string, text: Multilingual): Multilingual {
  return network === "" ? text : { en: `${network}: ${text.en}`, zh: `${network}：${text.zh}` };
}

/** A factor that can lie on either side of 1 reads best in per cent. */
type FactorFormat = Extract<NumberSpec["format"], "factor" | "percent">;

/** Factor per layer of the activations' spread. */
export function forward(network = "", index = 0, format: FactorFormat = "factor"): NumberSpec {
  return {
    label: about(network, { en: "activations, layer over layer", zh: "激活值，后一层比前一层" }),
    format,
    read: (...runs) => forwardFactor(runAt(runs, index).layers),
  };
}

/** Factor per layer of the gradients' size, going back. */
export function backward(network = "", index = 0, format: FactorFormat = "factor"): NumberSpec {
  return {
    label: about(network, { en: "gradients, layer over layer going back", zh: "梯度，反向前一层比后一层" }),
    format,
    read: (...runs) => backwardFactor(runAt(runs, index).layers),
  };
}

/** Standard deviation of the first layer's weights. */
export function weightStd(network = "", index = 0): NumberSpec {
  return {
    label: about(network, { en: "std of the weights", zh: "权重的标准差" }),
    format: "number",
    read: (...runs) => statsOf(runAt(runs, index).layers, 0, "weight").std,
  };
}

/** A number from one run. */
export function number(
  en: string,
  zh: string,
  format: NumberSpec["format"],
  read: (run: ClaimRun) => number,
  index = 0,
): NumberSpec {
  return { label: { en, zh }, format, read: (...runs) => read(runAt(runs, index)) };
}
