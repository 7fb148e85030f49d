/** Class names: readable while serving; short in the build, one for every class, always the same. */
import { join } from "node:path";
import { resolveConfig } from "vite";
import type { ResolvedConfig } from "vite";
import { expect, it } from "vitest";
import { classNamer, READABLE_NAME } from "./classNames.ts";

const ROOT = join(import.meta.dirname, "..");
const FILES = ["ui/Button.module.css", "views/App.module.css"].map((path) => join(ROOT, "src", path));

it("tells classes apart by file and by name", () => {
  const nameOf = classNamer(ROOT);
  const names = FILES.flatMap((file) => ["a", "b", "c"].map((name) => nameOf(name, file)));
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^c[0-9a-z]+-[0-9a-z]+$/);
});

it("gives the same names in any order of requests, with a query or without, and a new file another name", () => {
  const [button = "", app = ""] = FILES;
  const one = classNamer(ROOT);
  const other = classNamer(ROOT);
  const before = [one("a", button), one("b", button), one("a", app)];
  const after = [other("a", app), other("a", `${button}?used`), other("b", button)];
  expect(before).toEqual([after[1], after[2], after[0]]);
  expect(before).not.toContain(one("a", join(ROOT, "src/ui/New.module.css")));
});

it("shortens names in the build only", async () => {
  const namer = async (command: "build" | "serve"): Promise<unknown> => {
    const config: ResolvedConfig = await resolveConfig({ root: ROOT, logLevel: "silent" }, command);
    return config.css.modules === false ? null : config.css.modules?.generateScopedName;
  };
  expect(await namer("serve")).toBe(READABLE_NAME);
  expect(await namer("build")).toBeInstanceOf(Function);
});
