/** The contestants: the workloads of each, and how to open it. */
import { openNodeGpu } from "./nodeGpu.js";
import { openPython } from "./python.js";

/** @typedef {import("../page/contestant.ts").Trial} Trial */
/** @typedef {import("../page/contestant.ts").Timed} Timed */
/**
 * @typedef {{ describe(): Promise<string>, run(trial: Trial): Promise<Timed>, close(): Promise<void> }} Racer
 * @typedef {{ readonly id: string, readonly name: string, readonly workloads: readonly string[],
 *   readonly isGpu?: boolean,
 *   readonly open: (page: import("@playwright/test").Page, cores: number) => Promise<Racer> }} Contestant
 */

const ALL = ["w1", "w2", "w3", "w4"];
/** Slow contestants race on the small workloads only, where a trial takes seconds. */
const SMALL = ["w1"];

/** @param {string} id @param {string} name @param {readonly string[]} workloads @returns {Contestant} */
function inPage(id, name, workloads) {
  return {
    id,
    name,
    workloads,
    async open(page) {
      await page.evaluate((contestant) => window.bench?.open(contestant), id);
      return {
        describe: () => page.evaluate((contestant) => window.bench?.description(contestant) ?? "", id),
        async run(trial) {
          const timed = await page.evaluate((given) => window.bench?.run(given.id, given.trial), {
            id,
            trial,
          });
          if (timed === undefined) throw new Error("the page has no bench");
          return timed;
        },
        close: async () => {},
      };
    },
  };
}

/** The engines of the product on the present browser, which is all that a report on a GPU needs. */
export const isProduct = (/** @type {Contestant} */ { id }) => /^(?:wasm|gpu-web)/.test(id);

/** The first is the one the others are compared with. @type {readonly Contestant[]} */
export const CONTESTANTS = [
  inPage("wasm-1", "our WASM, 1 worker", ALL),
  inPage("wasm-2", "our WASM, 2 workers", ALL),
  inPage("wasm-all", "our WASM, all workers", ALL),
  inPage("tfjs-wasm", "TensorFlow.js wasm, all threads", ALL),
  inPage("tfjs-wasm-1", "TensorFlow.js wasm, 1 thread", ["w1", "w2", "w3"]),
  {
    id: "torch",
    name: "PyTorch, all cores",
    workloads: ALL,
    open: (_page, cores) => openPython("torch", "pytorch.py", cores),
  },
  {
    id: "torch-1",
    name: "PyTorch, 1 thread",
    workloads: ALL,
    open: () => openPython("torch", "pytorch.py", 1),
  },
  {
    id: "numpy",
    name: "NumPy, all cores",
    workloads: ALL,
    open: (_page, cores) => openPython("numpy", "numpy.py", cores),
  },
  {
    id: "numpy-1",
    name: "NumPy, 1 thread",
    workloads: ALL,
    open: () => openPython("numpy", "numpy.py", 1),
  },
  inPage("tfjs-cpu", "TensorFlow.js cpu", SMALL),
  inPage("tfjs-webgl", "TensorFlow.js webgl", SMALL),
  { ...inPage("gpu-webgl2", "our GPU.js, webgl2", SMALL), isGpu: true },
  { ...inPage("gpu-webgpu", "our GPU.js, webgpu", SMALL), isGpu: true },
  { id: "gpu-node", name: "our GPU.js, webgpu in Node", workloads: SMALL, isGpu: true, open: openNodeGpu },
];
