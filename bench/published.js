/**
 * `npm run published`: the table of published results in docs/numerics.md, measured afresh on the production build:
 * theory, the float64-summing reference, WASM, and GPU.js on whatever WebGL2 adapter answers.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../scripts/house.js";
import { openBuild } from "./openBuild.js";

const DOCUMENT = join(ROOT, "docs/numerics.md");
const BEGIN = "<!-- published: begin -->";
const END = "<!-- published: end -->";

/**
 * @typedef {{ readonly id: string, readonly what: string, readonly source: string, readonly link: string,
 *   readonly figure: "std" | "rms" | "saturated" | "gradient growth", readonly layers: readonly number[],
 *   readonly published: readonly number[], readonly tolerance: string }} Row
 */

/** Layers are 1-based. Tolerances are those the tests derive. @type {readonly Row[]} */
const ROWS = [
  {
    id: "T1",
    what: "tanh, 0.01 randn, 10 x 500",
    source: "CS231n notes",
    link: "#v=1&width=500&batch=1000&act=tanh&init=normal&std=0.01&seed=1",
    figure: "std",
    layers: [1, 2, 5],
    published: [0.213081, 0.047551, 0.000532],
    tolerance: "2 %",
  },
  {
    id: "T2",
    what: "tanh, 1.0 randn, 10 x 500",
    source: "CS231n notes",
    link: "#v=1&width=500&batch=1000&act=tanh&init=normal&seed=1",
    figure: "std",
    layers: [1, 2, 5, 9],
    published: [0.98212, 0.98174, 0.98172, 0.98156],
    tolerance: "2 %",
  },
  {
    id: "T3",
    what: "tanh, randn / sqrt n, 10 x 500",
    source: "CS231n notes",
    link: "#v=1&width=500&batch=1000&act=tanh&init=lecun_normal&seed=1",
    figure: "std",
    layers: [1, 2, 5, 10],
    published: [0.627953, 0.486051, 0.320917, 0.228008],
    tolerance: "2 %",
  },
  {
    id: "T4",
    what: "ReLU, randn / sqrt n, 10 x 500",
    source: "CS231n notes",
    link: "#v=1&width=500&batch=1000&init=lecun_normal&seed=1",
    figure: "std",
    layers: [1, 10],
    published: [0.582273, 0.026076],
    tolerance: "2 sqrt(5 l / n)",
  },
  {
    id: "T5",
    what: "ReLU, He, 10 x 500",
    source: "CS231n notes",
    link: "#v=1&width=500&batch=1000&seed=1",
    figure: "std",
    layers: [1, 5, 10],
    published: [0.825232, 0.834092, 0.844523],
    tolerance: "2 sqrt(5 l / n)",
  },
  {
    id: "T7",
    what: "sigmoid, randn, 5 x 100",
    source: "a textbook's experiment, computed",
    link: "#v=1&depth=5&width=100&batch=1000&act=sigmoid&init=normal&seed=1",
    figure: "std",
    layers: [1, 2, 5],
    published: [0.4591, 0.4395, 0.4383],
    tolerance: "4 %",
  },
  {
    id: "T7",
    what: "sigmoid, Xavier, 5 x 100",
    source: "a textbook's experiment, computed",
    link: "#v=1&depth=5&width=100&batch=1000&act=sigmoid&init=xavier_normal&seed=1",
    figure: "std",
    layers: [1, 2],
    published: [0.20828, 0.12685],
    tolerance: "6 %",
  },
  {
    id: "T8",
    what: "tanh, gain 5/3, 5 x 100",
    source: "Karpathy, makemore 3",
    link: "#v=1&depth=5&width=100&batch=1000&act=tanh&init=mean_field&std=1.6666666666666667&seed=1",
    figure: "std",
    layers: [1, 2, 5],
    published: [0.75, 0.69, 0.66],
    tolerance: "4 %",
  },
  {
    id: "T8",
    what: "the same, share with abs(a) > 0.97",
    source: "Karpathy, makemore 3",
    link: "#v=1&depth=5&width=100&batch=1000&act=tanh&init=mean_field&std=1.6666666666666667&seed=1",
    figure: "saturated",
    layers: [1, 2, 5],
    published: [0.2025, 0.0838, 0.0612],
    tolerance: "0.03 absolute",
  },
  {
    id: "T9",
    what: "tanh, U(+-1/sqrt n), 5 x 500",
    source: "Glorot, Bengio 2010, computed",
    link: "#v=1&depth=5&width=500&batch=500&act=tanh&init=uniform&limit=0.044721359549995794&seed=1",
    figure: "std",
    layers: [1, 2, 5],
    published: [0.4603, 0.2495, 0.0467],
    tolerance: "3 %",
  },
  {
    id: "T17",
    what: "batch norm and ReLU, squared gradient per layer, B = 64",
    source: "Yang et al. 2019",
    link: "#v=1&depth=20&width=256&batch=64&norm=batch&eps=1e-12&seed=1",
    figure: "gradient growth",
    layers: [2],
    published: [1.493063],
    tolerance: "3 %",
  },
];

const ENGINES = /** @type {const} */ (["reference", "wasm", "gpu-webgl2"]);

/** @param {number | undefined} value */
function text(value) {
  if (value === undefined || !Number.isFinite(value)) return "-";
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(3) : value.toPrecision(4);
}

/**
 * Theory and measurement of one row, one number per listed layer.
 * @param {import("@playwright/test").Page} page @param {Row} row
 * @returns {Promise<Record<string, number[]>>}
 */
function measureRow(page, row) {
  return page.evaluate(
    async ({ link, figure, layers, engines }) => {
      /** @type {Record<string, number[]>} */
      const columns = {};
      for (const engine of engines) {
        const run = await window.initscope?.run(link, { engine }).catch(() => undefined);
        if (run === undefined) continue;
        const results = run.result.layers;
        const squares = results.map(({ tensors }) => (tensors.grad_activation?.rms ?? NaN) ** 2);
        const last = results.length - 2;
        columns[engine] = layers.map((layer) => {
          if (figure === "gradient growth") {
            return ((squares[layer - 1] ?? NaN) / (squares[last] ?? NaN)) ** (1 / (last - layer + 1));
          }
          const result = results[layer - 1];
          return figure === "saturated"
            ? (result?.saturated ?? NaN)
            : (result?.tensors.activation?.[figure] ?? NaN);
        });
        columns["theory"] = layers.map((layer) => {
          const theory = run.theory.layers[layer - 1];
          if (figure === "gradient growth") return theory?.chi ?? NaN;
          return figure === "saturated" ? NaN : (theory?.[figure] ?? NaN);
        });
      }
      return columns;
    },
    { link: row.link, figure: row.figure, layers: row.layers, engines: ENGINES },
  );
}

async function table() {
  const { page, close } = await openBuild(["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]);
  const lines = [
    "| row | experiment | layer | published | theory | reference | WASM | GPU.js | WASM off by | tolerance |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
  ];
  for (const row of ROWS) {
    const columns = await measureRow(page, row);
    row.layers.forEach((layer, index) => {
      const published = row.published[index] ?? NaN;
      const wasm = columns["wasm"]?.[index];
      const off = row.figure === "saturated" ? (wasm ?? NaN) - published : (wasm ?? NaN) / published - 1;
      const offText = row.figure === "saturated" ? off.toFixed(3) : `${(100 * off).toFixed(1)} %`;
      const cells = [
        row.id,
        `${row.what} (${row.source})`,
        row.figure === "gradient growth" ? "2 to L - 1" : String(layer),
        text(published),
        ...["theory", ...ENGINES].map((name) => text(columns[name]?.[index])),
        offText,
        row.tolerance,
      ];
      lines.push(`| ${cells.join(" | ")} |`);
    });
    console.log(`${row.id} ${row.what}`);
  }
  await close();
  const document = readFileSync(DOCUMENT, "utf8");
  const [before = "", rest = ""] = document.split(BEGIN);
  const [, after = ""] = rest.split(END);
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n\n${lines.join("\n")}\n\n${END}${after}`);
}

await table();
