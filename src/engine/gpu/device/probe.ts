/** Measures how a device really handles numbers: extension names promise too much. */
import { activationById } from "../../../catalog/activations.ts";
import { EngineError } from "../../engine.ts";
import type { GpuDevice } from "./gpuDevice.ts";
import {
  activationKernel,
  copyKernel,
  dropoutKernel,
  multiplyByDerivativeKernel,
} from "../kernels/kernels.ts";

/**
 * Numbers that a float32 device returns bit for bit; half precision turns most of them into 0 or infinity.
 */
const FLOAT32_VALUES = [1e-8, 1e-20, 1e-30, 65520, 1e30, 3e38, 1 / 3, -1 / 3];
const DENORMAL = 1e-40;
const SPECIAL_VALUES = [NaN, Infinity, -Infinity, 3e38, -3e38, 0, 1];

export interface DeviceTraits {
  /** Results below 2^-126 become 0. */
  readonly flushesDenormals: boolean;
  /**
   * NaN and infinity pass through sums, products, comparisons and activations as IEEE 754 says. WGSL and GLSL
   * do not promise it. On a device that fails this, a run with non-finite values is refused rather than
   * shown.
   */
  readonly keepsNonFinite: boolean;
}

function isSame(actual: Float32Array, expected: readonly number[]): boolean {
  return expected.every((value, index) => Object.is(actual[index], Math.fround(value)));
}

/** Equal as numbers or both NaN; infinities by sign. */
function isAlike(actual: Float32Array, expected: readonly number[]): boolean {
  return expected.every((value, index) => {
    const found = actual[index] ?? 0;
    return Number.isNaN(value) ? Number.isNaN(found) : found === value;
  });
}

/** Sum over k of a[k] w[k], in float32. */
function dot(a: readonly number[], w: readonly number[]): number {
  return a.reduce((sum, value, k) => Math.fround(sum + Math.fround(value * (w[k] ?? 0))), 0);
}

/**
 * Sends non-finite values through the kernels that must keep them (a product, relu, its derivative, tanh, a
 * product with a derivative), and through the one that must not: dropout.
 */
async function keepsNonFinite(device: GpuDevice): Promise<boolean> {
  const { layout } = device;
  const columns = 8;
  // Each row has one special value, the rest ones and zeros, so that sums meet infinity * 0 and infinity -
  // infinity.
  const rows = SPECIAL_VALUES.map((value, row) =>
    Array.from({ length: columns }, (_, k) => (k === row ? value : k === 7 && row === 1 ? -Infinity : k % 2)),
  );
  const weights = [
    [1, 1, 1, 1, 1, 1, 1, 1],
    [0, 0, 0, 0, 0, 0, 0, 0],
    [10, 10, 10, 10, 10, 10, 10, 10],
    [-1, -2, -3, -4, -5, -6, -7, -8],
  ];
  const a = await device.upload(Float32Array.from(rows.flat()), rows.length, columns);
  const w = await device.upload(Float32Array.from(weights.flat()), weights.length, columns);
  const shape = { rows: rows.length, columns: weights.length };
  const z = await device.multiply({ kind: "forward", ...shape, inner: columns }, a, w, null);
  const relu = await device.run(activationKernel(layout, shape, "relu"), shape, [z], [0]);
  const multiplyByDerivative = multiplyByDerivativeKernel(layout, shape, "relu");
  const ones = await device.upload(
    new Float32Array(shape.rows * shape.columns).fill(1),
    shape.rows,
    shape.columns,
  );
  const step = await device.run(multiplyByDerivative, shape, [ones, z], [0]);
  const product = await device.run(multiplyByDerivative, shape, [z, z], [0]);
  const tanh = await device.run(activationKernel(layout, shape, "tanh"), shape, [z], [0]);
  const expected = rows.flatMap((row) => weights.map((column) => dot(row, column)));
  // Every other value of a row is dropped.
  const kept = expected.map((_, index) => 2 * (index % 2));
  const mask = await device.upload(Float32Array.from(kept), shape.rows, shape.columns);
  const dropped = await device.run(dropoutKernel(layout, shape), shape, [z, mask]);
  const rectifier = activationById("relu");
  const tensors = [z, relu, step, product, dropped, tanh];
  const [zs, relus, steps, products, drops, tanhs] = await Promise.all(
    tensors.map((tensor) => device.read(tensor)),
  );
  for (const tensor of [...tensors, a, w, mask, ones]) device.free(tensor);
  if (zs === undefined || relus === undefined || steps === undefined) return false;
  if (products === undefined || drops === undefined) return false;
  return (
    isAlike(zs, expected) &&
    isAlike(
      relus,
      expected.map((x) => rectifier.f(x, 0)),
    ) &&
    isAlike(
      steps,
      expected.map((x) => rectifier.df(x, 0)),
    ) &&
    isAlike(
      products,
      expected.map((x) => x * rectifier.df(x, 0)),
    ) &&
    isAlike(
      drops,
      expected.map((x, index) => (kept[index] === 0 ? 0 : Math.fround(2 * x))),
    ) &&
    // Only the classes are compared: the device's exp is not the host's.
    expected.every((x, index) => Number.isNaN(x) === Number.isNaN(tanhs?.[index] ?? 0))
  );
}

/**
 * Probes precision and special values.
 * @throws EngineError `self-test-failed` unless float32 comes back bit for bit
 */
export async function probeTraits(device: GpuDevice): Promise<DeviceTraits> {
  const values = [...FLOAT32_VALUES, DENORMAL];
  const shape = { rows: 1, columns: values.length };
  const original = await device.upload(Float32Array.from(values), shape.rows, shape.columns);
  const ones = await device.upload(new Float32Array(values.length).fill(1), shape.rows, shape.columns);
  const copy = await device.run(copyKernel(device.layout, shape), shape, [original]);
  const product = await device.run(dropoutKernel(device.layout, shape), shape, [original, ones]);
  const [copied, multiplied] = await Promise.all([device.read(copy), device.read(product)]);
  for (const tensor of [original, ones, copy, product]) device.free(tensor);
  if (!isSame(copied, FLOAT32_VALUES) || !isSame(multiplied, FLOAT32_VALUES)) {
    throw new EngineError("self-test-failed", `the device does not compute in float32: ${copied.join(", ")}`);
  }
  return {
    flushesDenormals: multiplied[FLOAT32_VALUES.length] === 0,
    keepsNonFinite: await keepsNonFinite(device),
  };
}
