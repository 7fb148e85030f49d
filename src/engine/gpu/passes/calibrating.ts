/**
 * Computes a layer forward on the device under its final weights: the drawn ones, or those rescaled by its
 * calibration (LSUV). The drawn weights stay as they are; every rescaling is float32(draw * float32(scale))
 * of them.
 */
import { nextCalibration, UNCALIBRATED } from "../../../experiment/calibration.ts";
import type { Calibration } from "../../../experiment/calibration.ts";
import type { CalibrationPlan, LayerPlan } from "../../../experiment/plan.ts";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import { scaleKernel } from "../kernels/kernels.ts";
import { activate, preActivate } from "./propagate.ts";
import type { LayerOperands, LayerTensors } from "./propagate.ts";
import type { TensorScope } from "../memory/tensorScope.ts";

export interface ForwardLayer {
  readonly operands: LayerOperands;
  readonly state: LayerTensors;
  /** The rescaled weights, `[N, K]`; null when the drawn ones are used. */
  readonly rescaled: Tensor | null;
  /** Null for all initialisers without calibration. */
  readonly calibration: Calibration | null;
}

/** The present std of a tensor of the layer; NaN if the tensor holds non-finite values. */
export type StdOf = (target: CalibrationPlan["target"], tensor: Tensor) => Promise<number>;

/**
 * Runs a layer forward, and repeats it with rescaled weights as long as its calibration asks for it.
 * @param drawn `[N, K]`
 * @param isCounted whether to count the values of the derivative; calibrated layers always do
 */
export async function forwardLayer(
  device: GpuDevice,
  layer: LayerPlan,
  operands: LayerOperands,
  drawn: Tensor,
  scope: TensorScope,
  stdOf: StdOf,
  isCounted = true,
): Promise<ForwardLayer> {
  let preActivation = await preActivate(device, layer, operands, drawn, scope);
  if (layer.calibration === null) {
    const state = await activate(device, layer, operands, preActivation, scope, isCounted);
    return { operands, state, rescaled: null, calibration: null };
  }
  const { target } = layer.calibration;
  let rescaled: Tensor | null = null;
  let calibration = UNCALIBRATED;
  for (;;) {
    // The rest of the layer is computed only if the calibration's target is its output.
    const tried =
      target === "activation" ? await activate(device, layer, operands, preActivation, scope) : null;
    const std = await stdOf(target, tried?.activation ?? preActivation);
    const next = nextCalibration(layer.calibration, calibration, std);
    if (next === null) {
      const state = tried ?? (await activate(device, layer, operands, preActivation, scope));
      return { operands, state, rescaled, calibration };
    }
    scope.drop(preActivation, ...(tried?.all ?? []), rescaled);
    calibration = next;
    const factor = Math.fround(next.scale);
    rescaled = scope.own(await device.run(scaleKernel(device.layout, drawn), drawn, [drawn], [factor]));
    preActivation = await preActivate(device, layer, operands, rescaled, scope);
  }
}
