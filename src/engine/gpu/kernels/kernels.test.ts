/**
 * Checks every kernel source: no name occurs twice, different texts have different keys, loops are bounded.
 */
import { describe, expect, it } from "vitest";
import { activations } from "../../../catalog/activations.ts";
import { optimizers } from "../../../catalog/optimizers.ts";
import {
  alongKernel,
  dotsKernel,
  gradLogitsKernel,
  headNormBackwardKernel,
  headNormKernel,
  mixBackKernel,
  mixKernel,
  softmaxKernel,
  totalsKernel,
} from "./attentionKernels.ts";
import {
  activationKernel,
  addKernel,
  copyKernel,
  dropoutKernel,
  multiplyByDerivativeKernel,
  scaleKernel,
  derivativeCountsKernel,
} from "./kernels.ts";
import type { KernelSource } from "./kernelSource.ts";
import { packedLayout, scalarLayout } from "./layout.ts";
import type { Layout } from "./layout.ts";
import {
  gradientSumsKernel,
  normalizeBackwardKernel,
  normalizeKernel,
  scaleByStatisticsKernel,
  statisticsKernel,
} from "./normKernels.ts";
import { cutProduct, PRODUCTS_PER_DRAW } from "./cutting.ts";
import type { ProductKind } from "./cutting.ts";
import { joinKernel, productKernel, uploadKernel } from "./products.ts";
import type { Addend } from "./products.ts";
import { stackKernel } from "./stack.ts";
import { stepKernels } from "./stepKernels.ts";
import {
  clipFactorKernel,
  columnNormsKernel,
  columnSumsKernel,
  crossEntropyGradientKernel,
  crossEntropyRowsKernel,
  followStatisticsKernel,
  gainGradientKernel,
  gatherKernel,
  joinNormsKernel,
  noteLossKernel,
  runningStatisticsKernel,
  squaredErrorGradientKernel,
  squaredErrorRowsKernel,
  subtractKernel,
} from "./trainingKernels.ts";
import {
  normalizeRowsBackwardKernel,
  normalizeRowsKernel,
  rowGradientSumsKernel,
  rowStatisticsKernel,
} from "./rowNormKernels.ts";
import { nameProblems } from "../../../testing/gpu/names.ts";

const SHAPES = [
  { rows: 1, columns: 1 },
  { rows: 7, columns: 13 },
  { rows: 32, columns: 64 },
];
const KINDS: readonly ProductKind[] = ["forward", "inputGradient", "weightGradient"];
const ADDENDS: readonly Addend[] = ["none", "bias", "previous"];

const POINTS = { points: 50, order: 20 };

function everyKernel(layout: Layout): readonly KernelSource[] {
  return [
    ...kernelsOfRuns(layout),
    ...kernelsOfAttention(layout),
    ...kernelsOfTraining(layout),
    clipFactorKernel(layout),
  ];
}

function kernelsOfTraining(layout: Layout): readonly KernelSource[] {
  return SHAPES.flatMap((shape) => [
    ...optimizers.flatMap(({ id }) =>
      (["none", "norm", "value"] as const).flatMap((clip) =>
        stepKernels(layout, shape, id, clip).map(({ source }) => source),
      ),
    ),
    gatherKernel(layout, shape, POINTS),
    crossEntropyRowsKernel(layout, shape, POINTS),
    crossEntropyGradientKernel(layout, shape),
    squaredErrorGradientKernel(layout, shape, POINTS),
    squaredErrorRowsKernel(layout, shape),
    noteLossKernel(layout, 8, shape.rows),
    columnSumsKernel(layout, shape),
    gainGradientKernel(layout, shape, "units"),
    gainGradientKernel(layout, shape, "rows"),
    followStatisticsKernel(layout, shape),
    runningStatisticsKernel(layout, shape.columns),
    columnNormsKernel(layout, shape),
    joinNormsKernel(layout, shape.columns),
    subtractKernel(layout, shape),
  ]);
}

function kernelsOfRuns(layout: Layout): readonly KernelSource[] {
  return SHAPES.flatMap((shape) => [
    ...activations.flatMap(({ id }) => [
      activationKernel(layout, shape, id),
      multiplyByDerivativeKernel(layout, shape, id),
      derivativeCountsKernel(layout, shape, id),
    ]),
    addKernel(layout, shape),
    scaleKernel(layout, shape),
    dropoutKernel(layout, shape),
    copyKernel(layout, shape),
    normalizeKernel(layout, shape),
    normalizeBackwardKernel(layout, shape),
    statisticsKernel(layout, shape),
    gradientSumsKernel(layout, shape),
    scaleByStatisticsKernel(layout, shape),
    normalizeRowsKernel(layout, shape),
    normalizeRowsBackwardKernel(layout, shape),
    ...[true, false].flatMap((isCentered) => [
      rowStatisticsKernel(layout, { ...shape, isCentered }),
      rowGradientSumsKernel(layout, { ...shape, isCentered }),
    ]),
    stackKernel(layout, [shape, shape, { ...shape, rows: 2 }]),
    uploadKernel(layout, shape),
    ...(layout.name === "packed" ? [joinKernel(shape)] : []),
    ...KINDS.flatMap((kind) =>
      ADDENDS.flatMap((addend) =>
        [3, 5].map((count) => productKernel(layout, { kind, ...shape, inner: 20 }, { count, addend })),
      ),
    ),
  ]);
}

/** Heads of one unit, of three, and of whole texels. */
const SEQUENCES = [
  { batch: 7, units: 4, tokens: 2, heads: 4 },
  { batch: 7, units: 6, tokens: 3, heads: 2 },
  { batch: 32, units: 64, tokens: 16, heads: 4 },
];

function kernelsOfAttention(layout: Layout): readonly KernelSource[] {
  const kernels = [
    dotsKernel,
    totalsKernel,
    softmaxKernel,
    mixKernel,
    mixBackKernel,
    alongKernel,
    gradLogitsKernel,
    headNormKernel,
    headNormBackwardKernel,
  ];
  return SEQUENCES.flatMap((sequences) => kernels.map((kernel) => kernel(layout, sequences)));
}

describe.each([packedLayout, scalarLayout])("kernels of the $name layout", (layout) => {
  const kernels = everyKernel(layout);

  it("declare no name twice and no reserved name", () => {
    for (const { key, source, functions, furtherOutputs } of kernels) {
      const sources = [...functions, ...Object.values(furtherOutputs ?? {}), source];
      expect({ key, problems: nameProblems(sources) }).toEqual({ key, problems: [] });
    }
  });

  it("have one key per text", () => {
    const texts = new Map<string, string>();
    for (const { key, source, functions, output } of kernels) {
      const text = JSON.stringify([source, functions, output]);
      expect(texts.get(key) ?? text).toBe(text);
      texts.set(key, text);
    }
    expect(texts.size).toBe(kernels.length);
  });

  it("bound every loop by a literal, so that the library's silent cap never applies", () => {
    for (const { key, source, functions } of kernels) {
      const loops = [source, ...functions].join("\n").match(/for \([^)]*\)/g) ?? [];
      for (const loop of loops) expect(`${key} ${loop}`).toMatch(/ for \(let (\w+) = 0; \1 < \d+; \1\+\+\)$/);
    }
  });

  it("use no constants, no random numbers and no unstable functions", () => {
    for (const { key, source, functions } of kernels) {
      const calls = [source, ...functions].join("\n").match(/this\.constants|Math\.\w+/g) ?? [];
      // The logarithm of a sum of at least 1, in a loss: an absolute error of 2^-21 is allowed to it there.
      const allowed = ["Math.abs", "Math.exp", "Math.sqrt", "Math.floor", "Math.log"];
      expect({ key, found: calls.filter((call) => !allowed.includes(call)) }).toEqual({ key, found: [] });
    }
  });
});

describe("the check of names", () => {
  it("finds a parameter that a loop declares again, as a minifier writes it", () => {
    expect(nameProblems(["function (e, t, n) { for (let n = 0; n < 3; n++) {} return n; }"])).toEqual([
      "declared twice: n",
    ]);
  });

  it("finds a function with the name of a built-in one, and lets a variable have it", () => {
    const main = "function (e) { const step = 1; return step; }";
    expect(nameProblems([main])).toEqual([]);
    expect(nameProblems(["function mix(a) { return a; }", main])).toEqual(["built in: mix"]);
  });

  it("finds two blocks that use one name, a helper that is named like a variable, and a constant's name", () => {
    expect(
      nameProblems([
        "function tail(a) { return a; }",
        "function (b) { if (b > 1) { const c = 1; } if (b > 2) { const c = 2; } const tail = 3; let K_ROWS = 1; return tail; }",
      ]),
    ).toEqual(["declared twice: c", "declared twice: tail", "reserved: K_ROWS"]);
  });
});

describe("cutting a product", () => {
  const product = { kind: "forward", rows: 4096, columns: 2048, inner: 2045 } as const;

  it.each([packedLayout, scalarLayout])("covers the whole sum once in the $name layout", (layout) => {
    const pieces = cutProduct(layout, product, PRODUCTS_PER_DRAW);
    expect(pieces.length).toBeGreaterThan(16);
    let next = 0;
    for (const { start, count } of pieces) {
      expect(start).toBe(next);
      next += count;
    }
    expect(next).toBe(layout.name === "packed" ? Math.ceil(2045 / 4) : 2045);
  });

  it("leaves a small product whole", () => {
    const small = { kind: "weightGradient", rows: 256, columns: 256, inner: 256 } as const;
    expect(cutProduct(packedLayout, small, PRODUCTS_PER_DRAW)).toEqual([{ start: 0, count: 256 }]);
  });

  it("goes down to single steps", () => {
    expect(cutProduct(packedLayout, { ...product, inner: 9 }, 1)).toEqual([
      { start: 0, count: 1 },
      { start: 1, count: 1 },
      { start: 2, count: 1 },
    ]);
  });
});
