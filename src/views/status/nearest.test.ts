/** The words of a long list that a notice names: those most like the given one. */
import { describe, expect, it } from "vitest";
import { activations } from "../../catalog/activations.ts";
import { initializers } from "../../catalog/initializers.ts";
import { nearestOf } from "./nearest.ts";

const list = (entries: readonly { readonly id: string }[]): string => entries.map(({ id }) => id).join(" ");

describe("the nearest words", () => {
  it.each([
    ["he_norml", "he_normal"],
    ["Xavier_Normal", "xavier_normal"],
    ["ortogonal", "orthogonal"],
    ["lsv", "lsuv"],
  ])("of %s begin with %s", (given, meant) => {
    const nearest = nearestOf(given, list(initializers));
    expect(nearest?.words[0]).toBe(meant);
    expect(nearest?.words).toHaveLength(3);
    expect(nearest?.count).toBe(initializers.length);
  });

  it("are there for any text, however long", () => {
    expect(nearestOf("", list(activations))?.words).toHaveLength(3);
    expect(nearestOf("x".repeat(100_000), list(activations))?.words).toHaveLength(3);
  });

  it("are not needed for a range or a short list", () => {
    expect(nearestOf("900", "1..200")).toBeNull();
    expect(nearestOf("0-3", "1..2048, 1..200 layers")).toBeNull();
    expect(nearestOf("group", "none batch layer rms")).toBeNull();
  });
});
