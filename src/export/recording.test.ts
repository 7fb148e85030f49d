/** Files of a training: the public columns with the step in front, updates among the tensors, all losses. */
import { expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import type { Snapshot } from "../experiment/training/snapshot.ts";
import { trainReference } from "../experiment/training/trainReference.ts";
import { planTraining } from "../experiment/training/trainingPlan.ts";
import { lossesCsv, recordingCsv, recordingJson } from "./recording.ts";
import { COLUMNS } from "./table.ts";

const training = planTraining({
  ...DEFAULT_CONFIG,
  depth: 2,
  width: 6,
  batch: 16,
  task: "spirals",
  points: 32,
  steps: 4,
});
const snapshots: Snapshot[] = [];
if (training !== null) {
  trainReference(training, {
    every: 2,
    onEvent: (event) => event.kind === "snapshot" && snapshots.push(event.snapshot),
  });
}
const source = {
  link: "https://example.org/#v=1&task=spirals&seed=1",
  appVersion: "0.0.0",
  report: {
    engine: "reference",
    backend: "float64",
    precision: "float64",
    workers: 1,
    flushesDenormals: false,
    declined: [],
  },
  snapshots,
  stopped: null,
} as const;

const body = (text: string): string[] =>
  text
    .trimEnd()
    .split("\n")
    .filter((line) => !line.replace("\uFEFF", "").startsWith("#"));

it("has the statistics' columns with the step in front, and the updates of every step", () => {
  const [header, ...rows] = body(recordingCsv(source));
  expect(header).toBe(["step", ...COLUMNS].join(","));
  // Three kept steps of two layers with six tensors and the update.
  expect(rows).toHaveLength(3 * 2 * 7);
  expect([...new Set(rows.map((row) => row.split(",")[0]))]).toEqual(["0", "2", "4"]);
  const update = rows.find((row) => row.startsWith("2,1,update,"))?.split(",");
  expect(Number(update?.[10])).toBe(snapshots[1]?.layers[0]?.update?.std);
});

it("has both losses of every kept step", () => {
  const [header, ...rows] = body(lossesCsv(source));
  expect(header).toBe("step,training,validation");
  expect(rows.map((row) => row.split(",").map(Number))).toEqual(
    snapshots.map(({ step, loss, validation }) => [step, loss, validation]),
  );
});

it("says in both where a value was not finite", () => {
  const broken = { ...source, stopped: { step: 3, layerIndex: 1, tensor: "activation" } } as const;
  expect(lossesCsv(broken)).toContain("# not finite: step 3, layer 2, activation\n");
  const document = JSON.parse(recordingJson(broken)) as {
    notFinite: object;
    losses: object[];
    snapshots: { rows: object[] }[];
  };
  expect(document.notFinite).toEqual({ step: 3, layer: 2, tensor: "activation" });
  expect(document.losses).toHaveLength(3);
  expect(document.snapshots[2]?.rows).toHaveLength(14);
});
