/**
 * Kernels with one row per input and a few values in it. One thread does a row, a texel at a time; the last
 * texel's padding is left out by name.
 *
 * Shapes: B = batch, N = units.
 */
import { loadRow } from "./kernelParts.ts";
import { kernelSource } from "./kernelSource.ts";
import type { KernelSource } from "./kernelSource.ts";
import { outputOf } from "./layout.ts";
import type { Layout, Shape } from "./layout.ts";

/** A tensor with rows of its own, which the body reads. */
interface FurtherTensor {
  readonly name: string;
  readonly rows: number;
}

interface RowReduction {
  readonly name: string;
  /** `[B, N]` */
  readonly shape: Shape;
  /** Values per row of the result, at most four. */
  readonly count: number;
  readonly tensors: readonly string[];
  /** Tensors with a few values per row, by name how many. */
  readonly rowVectors?: Readonly<Record<string, number>>;
  /** Tensors with one value per unit, `[1, N]`. */
  readonly unitVectors?: readonly string[];
  readonly further?: readonly FurtherTensor[];
  readonly numbers?: readonly string[];
  readonly functions?: readonly string[];
  readonly body: string;
  /** The values of the result. */
  readonly values: readonly string[];
}

/** A kernel with one row per input and a few values in it. */
export function rowReduction(layout: Layout, kernel: RowReduction): KernelSource {
  const { shape, tensors, rowVectors = {}, unitVectors = [], further = [], values } = kernel;
  const { rows, columns } = shape;
  const last = layout.paddedRows(rows);
  const inputs = [
    ...[...tensors, ...Object.keys(rowVectors)].map((name) => ({ name, sentinelRow: last })),
    ...unitVectors.map((name) => ({ name, sentinelRow: layout.paddedRows(1) })),
    ...further.map(({ name, rows: own }) => ({ name, sentinelRow: layout.paddedRows(own) })),
  ];
  // A thread of the scalar layout gives one of the values, a thread of the packed layout all of them.
  const answer =
    layout.name === "packed"
      ? `return ${layout.result((lane) => values[lane] ?? "0.0")};`
      : values
          .map((value, index) =>
            index === values.length - 1
              ? `return ${value};`
              : `if (this.thread.x < ${index + 1}) { return ${value}; }`,
          )
          .join("\n");
  return kernelSource({
    name: [`${layout.name}-${kernel.name}-${rows}x${columns}`, ...further.map((own) => own.rows)].join("-"),
    tensors: inputs.map(({ name }) => name),
    numbers: kernel.numbers ?? [],
    functions: kernel.functions ?? [],
    output: outputOf(layout, { rows, columns: kernel.count }),
    body: `const row = this.thread.y;
if (row > ${last - 1}) {
${inputs.map(({ name, sentinelRow }) => `const ${name}S = ${name}[${sentinelRow}][0];`).join("\n")}
return ${layout.result((lane) => [...inputs.map(({ name }) => layout.at(`${name}S`, lane)), "shift"].join(" + "))};
}
${Object.entries(rowVectors)
  .map(([name, count]) => loadRow(layout, name, count))
  .join("\n")}
${kernel.body}
${answer}`,
  });
}

/**
 * Statements for every value of a row.
 * @param tag makes the names of this pass unique
 * @param statement for a lane, given the spelling of the value of a tensor there and a
 *   suffix for names it declares
 * @param unitVectors tensors `[1, N]`
 */
export function alongRow(
  layout: Layout,
  columns: number,
  tag: string,
  tensors: readonly string[],
  statement: (lane: number, value: (name: string) => string, suffix: string) => string,
  unitVectors: readonly string[] = [],
): string {
  const width = layout.lanes.length;
  const whole = Math.floor(columns / width);
  const texel = (part: string, at: string): string =>
    [
      ...tensors.map((name) => `const ${name}${tag}${part} = ${name}[row][${at}];`),
      ...unitVectors.map((name) => `const ${name}${tag}${part} = ${name}[0][${at}];`),
    ].join("\n");
  const lanes = (part: string, count: number): string =>
    layout.lanes
      .slice(0, count)
      .map((lane) =>
        statement(lane, (name) => layout.at(`${name}${tag}${part}`, lane), `${tag}${part}${lane}`),
      )
      .join("\n");
  const loop = `for (let step${tag} = 0; step${tag} < ${whole}; step${tag}++) {
${texel("Whole", `step${tag}`)}
${lanes("Whole", width)}
}`;
  const rest = columns - whole * width;
  const tail = `${texel("Tail", String(whole))}\n${lanes("Tail", rest)}`;
  return [...(whole > 0 ? [loop] : []), ...(rest > 0 ? [tail] : [])].join("\n");
}

/** The sum of the accumulators of all lanes. */
export function total(layout: Layout, name: string): string {
  return layout.lanes.map((lane) => `${name}${lane}`).join(" + ");
}
