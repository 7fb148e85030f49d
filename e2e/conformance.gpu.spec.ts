/** Every catalogue entry on GPU.js, WebGL2 and WebGPU, on software adapters, in the production build. */
import type { EngineChoice } from "../src/engine/engine.ts";
import type { GpuBackend } from "../src/engine/gpu/device/gpuDevice.ts";
import { trainingWork } from "../src/engine/gpu/training/trainingWork.ts";
import { relativeError } from "../src/engine/selfTest.ts";
import { planTraining } from "../src/experiment/training/trainingPlan.ts";
import { decodeLink } from "../src/link/codec.ts";
import { goldenTrainings } from "../src/testing/training/goldens.ts";
import { expectAccurate } from "./accuracy.ts";
import { expectConformance } from "./conformanceCases.ts";
import { GPU_CASES } from "./conformanceLinks.ts";
import { expect, test } from "./fixtures.ts";
import { expectGoldenTraining } from "./goldenTraining.ts";

/** The project's name contains the adapter it started Chromium with. */
function choiceOf(projectName: string): { engine: EngineChoice; backend: GpuBackend } {
  return projectName === "webgpu"
    ? { engine: "gpu-webgpu", backend: "webgpu" }
    : { engine: "gpu-webgl2", backend: "webgl2" };
}

// A software GPU compiles every shader again, for a minute on two quiet cores.
test.describe.configure({ timeout: 20 * 60_000 });

test("agrees with the float64 reference for every entry", async ({ initscope }, testInfo) => {
  const { engine, backend } = choiceOf(testInfo.project.name);
  await initscope.open("#v=1&depth=1&width=4&batch=4&seed=1");
  for (const link of GPU_CASES) {
    await test.step(link, async () => {
      const report = await expectConformance(initscope, link, engine);
      expect(report).toMatchObject({ engine: "gpu", backend });
    });
  }
});

test("computes activations and derivatives accurately from 1e-30 to 1e4", async ({ initscope }, testInfo) => {
  const { engine } = choiceOf(testInfo.project.name);
  await initscope.open("#v=1&depth=1&width=4&batch=4&seed=1");
  await expectAccurate(initscope, engine);
});

test("T30: gives the numbers of WASM at 10 layers, activations within 1e-5, every std within 1e-4", async ({
  initscope,
}, testInfo) => {
  const { engine } = choiceOf(testInfo.project.name);
  const link = "#v=1&width=32&batch=32&seed=3";
  await initscope.open(link);
  const [gpu, wasm] = await initscope.page.evaluate(
    async ([hash, choice]) => {
      const runs = [];
      for (const name of [choice, "wasm"] as const) {
        const run = await window.initscope?.run(hash, { engine: name, capture: true });
        const layers = run?.result.layers ?? [];
        runs.push({
          engine: run?.result.report.engine,
          stds: layers.flatMap(({ tensors }) => [
            tensors.activation?.std ?? NaN,
            tensors.grad_activation?.std ?? NaN,
          ]),
          activations: run?.captured?.layers.map(({ activation }) => Array.from(activation)) ?? [],
        });
      }
      return runs;
    },
    [link, engine] as const,
  );
  expect(gpu?.engine).toBe("gpu");
  expect(gpu?.stds).toHaveLength(20);
  gpu?.stds.forEach((std, index) => {
    expect(Math.abs(std / (wasm?.stds[index] ?? NaN) - 1)).toBeLessThanOrEqual(1e-4);
  });
  expect(gpu?.activations).toHaveLength(10);
  gpu?.activations.forEach((values, index) => {
    expect(relativeError(values, wasm?.activations[index] ?? [])).toBeLessThan(1e-5);
  });
});

test("trains as PyTorch does, step by step, within 1e-4", async ({ initscope }, testInfo) => {
  const { engine, backend } = choiceOf(testInfo.project.name);
  await initscope.open("#v=1&depth=1&width=4&batch=4&seed=1");
  for (const golden of goldenTrainings) {
    await test.step(golden.id, async () => {
      const report = await expectGoldenTraining(initscope, golden, engine);
      expect(report).toMatchObject({ engine: "gpu", backend });
    });
  }
});

test("a step of a training uploads nothing but its points, and compiles nothing again", async ({
  initscope,
}, testInfo) => {
  const { engine, backend } = choiceOf(testInfo.project.name);
  await initscope.open("#v=1&depth=1&width=4&batch=4&seed=1");
  const link = "#v=1&depth=3&width=8&batch=16&task=moons&n=32&mb=8&opt=adam&steps=20&seed=1";
  const traffic = await initscope.page.evaluate(
    async ([hash, choice]) => {
      const counts = [];
      for (const steps of [20, 20, 40])
        counts.push((await window.initscope?.train(hash, { engine: choice, steps }))?.traffic);
      return counts;
    },
    [link, engine] as const,
  );
  const training = planTraining(decodeLink(link).config);
  if (training === null) throw new Error("the link has a task");
  const workOf = (steps: number, kept: "none" | "all") => {
    const request = { training: { ...training, steps }, given: null, returnsParameters: false };
    const { flops: _, ...sent } = trainingWork(request, Infinity, backend, kept);
    return sent;
  };
  expect(traffic[0]).toMatchObject(workOf(20, "none"));
  expect(traffic[0]?.compiled).toBeGreaterThan(0);
  expect(traffic[1]).toEqual({ ...workOf(20, "all"), compiled: 0 });
  expect(traffic[2]).toEqual({ ...workOf(40, "all"), compiled: 0 });
});

test("a run that draws nothing new uploads and compiles nothing", async ({ initscope }, testInfo) => {
  const { engine } = choiceOf(testInfo.project.name);
  await initscope.open("#v=1&depth=1&width=4&batch=4&seed=1");
  const traffic = await initscope.page.evaluate(async (choice) => {
    const counts = [];
    for (const norm of ["gamma=0.7", "gamma=0.7", "gamma=0.8"]) {
      const link = `#v=1&depth=3&width=13&batch=11&norm=layer&${norm}&seed=1`;
      counts.push((await window.initscope?.run(link, { engine: choice }))?.result.traffic);
    }
    return counts;
  }, engine);
  const [first, again, rescaled] = traffic;
  expect(first?.uploads).toBeGreaterThan(0);
  expect(first?.compiled).toBeGreaterThan(0);
  // Of three layers of one width: a reading of z, outputs and counts, and one of all gradients.
  expect(again).toMatchObject({ uploads: 0, uploadedBytes: 0, compiled: 0, readings: 6 });
  // The layers share the vector of their gains.
  expect(rescaled).toMatchObject({
    uploads: 1,
    compiled: 0,
    readings: 6,
    launches: (again?.launches ?? NaN) + 1,
  });
});

test("can be forced in the page, and the badge names it", async ({ initscope }, testInfo) => {
  const { page } = initscope;
  const name = testInfo.project.name === "webgpu" ? "GPU.js WebGPU" : "GPU.js WebGL2";
  await initscope.open("#v=1&depth=3&width=16&batch=16&norm=batch&seed=1");
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByRole("button", { name: /WASM SIMD/ }).click();
  const detail = await initscope.runAfter(() => page.getByRole("radio", { name: new RegExp(name) }).check());
  expect(detail.engine).toBe("gpu");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("button", { name: new RegExp(name) })).toBeVisible();
  const { comments, rows } = await initscope.exportCsv();
  expect(comments.join("\n")).toContain(`engine: gpu ${testInfo.project.name}`);
  expect(rows).toHaveLength(18);
});
