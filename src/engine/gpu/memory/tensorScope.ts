/**
 * Ownership of tensors: a run's tensors are freed once each, all of them at the end, however the run ends.
 */
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";

export interface TensorScope {
  /** Takes a tensor over; null passes through. */
  own<Owned extends Tensor | null>(tensor: Owned): Owned;
  /** Frees tensors of this scope; ignores tensors of others, and those it has freed before. */
  drop(...tensors: readonly (Tensor | null | undefined)[]): void;
  /** Gives a tensor away: the scope does not free it. */
  release(tensor: Tensor): Tensor;
  /** Frees the remaining tensors. */
  dropAll(): void;
}

/** An empty scope over a device. */
export function createTensorScope(device: GpuDevice): TensorScope {
  const owned = new Set<Tensor>();
  const drop = (...tensors: readonly (Tensor | null | undefined)[]): void => {
    for (const tensor of tensors) {
      if (tensor != null && owned.delete(tensor)) device.free(tensor);
    }
  };
  return {
    own(tensor) {
      if (tensor !== null) owned.add(tensor);
      return tensor;
    },
    drop,
    release(tensor) {
      owned.delete(tensor);
      return tensor;
    },
    dropAll: () => drop(...owned),
  };
}
