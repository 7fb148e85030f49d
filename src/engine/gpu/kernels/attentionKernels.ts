/**
 * Kernels of causal attention: logits, softmax, mixed values, and the way back. Softmaxes of a layer stay on
 * the device until its gradients are there. experiment/attention.ts is the oracle.
 *
 * Shapes: B = batch, N = units = h heads of d units, T = tokens of a sequence; column k T + j of a tensor
 * `[B, h T]` belongs to head k and token j of the sequence of the row. Tokens behind the row's own hold 0.
 */
import { helperSources } from "./codegen.ts";
import type { HelperName } from "./codegen.ts";
import { eachLane, POSITION } from "./kernelParts.ts";
import { kernelSource } from "./kernelSource.ts";
import type { KernelSource } from "./kernelSource.ts";
import { outputOf } from "./layout.ts";
import type { Layout } from "./layout.ts";

/** The sizes of attention. */
export interface Sequences {
  readonly batch: number;
  readonly units: number;
  readonly tokens: number;
  readonly heads: number;
}

/** Values of a softmax: its greatest logit, and the sum of exponentials above it. */
export const TOTALS = 2;

/** A whole number as a float of a shader. */
const float = (value: number): string => `${value}.0`;

/** Statements that read `tensor[row][index]` for any `index` into `${tensor}V${tag}`. */
function fetched(layout: Layout, tensor: string, row: string, index: string, tag: string): string {
  const value = `${tensor}V${tag}`;
  if (layout.name === "scalar") return `const ${value} = ${tensor}[${row}][${index}];`;
  const [group, texel, lane] = [`${tensor}G${tag}`, `${tensor}T${tag}`, `${tensor}L${tag}`];
  return `const ${group} = Math.floor((${index} + 0.5) / 4.0);
const ${texel} = ${tensor}[${row}][${group}];
const ${lane} = ${index} - 4.0 * ${group};
const ${value} = ${lane} < 0.5 ? ${texel}[0] : (${lane} < 1.5 ? ${texel}[1] : (${lane} < 2.5 ? ${texel}[2] : ${texel}[3]));`;
}

interface Parts {
  readonly name: string;
  readonly columns: number;
  /** All of them have B rows. */
  readonly tensors: readonly string[];
  /** Tensors that are read where the thread stands, as `nameO`. */
  readonly own?: readonly string[];
  readonly numbers?: readonly string[];
  readonly helpers?: readonly HelperName[];
  /**
   * Statements that add to `value${lane}`, which begins at 0. `start` is the first row of the sequence,
   * `place` the row's own token, `index${lane}` the column.
   */
  readonly lane: (lane: number, own: (name: string) => string) => string;
}

function attentionKernel(layout: Layout, sequences: Sequences, parts: Parts): KernelSource {
  const { batch, units, tokens, heads } = sequences;
  const { tensors, own = [], numbers = [], helpers = [], columns, lane } = parts;
  const last = layout.paddedRows(batch);
  const width = layout.lanes.length;
  return kernelSource({
    name: `${layout.name}-attention-${parts.name}-${batch}x${units}-${tokens}-${heads}`,
    tensors,
    numbers,
    functions: helperSources(helpers),
    output: outputOf(layout, { rows: batch, columns }),
    body: `${POSITION}
if (row > ${last - 1}) {
${tensors.map((name) => `const ${name}S = ${name}[${last}][0];`).join("\n")}
return ${layout.result((index) => [...tensors.map((name) => layout.at(`${name}S`, index)), "shift"].join(" + "))};
}
const rowAt = 1.0 * row;
const start = Math.floor((rowAt + 0.5) / ${float(tokens)}) * ${float(tokens)};
const place = rowAt - start;
${own.map((name) => `const ${name}O = ${name}[row][column];`).join("\n")}
${eachLane(
  layout,
  (index) => `const index${index} = ${float(width)} * column + ${float(index)};
let value${index} = 0.0;
if (index${index} < ${columns - 1}.5) {
${lane(index, (name) => layout.at(`${name}O`, index))}
}`,
)}
return ${layout.result((index) => `value${index}`)};`,
  });
}

/** The head of a lane, `head${lane}`, where each has so many columns. */
const headOf = (lane: number, columns: number): string =>
  `const head${lane} = Math.floor((index${lane} + 0.5) / ${float(columns)});`;

/** Statements for every token that the row sees: `seen${tag}`, from 0. */
const overSeen = (tokens: number, tag: string, body: string): string =>
  `for (let turn${tag} = 0; turn${tag} < ${tokens}; turn${tag}++) {
const seen${tag} = 1.0 * turn${tag};
if (seen${tag} < place + 0.5) {
${body}
}
}`;

/**
 * s_ij = scale x_i . y_j, head by head, for j <= i. Arguments: x and y `[B, N]`, scale. @returns `[B, h T]`
 */
export function dotsKernel(layout: Layout, sequences: Sequences): KernelSource {
  const { units, tokens, heads } = sequences;
  const size = units / heads;
  const isWhole = layout.name === "packed" && size % 4 === 0;
  return attentionKernel(layout, sequences, {
    name: "dots",
    columns: heads * tokens,
    tensors: ["left", "right"],
    numbers: ["scale"],
    lane: (lane) => {
      const turn = isWhole
        ? `const leftT${lane} = left[row][from${lane} + step${lane}];
const rightT${lane} = right[other${lane}][from${lane} + step${lane}];
value${lane} += ${[0, 1, 2, 3].map((part) => `leftT${lane}[${part}] * rightT${lane}[${part}]`).join(" + ")};`
        : `const at${lane} = from${lane} + step${lane};
${fetched(layout, "left", "row", `at${lane}`, String(lane))}
${fetched(layout, "right", `other${lane}`, `at${lane}`, String(lane))}
value${lane} += leftV${lane} * rightV${lane};`;
      return `${headOf(lane, tokens)}
const token${lane} = index${lane} - head${lane} * ${float(tokens)};
if (token${lane} < place + 0.5) {
const other${lane} = start + token${lane};
const from${lane} = head${lane} * ${float(isWhole ? size / 4 : size)};
for (let step${lane} = 0; step${lane} < ${isWhole ? size / 4 : size}; step${lane}++) {
${turn}
}
value${lane} = value${lane} * scale;
}`;
    },
  });
}

/**
 * The greatest logit of every row and head, and sum_j exp(s_ij - greatest). Arguments: logits `[B, h T]`.
 * @returns `[B, 2 h]`
 */
export function totalsKernel(layout: Layout, sequences: Sequences): KernelSource {
  const { tokens, heads } = sequences;
  return attentionKernel(layout, sequences, {
    name: "totals",
    columns: TOTALS * heads,
    tensors: ["logits"],
    helpers: ["largerOf", "stableExp"],
    lane: (lane) => {
      const [a, b] = [`${lane}A`, `${lane}B`];
      const read = (tag: string): string => `const at${tag} = head${lane} * ${float(tokens)} + seen${tag};
${fetched(layout, "logits", "row", `at${tag}`, tag)}`;
      return `${headOf(lane, TOTALS)}
const which${lane} = index${lane} - ${float(TOTALS)} * head${lane};
let greatest${lane} = -3.0e38;
let total${lane} = 0.0;
${overSeen(tokens, a, `${read(a)}\ngreatest${lane} = largerOf(greatest${lane}, logitsV${a});`)}
${overSeen(tokens, b, `${read(b)}\ntotal${lane} += stableExp(logitsV${b} - greatest${lane});`)}
value${lane} = which${lane} < 0.5 ? greatest${lane} : total${lane};`;
    },
  });
}

/**
 * p_ij = exp(s_ij - greatest) / total. Arguments: logits `[B, h T]`, totals `[B, 2 h]`. @returns `[B, h T]`
 */
export function softmaxKernel(layout: Layout, sequences: Sequences): KernelSource {
  const { tokens, heads } = sequences;
  return attentionKernel(layout, sequences, {
    name: "softmax",
    columns: heads * tokens,
    tensors: ["logits", "totals"],
    own: ["logits"],
    helpers: ["stableExp"],
    lane: (lane, own) => `${headOf(lane, tokens)}
const token${lane} = index${lane} - head${lane} * ${float(tokens)};
if (token${lane} < place + 0.5) {
const first${lane} = ${float(TOTALS)} * head${lane};
const second${lane} = first${lane} + 1.0;
${fetched(layout, "totals", "row", `first${lane}`, `${lane}A`)}
${fetched(layout, "totals", "row", `second${lane}`, `${lane}B`)}
value${lane} = stableExp(${own("logits")} - totalsV${lane}A) / totalsV${lane}B;
}`,
  });
}

/** sum_j w_ij x_j over j <= i, head by head. Arguments: w `[B, h T]`, x `[B, N]`. @returns `[B, N]` */
export function mixKernel(layout: Layout, sequences: Sequences): KernelSource {
  const { units, tokens, heads } = sequences;
  return attentionKernel(layout, sequences, {
    name: "mix",
    columns: units,
    tensors: ["weights", "mixed"],
    lane: (lane) => {
      const tag = String(lane);
      return `${headOf(lane, units / heads)}
${overSeen(
  tokens,
  tag,
  `const at${lane} = head${lane} * ${float(tokens)} + seen${lane};
${fetched(layout, "weights", "row", `at${lane}`, tag)}
const other${lane} = start + seen${lane};
const mixedT${lane} = mixed[other${lane}][column];
value${lane} += weightsV${lane} * ${layout.at(`mixedT${lane}`, lane)};`,
)}`;
    },
  });
}

/** sum_i w_ij x_i over i >= j, head by head. Arguments: w `[B, h T]`, x `[B, N]`. @returns `[B, N]` */
export function mixBackKernel(layout: Layout, sequences: Sequences): KernelSource {
  const { batch, units, tokens, heads } = sequences;
  return attentionKernel(layout, sequences, {
    name: "mix-back",
    columns: units,
    tensors: ["weights", "mixed"],
    // Rows behind the batch are padding.
    lane: (lane) => `${headOf(lane, units / heads)}
const at${lane} = head${lane} * ${float(tokens)} + place;
for (let turn${lane} = 0; turn${lane} < ${tokens}; turn${lane}++) {
const later${lane} = 1.0 * turn${lane};
const other${lane} = start + later${lane};
if (later${lane} > place - 0.5) {
if (other${lane} < ${batch - 1}.5) {
${fetched(layout, "weights", `other${lane}`, `at${lane}`, String(lane))}
const mixedT${lane} = mixed[other${lane}][column];
value${lane} += weightsV${lane} * ${layout.at(`mixedT${lane}`, lane)};
}
}
}`,
  });
}

/** sum_j p_ij g_ij of every row and head. Arguments: p and g `[B, h T]`. @returns `[B, h]` */
export function alongKernel(layout: Layout, sequences: Sequences): KernelSource {
  const { tokens, heads } = sequences;
  return attentionKernel(layout, sequences, {
    name: "along",
    columns: heads,
    tensors: ["weights", "gradients"],
    lane: (lane) => {
      const tag = String(lane);
      return overSeen(
        tokens,
        tag,
        `const at${lane} = index${lane} * ${float(tokens)} + seen${lane};
${fetched(layout, "weights", "row", `at${lane}`, tag)}
${fetched(layout, "gradients", "row", `at${lane}`, tag)}
value${lane} += weightsV${lane} * gradientsV${lane};`,
      );
    },
  });
}

/**
 * Gradients at scale^-1 of the logits: scale p_ij (g_ij - along_i). Arguments: p and g `[B, h T]`, along
 * `[B, h]`, scale. @returns `[B, h T]`
 */
export function gradLogitsKernel(layout: Layout, sequences: Sequences): KernelSource {
  const { tokens, heads } = sequences;
  return attentionKernel(layout, sequences, {
    name: "grad-logits",
    columns: heads * tokens,
    tensors: ["weights", "gradients", "along"],
    own: ["weights", "gradients"],
    numbers: ["scale"],
    lane: (lane, own) => `${headOf(lane, tokens)}
${fetched(layout, "along", "row", `head${lane}`, String(lane))}
value${lane} = ${own("weights")} * (${own("gradients")} - alongV${lane}) * scale;`,
  });
}

/** Statements that sum `terms` over the units of a lane's head. */
function overHead(
  layout: Layout,
  { units, heads }: Sequences,
  lane: number,
  tensors: readonly string[],
  terms: string,
): string {
  const size = units / heads;
  return `${headOf(lane, size)}
for (let unit${lane} = 0; unit${lane} < ${size}; unit${lane}++) {
const at${lane} = head${lane} * ${float(size)} + unit${lane};
${tensors.map((name) => fetched(layout, name, "row", `at${lane}`, String(lane))).join("\n")}
${terms}
}`;
}

/** x / sqrt(mean of x^2 over the head + epsilon). Arguments: x `[B, N]`, epsilon. @returns `[B, N]` */
export function headNormKernel(layout: Layout, sequences: Sequences): KernelSource {
  const { units, heads } = sequences;
  return attentionKernel(layout, sequences, {
    name: "head-norm",
    columns: units,
    tensors: ["whole"],
    own: ["whole"],
    numbers: ["epsilon"],
    lane: (lane, own) => `let squares${lane} = 0.0;
${overHead(layout, sequences, lane, ["whole"], `squares${lane} += wholeV${lane} * wholeV${lane};`)}
value${lane} = ${own("whole")} / Math.sqrt(squares${lane} / ${float(units / heads)} + epsilon);`,
  });
}

/**
 * Through the norm of every head: r (g - xhat mean(g xhat)), with r = 1 / sqrt(mean x^2 + epsilon) and xhat =
 * r x. Arguments: g and x `[B, N]`, epsilon. @returns `[B, N]`
 */
export function headNormBackwardKernel(layout: Layout, sequences: Sequences): KernelSource {
  const { units, heads } = sequences;
  const size = float(units / heads);
  return attentionKernel(layout, sequences, {
    name: "head-norm-backward",
    columns: units,
    tensors: ["gradient", "whole"],
    own: ["gradient", "whole"],
    numbers: ["epsilon"],
    lane: (lane, own) => `let squares${lane} = 0.0;
let along${lane} = 0.0;
${overHead(
  layout,
  sequences,
  lane,
  ["gradient", "whole"],
  `squares${lane} += wholeV${lane} * wholeV${lane};
along${lane} += gradientV${lane} * wholeV${lane};`,
)}
const inverse${lane} = 1.0 / Math.sqrt(squares${lane} / ${size} + epsilon);
const share${lane} = along${lane} * inverse${lane} * inverse${lane} / ${size};
value${lane} = inverse${lane} * (${own("gradient")} - ${own("whole")} * share${lane});`,
  });
}
