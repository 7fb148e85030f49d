/**
 * The draws, the measuring and the comparing by SIMD kernels: the fast twin of `plainToolkit`, with the same
 * bits in all but the similarity.
 */
import type { Toolkit } from "../../toolkit.ts";
import {
  addMean,
  biasTensor,
  dropoutDraw,
  inputRecipe,
  maskFromUniforms,
  upstreamDraw,
  weightTensor,
} from "../../../experiment/sampling.ts";
import type { DrawnTensor } from "../../../experiment/sampling.ts";
import { Comparing, layoutSimilarity } from "./comparing.ts";
import { Drawing, drawWorkBytes } from "./draws.ts";
import { measurementCopy, layoutMeasure, Measuring } from "./measuring.ts";
import { floatsAt, Layout, reserve } from "../memory/memory.ts";
import type { KernelModule } from "../kernels/module.ts";
import { runAtOnce } from "../memory/pacing.ts";

/**
 * @param module an instance of the toolkit's own: every call lays its memory out anew
 * Errors: EngineError `out-of-memory` from any of the tools; they stay usable for smaller tensors
 */
export function createWasmToolkit(module: KernelModule): Toolkit {
  const { kernels, memory } = module;
  const drawing = new Drawing(module);
  const measuring = new Measuring(module);
  const comparing = new Comparing(module);
  const base = new Layout();
  const tables = layoutMeasure(module, base, 0);

  /** @param first row of the whole draw; not 0 only of draws whose entries are independent */
  function draw(tensor: DrawnTensor, first = 0): Float32Array {
    if (tensor.kind === "constant") return new Float32Array(tensor.rows * tensor.columns).fill(tensor.value);
    const { standard, scale } = tensor;
    const count = standard.rows * standard.columns;
    const layout = new Layout(base.end);
    const out = layout.floats(count);
    const work = layout.take(drawWorkBytes(kernels, standard));
    reserve(memory, layout.end);
    runAtOnce(drawing.steps(standard, out, work, { first, count: standard.rows }));
    kernels.scale(out, scale, out, count);
    return addMean(floatsAt(memory, out, count).slice(), tensor);
  }

  return {
    drawWeights: (plan, layer) => draw(weightTensor(plan, layer)),
    drawBiases: (plan, layer) => {
      const tensor = biasTensor(plan, layer);
      return tensor === null ? null : draw(tensor);
    },
    drawInput: (plan) => {
      const { standard, finish } = inputRecipe(plan);
      const values =
        standard === null
          ? new Float32Array(plan.batch * plan.inputUnits)
          : draw({ kind: "drawn", standard, scale: 1 });
      finish?.(values, 0, plan.batch);
      return values;
    },
    drawUpstream: (plan) => draw({ kind: "drawn", standard: upstreamDraw(plan), scale: 1 }),
    drawDropoutMask: (plan, layer, batchIndex = 0) => {
      const standard = dropoutDraw(plan, layer);
      if (standard === null) return null;
      const uniforms = draw({ kind: "drawn", standard, scale: 1 }, batchIndex * plan.batch);
      return maskFromUniforms(uniforms, layer);
    },
    similarity: (values, rows, units) => {
      const layout = new Layout(base.end);
      const space = layoutSimilarity(module, layout, units);
      const x = layout.floats(values.length);
      reserve(memory, layout.end);
      floatsAt(memory, x, values.length).set(values);
      return runAtOnce(comparing.steps(space, x, rows, units));
    },
    measure: (values, rows, units) => {
      const layout = new Layout(base.end);
      const state = layout.take(kernels.measureStateBytes(units));
      const x = layout.floats(values.length);
      reserve(memory, layout.end);
      floatsAt(memory, x, values.length).set(values);
      return measurementCopy(runAtOnce(measuring.steps({ ...tables, state }, x, rows, units)));
    },
  };
}
