/** Files, folders and commands that the documentation names exist. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { scripts } from "../package.json" with { type: "json" };
import { ROOT } from "./house.js";

const pages = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "tools/goldens/README.md"].map((name) =>
    join(ROOT, name),
  ),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(ROOT, "docs", name)),
];

/** Folders whose contents a page may name from the root, as in `src/math/sketch.ts`. */
const FROM_ROOT = /^(?:\.ci|bench|docs|e2e|public|scripts|src|tools)(?:\/|$)/;
/** Files of the root itself: `package.json`, `vite.config.ts`. */
const ROOT_FILE = /^[A-Za-z.-]+\.(?:json|ts|md|html)$/;

/** Code in backticks that names one file or folder; patterns with a star or a placeholder name none. */
function namedPaths(text: string): readonly string[] {
  return Array.from(text.matchAll(/`([^`\s]+)`/g), ([, code = ""]) => code)
    .filter((code) => (FROM_ROOT.test(code) || ROOT_FILE.test(code)) && !/[*<>{}…]|\.\.\./.test(code))
    .map((code) => code.replace(/[#:].*$/, ""));
}

/** Targets of links and images within the repository. */
function linkedPaths(text: string): readonly string[] {
  return Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, target = ""]) =>
    target.replace(/#.*$/, ""),
  ).filter((target) => target !== "" && !/^[a-z]+:/.test(target));
}

describe.each(pages.map((path) => [relative(ROOT, path), path] as const))("%s", (_name, path) => {
  // Blocks of code show trees and file contents, so only their commands are checked, not their paths.
  const text = readFileSync(path, "utf8");
  // A file that a recipe makes does not exist yet.
  const prose = text.replace(/^ *```.*?^ *```/gms, "").replaceAll(/new file `[^`]+`/g, "new file");

  test("names files that exist", () => {
    const missing = namedPaths(prose).filter((name) => !existsSync(join(ROOT, name)));
    expect(missing).toEqual([]);
  });

  test("links to files that exist", () => {
    const missing = linkedPaths(prose).filter((target) => !existsSync(join(dirname(path), target)));
    expect(missing).toEqual([]);
  });

  test("names commands that exist", () => {
    const named = Array.from(
      text.matchAll(/npm (?:run ([\w:-]+)|(start|test))\b/g),
      ([, run, short]) => run ?? short ?? "",
    );
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});
