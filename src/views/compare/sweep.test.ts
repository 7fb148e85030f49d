/** The runs of a sweep: every entry of the menus once, at a reduced size, and nothing twice. */
import { describe, expect, it } from "vitest";
import { activations } from "../../catalog/activations.ts";
import { initializers } from "../../catalog/initializers.ts";
import { createReferenceEngine } from "../../engine/referenceEngine.ts";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import { summarise } from "../background/summary.ts";
import { reduced, SWEEPS, variantsOf } from "./sweep.ts";

describe("a sweep", () => {
  it("has every initialiser and every activation once, and the present one among them", () => {
    const ids = (kind: "initializer" | "activation") =>
      variantsOf(DEFAULT_CONFIG, kind).map(({ patch }) => String(patch[kind]));
    // Without a file there are no weights of a file.
    const drawn = initializers.map(({ id }) => String(id)).filter((id) => id !== "given");
    expect(ids("initializer").toSorted()).toEqual(drawn.toSorted());
    expect(ids("activation")).toEqual(activations.map(({ id }) => String(id)));
    for (const kind of SWEEPS) {
      expect(variantsOf(DEFAULT_CONFIG, kind).filter(({ isPresent }) => isPresent)).toHaveLength(1);
    }
  });

  it("runs at no more than 128 units, and 128 inputs unless it varies the batch size", () => {
    const large = { ...DEFAULT_CONFIG, width: 2048, inputWidth: 784, batch: 4096 };
    expect(reduced(large, "initializer")).toMatchObject({ width: 128, inputWidth: 128, batch: 128 });
    expect(reduced({ ...large, depth: 3, width: [784, 64, 10] }, "activation").width).toEqual([128, 64, 10]);
    expect(reduced(large, "batch")).toMatchObject({ width: 128, batch: 4096 });
  });

  it("adopts the variant at full size, not the reduced one", () => {
    const [first] = variantsOf({ ...DEFAULT_CONFIG, width: 512 }, "activation");
    expect(first?.patch).toEqual({ activation: activations[0].id });
    expect(first?.config.width).toBe(128);
  });

  it("shows a run by its two lines and its verdict, computed once", async () => {
    const config = { ...DEFAULT_CONFIG, depth: 2, width: 4, batch: 4 };
    const plan = planExperiment(config);
    const { result } = await createReferenceEngine().run(requestOf(plan));
    const summary = summarise({ config, plan, result });
    expect(summary.forward.marks).toEqual(
      result.layers.map(({ tensors }) => ({ kind: "value", value: tensors.activation?.std })),
    );
    expect(summary.diagnosis?.main.kind).toBeDefined();
    expect(summarise({ config, plan, result })).toBe(summary);
  });
});
