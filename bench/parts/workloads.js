/** The workloads of the bench, and the order of their trials. */

/** @typedef {{ readonly depth: number, readonly width: number, readonly batch: number }} Shape */
/** @typedef {import("../page/contestant.ts").Trial} Trial */

/** @type {Readonly<Record<"w1" | "w2" | "w3" | "w4", Shape>>} */
export const WORKLOADS = {
  w1: { depth: 10, width: 256, batch: 256 },
  w2: { depth: 10, width: 512, batch: 512 },
  w3: { depth: 50, width: 512, batch: 512 },
  w4: { depth: 30, width: 1024, batch: 1024 },
};

/**
 * The two trials of one repetition: a new seed draws everything anew, then a new gain, as a dragged
 * slider gives it, keeps the draws and changes everything else. Gains stay near sqrt(2), where
 * nothing explodes or vanishes.
 * @param {Shape} shape @param {number} repetition
 * @returns {{ readonly newSeed: Trial, readonly newGain: Trial }}
 */
export function trialsOf(shape, repetition) {
  const seed = repetition + 1;
  return {
    newSeed: { ...shape, seed, gain: Math.SQRT2 },
    newGain: { ...shape, seed, gain: Math.SQRT2 * (1 - 0.001 * (repetition + 1)) },
  };
}

/**
 * Operations of the products of both passes; the first layer needs no gradient of its input.
 * @param {Shape} shape
 */
export function flopsOf({ depth, width, batch }) {
  return 2 * batch * width ** 2 * (3 * depth - 1);
}
