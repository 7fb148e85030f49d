/** The reference as an engine. That its numbers are right is for reference.test.ts. */
import { engineContract } from "../testing/engineContract.ts";
import { createReferenceEngine } from "./referenceEngine.ts";

engineContract({
  makeEngine: createReferenceEngine,
  report: {
    engine: "reference",
    backend: "float32-emulated",
    precision: "float32",
    workers: 1,
    flushesDenormals: false,
    declined: [],
  },
});
