/**
 * The functions of the activation language as a module of their own, for the kernels that are made at run
 * time: ../typedKernels.ts imports them. Vectors pass from module to module, never to the host.
 */
export { erf, exp, expm1, gauss, gelugate, normcdf, normpdf, sech2, sigmoid, softplus, tanh } from "./functions";
export { cos, sin } from "./trigonometry";
