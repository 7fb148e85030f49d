/**
 * Messages from the embedding page are read in full, refused with a reason, or ignored; none throws an error.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createReferenceEngine } from "../engine/referenceEngine.ts";
import { DEFAULT_CONFIG } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import { requestOf } from "../experiment/runRequest.ts";
import { decodeLink } from "../link/codec.ts";
import { layerNumbers, readHostMessage } from "./hostMessages.ts";

const host = (fields: object): object => ({ source: "initscope-host", ...fields });

describe("a message from the page", () => {
  it("sets an experiment by a hash, a bare hash or a whole address", () => {
    const { config } = decodeLink("#v=1&depth=4&act=tanh&seed=3");
    for (const link of [
      "#v=1&depth=4&act=tanh&seed=3",
      "v=1&depth=4&act=tanh&seed=3",
      "https://example.edu/initscope/#v=1&depth=4&act=tanh&seed=3",
    ]) {
      expect(readHostMessage(host({ kind: "set", link }))).toEqual({ kind: "set", config, adjustments: [] });
    }
  });

  it("keeps to the limits and says what was changed", () => {
    const message = readHostMessage(host({ kind: "set", link: "#v=1&depth=9999&seed=1" }));
    expect(message).toMatchObject({
      kind: "set",
      config: { depth: 200 },
      adjustments: [{ key: "depth", given: "9999", used: "200" }],
    });
  });

  it("asks for the present result", () => {
    expect(readHostMessage(host({ kind: "get" }))).toEqual({ kind: "get" });
  });

  it.each([
    [{ kind: "put" }, 'invalid kind: "put" (expected set or get)'],
    [{}, "invalid kind: undefined (expected set or get)"],
    [{ kind: "set" }, "invalid link: undefined (expected a string)"],
    [{ kind: "set", link: 7 }, "invalid link: 7 (expected a string)"],
    [{ kind: "set", link: { toString: null } }, "invalid link: object (expected a string)"],
    [{ kind: "set", link: "#section-2" }, 'invalid link: "#section-2" (expected keys such as #v=1&depth=10)'],
    [{ kind: "set", link: "v=1&".repeat(5001) }, "invalid link: 20004 characters (expected at most 20000)"],
  ])("is refused with a reason: %o", (fields, reason) => {
    expect(readHostMessage(host(fields))).toEqual({ kind: "refused", reason });
  });

  it("is ignored when it is meant for others", () => {
    for (const data of [
      null,
      undefined,
      "initscope-host",
      1,
      [],
      { source: "react-devtools" },
      { kind: "set" },
    ]) {
      expect(readHostMessage(data)).toBeNull();
    }
  });

  it("never throws, whatever the message", () => {
    const anything = fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true });
    fc.assert(
      fc.property(anything, anything, (kind, link) => {
        for (const data of [kind, host({ kind, link }), host({ kind: "set", link })]) readHostMessage(data);
      }),
      { seed: 6, numRuns: 500 },
    );
  });
});

it("the numbers of a layer are its own, and null where its gradient is not known", async () => {
  const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 3, width: 8, batch: 4 });
  const { result } = await createReferenceEngine().run(requestOf(plan));
  const layer = result.layers[1];
  if (layer === undefined) throw new RangeError("no layer 2");
  const { grad_activation: gradient, ...others } = layer.tensors;
  const { activation } = others;
  const numbers = layerNumbers(layer);
  expect(numbers).toMatchObject({
    layer: 2,
    units: 8,
    activation: { mean: activation?.mean, std: activation?.std, count: 32, finite: 32 },
    gradient: { rms: gradient?.rms, min: gradient?.min, max: gradient?.max },
  });
  expect(layerNumbers({ ...layer, tensors: others }).gradient).toBeNull();
});
