/** Everything the host may call; ../kernels.ts describes the same exports in TypeScript. */
export * from "./draw";
export * from "./elementwise";
export { depthBlock, leftBlockBytes, multiplyRows, packedRightBytes, packRight } from "./gemm";
export * from "./generated/activations";
export * from "./generated/optimizers";
export * from "./measure";
export { columnSums, correctSquares, meansOfSums, squaresOfAll, sumColumns, sumMagnitudes } from "./moments";
export * from "./norm";
export * from "./orthogonal";
export * from "./rowNorm";
export * from "./similarity";
export { counterTableBytes, mergedCounterBytes } from "./sketch";
