/** No circle of any kind in src/; the test finds a planted one of each kind. */
import { describe, expect, test } from "vitest";
import { ROOT } from "./house.js";
import { circlesOf, graphOf, readSources, upwardOf } from "./structure.js";

const sources = readSources(ROOT);

/** Circles of the sources with two more files. */
const circlesWith = (one: string, two: string) =>
  circlesOf(graphOf(new Map([...sources, ["views/one.ts", one], ["views/picture/two.ts", two]])));

test("no file of src reaches itself through its imports", () => {
  expect(sources.size).toBeGreaterThan(300);
  expect(circlesOf(graphOf(sources))).toEqual([]);
});

test("no import runs from a lower room to a higher one", () => {
  const room = (file = "") => file.split("/")[0];
  const upward = upwardOf(graphOf(sources)).map((line) => line.split(" -> "));
  expect(upward.filter(([from, to]) => room(from) !== room(to))).toEqual([]);
});

describe("a planted circle is found", () => {
  const back = 'import { one } from "../one.ts";';
  test.each([
    ["import", 'import { two } from "./picture/two.ts";'],
    ["import of several lines", 'import {\n  two,\n} from "./picture/two.ts";'],
    ["import type", 'import type { Two } from "./picture/two.ts";'],
    ["import()", 'const two = () => import("./picture/two.ts");'],
    ["type of an import()", 'type Two = typeof import("./picture/two.ts");'],
    ["export from", 'export { two } from "./picture/two.ts";'],
  ])("%s", (_kind, code) => {
    expect(circlesWith(code, back)).toEqual([["views/one.ts", "views/picture/two.ts"]]);
  });
  test("but not where one of them only names a file", () =>
    expect(circlesWith('const path = "./picture/two.ts";', back)).toEqual([]));
});

test("an import that runs back up is found, between rooms and within one", () => {
  const files = new Map([
    ["math/low.ts", 'import type { High } from "../views/high.ts";'],
    ["views/high.ts", 'import { low } from "./inner/low.ts";\nimport { lower } from "./inner/lower.ts";'],
    ["views/inner/low.ts", 'import { other } from "../other.ts";'],
    ["views/inner/lower.ts", 'import { high } from "../high.ts";'],
  ]);
  expect(upwardOf(graphOf(files))).toEqual([
    "math/low.ts -> views/high.ts",
    "views/inner/lower.ts -> views/high.ts",
  ]);
});
