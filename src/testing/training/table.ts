/** A small table of one's own, for tests of what learns from it. */
import type { Table } from "../../experiment/table.ts";

/** Three inputs, and three classes by the angle of the first two; or the product of these as a value. */
export function smallTable(kind: Table["kind"] = "classes", rows = 60, inputs = 3): Table {
  const values = new Float32Array(rows * (inputs + 1));
  for (let row = 0; row < rows; row++) {
    const turn = (row * 0.618_033_988_75) % 1;
    const at = row * (inputs + 1);
    values.set([1.4 * Math.cos(2 * Math.PI * turn), 1.4 * Math.sin(2 * Math.PI * turn)].slice(0, inputs), at);
    for (let input = 2; input < inputs; input++) values[at + input] = ((row * input) % 7) / 2 - 1.5;
    values[at + inputs] =
      kind === "classes" ? Math.floor(3 * turn) : (values[at] ?? 0) * (values[at + 1] ?? 0);
  }
  return {
    key: `small ${kind} ${rows} ${inputs}`,
    name: "small.csv",
    kind,
    inputs,
    outputs: kind === "classes" ? 3 : 1,
    rows,
    learnable: Math.floor(0.8 * rows),
    data: values.buffer,
  };
}
