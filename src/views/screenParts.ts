/** The screen parts that a link can name, by what it can do to them. */
import type { ScreenPart } from "../store/state.ts";

/** Screen parts that act, and so can be locked as well as hidden. */
export const ACTING = [
  "header",
  "compare",
  "controls",
  "network",
  "weights",
  "layers",
  "normalisation",
  "data",
  "training",
  "seed",
  "fixes",
] as const satisfies readonly ScreenPart[];
/** Screen parts that only show. */
export const SHOWING = [
  "verdict",
  "signal",
  "activations",
  "gradients",
  "strips",
  "facts",
  "inspector",
] as const satisfies readonly ScreenPart[];
