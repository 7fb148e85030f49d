/**
 * Several matrices of one width on top of each other, so that one reading brings them all: a reading has a
 * price of its own beside its bytes.
 */
import { POSITION } from "./kernelParts.ts";
import { kernelSource } from "./kernelSource.ts";
import type { KernelSource } from "./kernelSource.ts";
import type { Layout, Shape } from "./layout.ts";

/** Most values in a stack, 16 MiB: a larger matrix takes longer to copy than a reading costs. */
const STACK_LIMIT = 2 ** 22;

/** Rows of a matrix in a stack, its sentinel included. */
export function stackedRows(layout: Layout, { rows }: Shape): number {
  return layout.paddedRows(rows) + 1;
}

/** Sorts matrices into stacks, each a list of their indices; a matrix alone is read as it is. */
export function stacksOf(shapes: readonly Shape[]): readonly (readonly number[])[] {
  const stacks: { readonly columns: number; values: number; readonly indices: number[] }[] = [];
  for (const [index, { rows, columns }] of shapes.entries()) {
    const values = rows * columns;
    const open = stacks.find((stack) => stack.columns === columns && stack.values + values <= STACK_LIMIT);
    if (open === undefined) stacks.push({ columns, values, indices: [index] });
    else {
      open.values += values;
      open.indices.push(index);
    }
  }
  return stacks.map(({ indices }) => indices);
}

/**
 * A stack of matrices `[rows, N]`, each with its sentinel row. Arguments: the matrices, then what is added to
 * the sentinels of the second and further ones; the last number is for the first.
 */
export function stackKernel(layout: Layout, shapes: readonly Shape[]): KernelSource {
  const columns = shapes[0]?.columns ?? 1;
  const names = shapes.map((_, index) => `level${index}`);
  let end = 0;
  const levels = shapes.map((shape, index) => {
    const start = end;
    end += stackedRows(layout, shape);
    const value = `texel${index}`;
    const addend = index === 0 ? "shift" : `added${index}`;
    return `if (row < ${end}) {
const ${value} = level${index}[row - ${start}.0][column];
if (row > ${end - 2}) { return ${layout.result((lane) => `${layout.at(value, lane)} + ${addend}`)}; }
return ${layout.result((lane) => layout.at(value, lane))};
}`;
  });
  return kernelSource({
    name: `${layout.name}-stack-${shapes.map(({ rows }) => rows).join("-")}x${columns}`,
    tensors: names,
    numbers: names.slice(1).map((_, index) => `added${index + 1}`),
    output: [layout.groups(columns), end],
    body: `${POSITION}
${levels.join("\n")}
return ${layout.result(() => "0.0")};`,
  });
}
