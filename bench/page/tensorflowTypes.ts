/**
 * Types of TensorFlow.js 4.22 for the race. The bench installs it on first use, so its own types are absent.
 */

export interface Tensor {
  dataSync(): Float32Array;
  data(): Promise<Float32Array>;
  dispose(): void;
}

export interface Optimizer {
  minimize(loss: () => Tensor, returnsLoss: boolean): Tensor | null;
  dispose(): void;
}

export interface TensorFlow {
  variable(initial: Tensor): Tensor;
  zeros(shape: readonly number[]): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  cast(x: Tensor, type: "float32"): Tensor;
  tensor1d(values: Int32Array, type: "int32"): Tensor;
  oneHot(indices: Tensor, depth: number): Tensor;
  readonly fused: {
    matMul(operands: {
      readonly a: Tensor;
      readonly b: Tensor;
      readonly bias: Tensor;
      readonly activation: "relu" | "linear";
    }): Tensor;
  };
  readonly losses: { softmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor };
  readonly train: {
    sgd(rate: number): Optimizer;
    adam(rate: number, decay1: number, decay2: number, epsilon: number): Optimizer;
  };
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
