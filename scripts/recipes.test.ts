/**
 * The recipes of CONTRIBUTING.md, typed into a copy of the tree as they stand: the copy must compile, and
 * each recipe's commands must succeed. A step names its place as "In `file`, above the line `...`:", "below
 * the line" or "In a new file `file`:", and the block of code that follows goes there.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scripts } from "../package.json" with { type: "json" };
import { ROOT } from "./house.js";

/** A check of types and a few unit tests take seconds; this limit ends a command that hangs. */
const LIMIT_MS = 600_000;

/** The end of a command's output: its failures and its summary. */
const REPORT_CHARACTERS = 4000;

interface Step {
  readonly file: string;
  /** The line the code goes to; null for a new file. */
  readonly at: { readonly side: "above" | "below"; readonly line: string } | null;
  readonly code: string;
}

interface Recipe {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly commands: readonly string[];
}

const PLACE =
  /In\s+(a new file )?`([^`]+)`(?:, (above|below) the line\s+`([^`]+)`)?:\n\n( *)```\w+\n(.*?)^\5```/gms;
const SHELL = /^( *)```sh\n(.*?)^\1```/gms;

/** A block as it is typed: without the indentation of the list it stands in. */
function typed(block: string, indent: string): string {
  return block.replaceAll(new RegExp(`^${indent}`, "gm"), "");
}

function recipeOf(section: string): Recipe {
  const [name = ""] = section.split("\n");
  const steps = Array.from(section.matchAll(PLACE), (match): Step => {
    const [, isNew, file = "", side, line = "", indent = "", block = ""] = match;
    const at =
      isNew === undefined ? { side: side === "above" ? ("above" as const) : ("below" as const), line } : null;
    return { file, at, code: typed(block, indent) };
  });
  const commands = Array.from(section.matchAll(SHELL), ([, indent = "", block = ""]) =>
    typed(block, indent).trim().split("\n"),
  );
  return { name, steps, commands: commands.flat() };
}

const page = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");
const [, chapter = ""] = page.split(/^## Recipes$/m);
const recipes = chapter
  .split(/^## /m)
  .slice(0, 1)
  .flatMap((text) => text.split(/^### /m).slice(1))
  .map(recipeOf);

const house = mkdtempSync(join(tmpdir(), "initscope-recipes-"));
afterAll(() => rmSync(house, { recursive: true, force: true }));

/** Folders that a build or version control leaves beside the tree. */
const APART = new Set(["node_modules", ".git", "dist", "test-results", "playwright-report"]);

/** Types a step into the copy. @throws when its place is not there exactly once */
function typeIn({ file, at, code }: Step): void {
  const path = join(house, file);
  if (at === null) {
    if (existsSync(path)) throw new Error(`invalid step: ${file} is there already (expected a new file)`);
    writeFileSync(path, code);
    return;
  }
  const lines = readFileSync(path, "utf8").split("\n");
  const places = lines.flatMap((line, index) => (line.trim() === at.line ? [index] : []));
  const [place] = places;
  if (place === undefined || places.length > 1) {
    throw new Error(`invalid step: ${places.length} lines ${at.line} in ${file} (expected one)`);
  }
  lines.splice(at.side === "above" ? place : place + 1, 0, code.trimEnd());
  writeFileSync(path, lines.join("\n"));
}

/** The environment without the variables that this run of the tests has set. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:VITEST|NODE_ENV|TEST$|FORCE_COLOR)/.test(name)),
);

function run(command: string): { readonly isDone: boolean; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(command, {
    cwd: house,
    shell: true,
    encoding: "utf8",
    timeout: LIMIT_MS,
    env: { ...environment, NO_COLOR: "1" },
  });
  return { isDone: status === 0, output: `${stdout}${stderr}` };
}

/** Goldens need mpmath, which not every device has. */
const hasMpmath = run('python3 -c "import mpmath"').isDone;
const isGolden = (command: string): boolean => command.startsWith("python3 ");

test("the page has recipes for every list that the catalog and the content grow by", () => {
  expect(recipes.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["An activation", "An initialiser", "A setting", "A preset", "A lesson"]),
  );
});

describe.each(recipes.map((recipe) => [recipe.name, recipe] as const))("%s", (_name, { steps, commands }) => {
  test("has a place for every block of code, and commands that exist", () => {
    const blocks = chapter.match(/^ *```(?!sh)\w+$/gm) ?? [];
    expect(recipes.flatMap((recipe) => recipe.steps)).toHaveLength(blocks.length);
    expect(steps.length).toBeGreaterThan(0);
    expect(commands.at(-1)).toMatch(/^npm run unit -- /);
    for (const command of commands.filter((each) => !isGolden(each))) {
      expect(Object.keys(scripts)).toContain(/^npm run (\w+)/.exec(command)?.[1]);
    }
  });
});

describe("typed into a copy of the tree", () => {
  beforeAll(() => {
    for (const name of readdirSync(ROOT).filter((each) => !APART.has(each))) {
      cpSync(join(ROOT, name), join(house, name), { recursive: true });
    }
    symlinkSync(join(ROOT, "node_modules"), join(house, "node_modules"), "junction");
    for (const step of recipes.flatMap(({ steps }) => steps)) typeIn(step);
  }, LIMIT_MS);

  test(
    "all recipes together compile",
    () => {
      const { isDone, output } = run("npm run types");
      expect(output).not.toContain("error TS");
      expect(isDone).toBe(true);
    },
    LIMIT_MS,
  );

  test.each(recipes.map((recipe) => [recipe.name, recipe] as const))(
    "%s passes the tests it names",
    (_name, { commands }) => {
      const isMissingGolden = commands.some(isGolden) && !hasMpmath;
      for (const command of commands) {
        // All recipes are compiled at once above.
        if (command === "npm run types" || (isGolden(command) && !hasMpmath)) continue;
        const { isDone, output } = run(command);
        if (!isMissingGolden) {
          const report = isDone ? "" : output.slice(-REPORT_CHARACTERS);
          expect({ command, report }).toEqual({ command, report: "" });
          continue;
        }
        // Where the golden values cannot be made, the test may report only their absence.
        const failed = Array.from(output.matchAll(/^ *FAIL +(.*)$/gm), ([, title]) => title);
        expect(failed).not.toEqual([]);
        expect(
          failed.filter((title) => !/activations\.test\.ts > .* (?:golden values|digits)/.test(title ?? "")),
        ).toEqual([]);
      }
    },
    LIMIT_MS,
  );
});
