/** The roles that a plan's links give away are those that its settings asked for. */
import { expect, it } from "vitest";
import { placeInBlock } from "./blocks.ts";
import { DEFAULT_CONFIG } from "./config.ts";
import type { ExperimentConfig } from "./config.ts";
import { layerRole, ROLE_SIGNS } from "./layerRoles.ts";
import { planExperiment } from "./plan.ts";

const signsOf = (settings: Partial<ExperimentConfig>): readonly string[] => {
  const { layers } = planExperiment({ ...DEFAULT_CONFIG, width: 8, batch: 8, ...settings });
  return layers.map((_, index) => {
    const role = layerRole(layers, index);
    return role === null ? "-" : ROLE_SIGNS[role];
  });
};

it("names the matrices of attention and of the MLP between the ends of the network", () => {
  expect(signsOf({ depth: 8, block: "pre", tokens: 4 })).toEqual(["-", "Q", "K", "V", "O", "W1", "W2", "-"]);
  expect(signsOf({ depth: 9, block: "post", tokens: 4, gate: "glu" })).toEqual([
    "-",
    "Q",
    "K",
    "V",
    "O",
    "Wg",
    "Wv",
    "W2",
    "-",
  ]);
});

it("names nothing in networks without blocks", () => {
  expect(new Set(signsOf({ depth: 6 }))).toEqual(new Set(["-"]));
  expect(new Set(signsOf({ depth: 6, residual: "plain" }))).toEqual(new Set(["-"]));
});

it("says of every layer what the blocks say", () => {
  const NAMES = { inner: "W1", gate: "Wg", value: "Wv", query: "Q", key: "K", mixed: "V" } as const;
  for (const tokens of [1, 4])
    for (const gate of ["none", "glu"] as const)
      for (const block of ["residual", "pre", "branch", "deepnorm"] as const) {
        const config = { ...DEFAULT_CONFIG, depth: 17, width: 8, batch: 8, block, gate, tokens };
        const expected = Array.from({ length: 17 }, (_, index) => {
          const place = placeInBlock(config, index);
          if (place === null) return "-";
          return place.role === "end" ? (place.isAttention ? "O" : "W2") : NAMES[place.role];
        });
        expect(signsOf(config)).toEqual(expected);
      }
});
