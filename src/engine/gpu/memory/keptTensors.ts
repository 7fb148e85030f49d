/**
 * Tensors that are uploaded once and outlive a run: the drawn batch, injected gradients, biases, masks and
 * the vectors of a normalisation. A run whose draws are there already uploads none of them.
 */
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import type { Shape } from "../kernels/layout.ts";

export interface KeptTensors {
  /**
   * The tensor of a key, valid until the next `trim`.
   * @param key equal keys mean equal values
   * @param make the values, row-major; called only when the tensor is not there
   */
  get(key: string, shape: Shape, make: () => Float32Array): Promise<Tensor>;
  /** Frees the least recently used tensors above the limit; between runs. */
  trim(): void;
  clear(): void;
}

/** Batch and injected gradient of 4096 inputs of 2048 units, or 16 masks of 1024 inputs of 1024 units. */
const LIMIT_BYTES = 64 * 2 ** 20;

/** The key of a vector `[1, N]` that holds one value, which all layers of as many units share. */
export function constantKey(units: number, value: number): string {
  const single = Math.fround(value);
  return `constant ${units} ${Object.is(single, -0) ? "-0" : single}`;
}

/** A store over one device. */
export function createKeptTensors(device: GpuDevice, limitBytes: number = LIMIT_BYTES): KeptTensors {
  /** The map's order is the order of use. */
  const tensors = new Map<string, Tensor>();
  const bytesOf = ({ rows, columns }: Shape): number => 4 * rows * columns;
  return {
    async get(key, { rows, columns }, make) {
      const tensor = tensors.get(key) ?? (await device.upload(make(), rows, columns));
      tensors.delete(key);
      tensors.set(key, tensor);
      return tensor;
    },
    trim() {
      let bytes = 0;
      for (const tensor of tensors.values()) bytes += bytesOf(tensor);
      for (const [key, tensor] of tensors) {
        if (bytes <= limitBytes) break;
        bytes -= bytesOf(tensor);
        tensors.delete(key);
        device.free(tensor);
      }
    },
    clear() {
      for (const tensor of tensors.values()) device.free(tensor);
      tensors.clear();
    },
  };
}
