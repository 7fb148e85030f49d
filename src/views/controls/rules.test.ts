/** Rules for single layers: defaults of a new rule, and the order of a range's ends. */
import { expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import { addRule, moveRule, removeRule, setRuleActivation, setRuleInitializer, strategyOf } from "./rules.ts";

const add = (kind: "activation" | "initializer", selected: number | null, config = DEFAULT_CONFIG) => ({
  ...config,
  ...addRule(config, kind, selected),
});

it("starts with the selected layer and a value that the layer does not have", () => {
  expect(add("activation", 2).activationOverrides).toEqual([{ from: 3, to: 3, id: "tanh" }]);
  expect(add("initializer", 2).initializerOverrides).toEqual([
    { from: 3, to: 3, id: "xavier_normal", value: null },
  ]);
  expect(add("activation", 0, { ...DEFAULT_CONFIG, activation: "tanh" }).activationOverrides[0]?.id).toBe(
    "relu",
  );
});

it("without a selection takes the middle layer, then the one after the last rule, never one beyond the network", () => {
  const one = add("activation", null);
  expect(one.activationOverrides[0]?.from).toBe(5);
  expect(add("activation", null, one).activationOverrides[1]?.from).toBe(6);
  const atEnd = add("activation", 9);
  expect(add("activation", null, atEnd).activationOverrides[1]?.from).toBe(10);
  expect(add("activation", 30).activationOverrides[0]?.from).toBe(10);
});

it("moves the other end along where the range would turn around", () => {
  const config = add("activation", 4);
  const wide = { ...config, ...moveRule(config, "activation", 0, { to: 8 }) };
  expect(wide.activationOverrides[0]).toMatchObject({ from: 5, to: 8 });
  expect(moveRule(wide, "activation", 0, { from: 9 }).activationOverrides).toEqual([
    { from: 9, to: 9, id: "tanh" },
  ]);
  expect(moveRule(wide, "activation", 0, { to: 2 }).activationOverrides).toEqual([
    { from: 2, to: 2, id: "tanh" },
  ]);
});

it("changes and removes one rule and leaves the others", () => {
  const config = add("initializer", 6, add("initializer", 2));
  const named = { ...config, ...setRuleInitializer(config, 1, { id: "normal" }) };
  const valued = { ...named, ...setRuleInitializer(named, 1, { value: 0.05 }) };
  expect(valued.initializerOverrides[1]).toEqual({ from: 7, to: 7, id: "normal", value: 0.05 });
  expect(valued.initializerOverrides[0]?.id).toBe("xavier_normal");
  // The number of one law means nothing to the next.
  expect(setRuleInitializer(valued, 1, { id: "uniform" }).initializerOverrides?.[1]?.value).toBeNull();
  expect(removeRule(valued, "initializer", 0).initializerOverrides).toHaveLength(1);
  const activations = add("activation", 1);
  expect(setRuleActivation(activations, 0, "sin").activationOverrides?.[0]?.id).toBe("sin");
  expect(removeRule(activations, "activation", 0).activationOverrides).toEqual([]);
});

it("names the strategy as the articles do", () => {
  expect(strategyOf(DEFAULT_CONFIG)).toBe("global");
  const mixed = add("activation", 4);
  expect(strategyOf(mixed)).toBe("mixed");
  const every = { ...mixed, ...moveRule(mixed, "activation", 0, { from: 1 }) };
  const all = { ...every, ...moveRule(every, "activation", 0, { to: 10 }) };
  expect(strategyOf(all)).toBe("per_layer");
  // A rule beyond the last layer gives nothing to any layer.
  expect(strategyOf({ ...mixed, depth: 3 })).toBe("global");
});
