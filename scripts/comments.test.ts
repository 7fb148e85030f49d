/** Comments are at most 110 columns wide, in every language here. The formatter checks code. */
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./house.js";

/** The formatter's width for code. */
const MOST_COLUMNS = 110;
const FOLDERS = ["bench", "e2e", "scripts", "src", "tools"];
const COMMENTED = /\.(?:ts|tsx|js|css|py)$/;
/** Generated files, or data. */
const NOT_WRITTEN = /(?:^|[/\\])(?:generated|golden|node_modules|\.cache)[/\\]/;

/** Lines that are a comment, or end with one, and are too wide; counted from 1. */
function wideComments(text: string, isPython = false): readonly number[] {
  let isInBlock = false;
  return text.split("\n").flatMap((line, index) => {
    const code = line.trim();
    const isBlock = isInBlock || (!isPython && /^\{?\/\*/.test(code));
    if (isBlock) isInBlock = !code.includes("*/");
    const isLine = code.startsWith(isPython ? "# " : "//");
    // A line with a quote may hold the slashes of an address in a string.
    const isTrailing = !isPython && /\s\/\/ /.test(code) && !/["'`]/.test(code);
    return (isBlock || isLine || isTrailing) && Array.from(line).length > MOST_COLUMNS ? [index + 1] : [];
  });
}

const files = FOLDERS.filter((folder) => existsSync(join(ROOT, folder))).flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => COMMENTED.test(path) && !NOT_WRITTEN.test(path))
    .filter((path) => statSync(join(ROOT, path)).isFile()),
);

test("every comment fits the width", () => {
  expect(files.length).toBeGreaterThan(500);
  const wide = files.flatMap((path) =>
    wideComments(readFileSync(join(ROOT, path), "utf8"), path.endsWith(".py")).map(
      (line) => `${path}:${line}`,
    ),
  );
  expect(wide).toEqual([]);
});

const word = "x".repeat(MOST_COLUMNS);

test.each([
  ["a line comment", `const a = 1;\n// ${word}`, [2]],
  ["a comment behind code", `const a = 1; // ${word}`, [1]],
  ["a block on one line", `/** ${word} */\nconst a = 1;`, [1]],
  ["a line of a block", `/**\n * ${word}\n */`, [2]],
  ["a comment in JSX", `<p>\n  {/* ${word} */}\n</p>`, [2]],
])("%s that is too wide is found", (_what, text, lines) => {
  expect(wideComments(text)).toEqual(lines);
});

test("code, strings and comments that fit pass", () => {
  expect(wideComments(`const a = "https://${word}";\n/* short */\nconst b = "${word}";`)).toEqual([]);
  expect(wideComments(`/** short */\n${word};`)).toEqual([]);
  expect(wideComments(`# ${word}`, true)).toEqual([1]);
  expect(wideComments(`a = "${word}"`, true)).toEqual([]);
});
