/**
 * Plants imports in a copy of the project: the linter reports the illegal ones and accepts the legal ones.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "./house.js";

const house = mkdtempSync(join(tmpdir(), "initscope-rules-"));
afterAll(() => rmSync(house, { recursive: true, force: true }));
for (const name of [".oxlintrc.json", "tsconfig.json"]) cpSync(join(ROOT, name), join(house, name));
symlinkSync(join(ROOT, "node_modules"), join(house, "node_modules"), "junction");

const rooms =
  "app catalog charts content experiment export i18n link math store styles testing ui views weights".split(
    " ",
  );
for (const room of rooms)
  plant(`src/${room}/target.ts`, "export const target = 1;\nexport type Target = number;\n");
for (const name of ["engine", "other"]) {
  plant(`src/engine/${name}.ts`, "export const target = 1;\nexport type Target = number;\n");
}
plant("src/views/export/target.ts", "export const target = 1;\n");

function plant(path: string, code: string): void {
  mkdirSync(join(house, dirname(path)), { recursive: true });
  writeFileSync(join(house, path), code);
}

interface Report {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
}

let plants = 0;

/** Plants code in a room, in a new file, while the tests are being collected. */
function plantIn(room: string, code: string): string {
  const path = `src/${room}/planted${plants++}.ts`;
  plant(path, `${code}\n`);
  return path;
}

/** The rules each planted file breaks, by path; one run of the linter for all of them. */
const broken = new Map<string, Set<string>>();
beforeAll(() => {
  const oxlint = join(ROOT, "node_modules/oxlint/bin/oxlint");
  const { stdout, stderr } = spawnSync(process.execPath, [oxlint, "--format=json", "src"], {
    cwd: house,
    encoding: "utf8",
    // The linter finds its type-aware half on the path.
    env: {
      ...process.env,
      PATH: `${join(ROOT, "node_modules/.bin")}${delimiter}${process.env["PATH"] ?? ""}`,
    },
  });
  if (!stdout.startsWith("{")) throw new Error(`no report of the linter: ${stdout}${stderr}`);
  const { diagnostics } = JSON.parse(stdout) as Report;
  for (const { filename, code } of diagnostics) {
    broken.set(filename, (broken.get(filename) ?? new Set()).add(code));
  }
});

/** The rules that a planted file breaks, once each, by the linter's names. */
function lint(path: string): readonly string[] {
  return [...(broken.get(path) ?? [])];
}

const IMPORT = "eslint(no-restricted-imports)";

/** A file that uses a value, or only a type, of another. */
const importing = (target: string) => `import { target } from "${target}";\nexport const planted = target;`;
const importingType = (target: string) =>
  `import type { Target } from "${target}";\nexport type Planted = Target;`;

describe("a file that imports against the direction of the rooms is reported", () => {
  const cases = [
    ["math", "../catalog/target.ts"],
    ["math", "../experiment/target.ts"],
    ["math", "react"],
    ["catalog", "../weights/target.ts"],
    ["experiment", "../weights/target.ts"],
    ["weights", "../experiment/target.ts"],
    ["weights/files", "../../views/target.ts"],
    ["weights/judge", "react"],
    ["catalog", "../experiment/target.ts"],
    ["catalog", "gpu.js"],
    ["experiment", "../engine/engine.ts"],
    ["experiment", "../link/target.ts"],
    ["engine", "../store/target.ts"],
    ["engine/wasm", "../../views/target.ts"],
    ["engine/worker", "react-dom/client"],
    ["link", "../store/target.ts"],
    ["store", "../views/target.ts"],
    ["store", "../engine/engine.ts"],
    ["store", "../engine/other.ts"],
    ["store", "../link/target.ts"],
    ["export", "../store/target.ts"],
    ["charts", "../store/target.ts"],
    ["charts", "../experiment/target.ts"],
    ["views", "../engine/engine.ts"],
    ["views", "../export/target.ts"],
    ["views/header", "../../app/target.ts"],
    ["views/header", "../../export/target.ts"],
    ["ui", "../catalog/target.ts"],
    ["ui", "../math/target.ts"],
    ["i18n", "../ui/target.ts"],
    ["content/lessons", "../../views/target.ts"],
    ["app", "gpu.js"],
    ["math", "../testing/target.ts"],
    ["engine/wasm", "../../testing/target.ts"],
    ["views/header", "../../testing/target.ts"],
    ["content/lessons", "../../testing/target.ts"],
    ["app", "../testing/target.ts"],
  ] as const;
  for (const [room, target] of cases) {
    const path = plantIn(room, importing(target));
    test(`${room} <- ${target}`, () => expect(lint(path)).toContain(IMPORT));
  }

  const storePath = plantIn("store", importingType("../engine/other.ts"));
  test("store <- a type of another file of engine", () => expect(lint(storePath)).toContain(IMPORT));

  plant("src/math/one.ts", 'import { two } from "./two.ts";\nexport const one = () => two;\n');
  plant("src/math/two.ts", 'import { one } from "./one.ts";\nexport const two = () => one;\n');
  test("two files that import each other", () =>
    expect(lint("src/math/one.ts")).toContain("import(no-cycle)"));
});

describe("a file that imports along the direction of the rooms is not reported", () => {
  const values = [
    ["catalog", "../math/target.ts"],
    ["experiment", "../catalog/target.ts"],
    ["weights/judge", "../../catalog/target.ts"],
    ["views/header", "../../weights/target.ts"],
    ["engine", "../experiment/target.ts"],
    ["engine/wasm", "../engine.ts"],
    ["link", "../experiment/target.ts"],
    ["store", "../experiment/target.ts"],
    ["charts", "../math/target.ts"],
    ["views", "../charts/target.ts"],
    ["views/header", "../../store/target.ts"],
    ["views/header", "../export/target.ts"],
    ["content/claims", "../../link/target.ts"],
    ["app", "../engine/other.ts"],
    ["app", "../views/target.ts"],
    ["testing/wasm", "../../engine/other.ts"],
  ] as const;
  for (const [room, target] of values) {
    const path = plantIn(room, importing(target));
    test(`${room} <- ${target}`, () => expect(lint(path)).toEqual([]));
  }

  const types = [
    ["store", "../engine/engine.ts"],
    ["store", "../link/target.ts"],
    ["charts", "../experiment/target.ts"],
    ["views/lessons", "../../content/target.ts"],
  ] as const;
  for (const [room, target] of types) {
    const path = plantIn(room, importingType(target));
    test(`${room} <- a type of ${target}`, () => expect(lint(path)).toEqual([]));
  }
});

describe("code that the conventions ban is reported", () => {
  const cases = [
    ["any", "typescript(no-explicit-any)", "export const planted = (x: any): unknown => x;"],
    ["!", "typescript(no-non-null-assertion)", "export const planted = (x: string | null) => x!.length;"],
    ["a default export", "import(no-default-export)", "const planted = 1;\nexport default planted;"],
    [
      "|| for a default",
      "typescript(prefer-nullish-coalescing)",
      'export const planted = (x: string | null) => x || "a";',
    ],
    [
      "a floating promise",
      "typescript(no-floating-promises)",
      'export function planted() {\n  fetch("a");\n}',
    ],
    [
      "an empty catch",
      "eslint(no-empty)",
      "export function planted() {\n  try {\n    fetch;\n  } catch {}\n}",
    ],
    ["console", "eslint(no-console)", "export const planted = () => console.log(1);"],
    ["Math.random", "eslint(no-restricted-properties)", "export const planted = () => Math.random();"],
    ["Date.now", "eslint(no-restricted-properties)", "export const planted = () => Date.now();"],
    ["WebAssembly", "eslint(no-restricted-globals)", "export const planted = () => WebAssembly.validate;"],
    ["eval", "eslint(no-eval)", 'export const planted = () => eval("1") as unknown;'],
  ] as const;
  for (const [name, rule, code] of cases) {
    const path = plantIn("views", code);
    test(name, () => expect(lint(path)).toContain(rule));
  }

  const clock = plantIn("app", "export const planted = () => Date.now();");
  test("app may read the clock", () => expect(lint(clock)).toEqual([]));

  const wasm = plantIn("engine", "export const planted = () => WebAssembly.validate;");
  test("engine may use WebAssembly", () => expect(lint(wasm)).toEqual([]));
});
