/** Our GPU.js engine in Node, on the WebGPU that bench/parts/nodeGpu.js installs. */
import { requestOf } from "../../src/experiment/runRequest.ts";
import { createGpuEngine } from "../../src/engine/gpu/gpuEngine.ts";
import type { KernelBackend } from "../../src/engine/wasm/kernels/kernels.ts";
import { loadKernels } from "../../src/engine/wasm/kernels/module.ts";
import { createWasmToolkit } from "../../src/engine/wasm/operations/toolkit.ts";
import { checkSpread } from "./contestant.ts";
import type { Contestant } from "./contestant.ts";
import { planOf } from "./trialPlan.ts";

/**
 * @param readKernels reads the compiled kernels of draws and statistics
 * @throws EngineError `no-device` when no adapter answers
 */
export async function openNodeGpu(
  readKernels: (backend: KernelBackend) => Promise<BufferSource>,
): Promise<Contestant> {
  const engine = createGpuEngine({
    backend: "webgpu",
    toolkit: createWasmToolkit(await loadKernels(readKernels)),
  });
  await engine.prepare();
  return {
    description: "WebGPU in Node",
    async run(trial) {
      const plan = planOf(trial);
      const startMs = performance.now();
      const { result } = await engine.run(requestOf(plan));
      const ms = performance.now() - startMs;
      checkSpread(trial, result.layers[0]?.tensors.pre_activation?.std ?? NaN);
      return { ms, engineMs: result.elapsedMs };
    },
    dispose: () => engine.dispose(),
  };
}
