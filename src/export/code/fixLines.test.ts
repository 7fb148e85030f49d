/** A fix as code: what it changes, and nothing else. */
import { expect, it } from "vitest";
import { planExperiment } from "../../experiment/plan.ts";
import { decodeLink } from "../../link/codec.ts";
import { changedLines, fixLines } from "./fixLines.ts";

const planOf = (link: string) => planExperiment(decodeLink(link).config);

it("lines that go and come are told, and equal ones between them are left out", () => {
  expect(changedLines(["a", "b", "c", "d", "e"], ["a", "x", "c", "d", "f"])).toEqual([
    "- b",
    "+ x",
    "…",
    "- e",
    "+ f",
  ]);
  expect(changedLines(["a"], ["a"])).toEqual([]);
  expect(changedLines([], ["a", "", "b"])).toEqual(["+ a", "+ b"]);
});

it("another law changes the lines of the weights alone", () => {
  const link = "#v=1&depth=3&width=32&batch=4&seed=1";
  const lines = fixLines(planOf(`${link}&init=normal&std=0.5`), planOf(`${link}&init=he_normal`), "numpy");
  expect(lines?.split("\n")).toEqual([
    "- W[1] = normal(WEIGHT, 0, 32, 32) * f32(0.5)",
    "- W[2] = normal(WEIGHT, 1, 32, 32) * f32(0.5)",
    "- W[3] = normal(WEIGHT, 2, 32, 32) * f32(0.5)",
    "+ W[1] = normal(WEIGHT, 0, 32, 32) * f32(np.sqrt(2 / 32))",
    "+ W[2] = normal(WEIGHT, 1, 32, 32) * f32(np.sqrt(2 / 32))",
    "+ W[3] = normal(WEIGHT, 2, 32, 32) * f32(np.sqrt(2 / 32))",
  ]);
});

it("a norm brings its function, and a line in every layer", () => {
  const link = "#v=1&depth=2&width=8&batch=4&seed=1";
  const lines = fixLines(planOf(link), planOf(`${link}&norm=batch`), "pytorch")?.split("\n") ?? [];
  expect(lines.some((line) => line.startsWith("+ def batch_norm("))).toBe(true);
  expect(lines.filter((line) => line.includes("n[1] = batch_norm(z[1]"))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith("- ") && line.includes("F.relu"))).toHaveLength(2);
});

it("what a framework cannot have is no fix in it", () => {
  const link = "#v=1&depth=2&width=8&batch=4&seed=1&norm=batch";
  expect(fixLines(planOf(link), planOf(`${link}&eval=4`), "pytorch")).toBeNull();
});
