/** Every package that the workers import is on the list of licences. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WORKER_PACKAGES } from "./licenses.ts";

test("the workers take code from no package outside the list", () => {
  const files = readdirSync("src/engine", { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !/\.test\.ts$|build\.ts$|assembly/.test(name),
  );
  const packages = files.flatMap((name) =>
    [...readFileSync(join("src/engine", name), "utf8").matchAll(/(?:from |import\()"([a-z@][^"]*)"/g)].map(
      ([, from]) => from ?? "",
    ),
  );
  // The page's own bundle has valibot, for the record of the contest.
  const own = new Set(packages.filter((name) => !name.startsWith("node:") && name !== "valibot"));
  expect([...own]).toEqual(["gpu.js"]);
  expect(WORKER_PACKAGES).toContain("gpu.js");
});
