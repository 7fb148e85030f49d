/** Finding entries and moving among them. */
import { describe, expect, it } from "vitest";
import { presets } from "../../content/presets/presets.ts";
import { arrowTarget } from "./arrowKeys.ts";
import { findItems } from "./search.ts";

const idsOf = (query: string, group: Parameters<typeof findItems>[2] = "all"): readonly string[] =>
  findItems(presets, query, group).map(({ id }) => id);

describe("a search", () => {
  it.each([
    ["msra", "he_relu"],
    ["glorot", "tanh_xavier"],
    ["GLOROT 2010", "glorot_standard"],
    ["lsuv", "lsuv_relu_30"],
    ["误区 不存在", null],
    ["归一化 γ", "bn_gamma"],
    ["ＬＳＵＶ", "lsuv_relu_30"],
    ["keep=0.5", "dropout"],
  ])("for %s finds %s", (query, id) => {
    const found = idsOf(query);
    if (id === null) expect(found).toEqual([]);
    else expect(found).toContain(id);
  });

  it("keeps to a group, and finds all with no words", () => {
    expect(idsOf("")).toHaveLength(presets.length);
    expect(idsOf(" ", "frameworks")).toContain("keras_tanh");
    expect(idsOf("", "frameworks")).not.toContain("he_relu");
  });
});

describe("an arrow key", () => {
  // Three in a line, then two, then one of another group.
  const places = [
    [0, 0],
    [100, 0],
    [200, 0],
    [0, 50],
    [100, 50],
    [0, 200],
  ].map(([left = 0, top = 0]) => ({ left, top }));

  it.each([
    ["ArrowRight", 2, 3],
    ["ArrowLeft", 0, null],
    ["ArrowRight", 5, null],
    ["ArrowDown", 1, 4],
    ["ArrowDown", 2, 4],
    ["ArrowDown", 4, 5],
    ["ArrowDown", 5, null],
    ["ArrowUp", 5, 3],
    ["ArrowUp", 0, null],
    ["Home", 4, 0],
    ["End", 1, 5],
    ["Tab", 1, null],
    ["toString", 1, null],
    ["ArrowRight", -1, null],
  ])("%s leads from %d to %s", (key, from, to) => {
    expect(arrowTarget(key, places, from)).toBe(to);
  });
});
