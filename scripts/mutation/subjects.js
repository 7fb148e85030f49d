/** What mutation testing covers: sources, and the quick tests that must notice a fault in them. */

/**
 * @typedef {object} Subject
 * @property {readonly string[]} sources
 * @property {readonly string[]} tests
 */

const training = "src/experiment/training";

/** @type {Readonly<Record<string, Subject>>} */
export const SUBJECTS = {
  codec: {
    sources: ["codec", "ids", "numbers", "overrides", "packed", "view"].map((name) => `src/link/${name}.ts`),
    tests: ["src/link/codec.test.ts", "src/link/view.test.ts", "src/content/lectures/lecture.test.ts"],
  },
  statistics: {
    sources: [
      "src/math/sketch.ts",
      "src/math/moments.ts",
      "src/math/sketchQuantiles.ts",
      "src/math/merging.ts",
      "src/experiment/statistics.ts",
    ],
    tests: ["src/math/statistics.test.ts", "src/experiment/readings.test.ts"],
  },
  sampler: {
    sources: [
      "src/math/philox.ts",
      "src/math/quantile.ts",
      "src/math/portableLog.ts",
      "src/experiment/draws.ts",
      "src/experiment/sampling.ts",
    ],
    tests: ["src/math/random.test.ts", "src/experiment/sampling.test.ts", "src/experiment/reference.test.ts"],
  },
  theory: {
    sources: [
      "backward",
      "closedForms",
      "forward",
      "gaussianExpectation",
      "gaussianLaw",
      "loss",
      "summary",
      "theory",
    ].map((name) => `src/experiment/theory/${name}.ts`),
    tests: ["theory", "gaussianExpectation", "normalization", "loss", "summary"].map(
      (name) => `src/experiment/theory/${name}.test.ts`,
    ),
  },
  diagnosis: {
    sources: ["agreement", "causes", "diagnose", "evidence", "rules", "thresholds", "trends"].map(
      (name) => `src/experiment/diagnosis/${name}.ts`,
    ),
    tests: [
      "src/experiment/diagnosis/diagnose.test.ts",
      "src/experiment/diagnosis/thresholds.test.ts",
      "src/experiment/fixes/fixes.test.ts",
      "src/app/statedCauses.test.ts",
    ],
  },
  optimisers: {
    sources: [
      `${training}/optimizerStep.ts`,
      `${training}/trainReference.ts`,
      `${training}/trainingPlan.ts`,
      "src/catalog/schedules.ts",
      "src/catalog/optimizers.ts",
    ],
    tests: [
      `${training}/exact.test.ts`,
      `${training}/trainReference.test.ts`,
      "src/catalog/schedules.test.ts",
    ],
  },
  parsers: {
    sources: [
      "src/content/lessons/format/lessonDocument.ts",
      "src/content/lectures/lecture.ts",
      "src/app/hostMessages.ts",
      "src/ui/texLimits.ts",
    ],
    tests: [
      "src/content/lessons/format/lessonDocument.test.ts",
      "src/content/lectures/lecture.test.ts",
      "src/app/hostMessages.test.ts",
      "src/ui/texLimits.test.ts",
    ],
  },
};
