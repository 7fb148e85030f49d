/** The table of docs/performance.md is the computed one. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { nominalCrossings, nominalTable, nominalTrainingTable } from "./nominalTimes.ts";

const TEXT = readFileSync("docs/performance.md", "utf8");

it("the times of nominal devices in the documentation are computed from counts", () => {
  const rows = TEXT.split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  for (const row of [...nominalTable(), ...nominalTrainingTable()]) expect(rows).toContainEqual(row);
});

it("so are the widths from which on a GPU wins", () => {
  const [webGpu, webGpuDiscrete, webGl, webGlDiscrete] = nominalCrossings().map((width) => width - 16);
  expect(TEXT).toContain(
    `WASM wins up to a width of ${webGpu} against the integrated device on WebGPU (${webGl} on WebGL2), and of ` +
      `${webGpuDiscrete} (${webGlDiscrete}) against the discrete one`,
  );
});
