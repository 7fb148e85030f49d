/**
 * Types of TensorFlow.js 4.22 for the race. The bench installs it on first use, so its own types are absent.
 */

export interface Tensor {
  dataSync(): Float32Array;
  data(): Promise<Float32Array>;
  dispose(): void;
}

export interface TensorFlow {
  matMul(a: Tensor, b: Tensor, isLeftTransposed?: boolean, isRightTransposed?: boolean): Tensor;
  transpose(x: Tensor): Tensor;
  relu(x: Tensor): Tensor;
  step(x: Tensor): Tensor;
  mul(a: Tensor, b: Tensor): Tensor;
  mean(x: Tensor): Tensor;
  min(x: Tensor): Tensor;
  max(x: Tensor): Tensor;
  squaredDifference(a: Tensor, b: Tensor): Tensor;
  stack(xs: readonly Tensor[]): Tensor;
  scalar(value: number): Tensor;
  randomNormal(
    shape: readonly [number, number],
    mean: number,
    std: number,
    type: "float32",
    seed: number,
  ): Tensor;
  tidy<Value>(work: () => Value): Value;
  setBackend(name: string): Promise<boolean>;
  getBackend(): string;
  ready(): Promise<void>;
  memory(): { readonly numTensors: number; readonly numBytes: number };
  env(): {
    set(flag: string, value: boolean | number): void;
    getAsync(flag: string): Promise<boolean | number>;
  };
  readonly wasm?: {
    setWasmPaths(prefix: string): void;
    setThreadsCount(count: number): void;
    getThreadsCount(): number;
  };
}
