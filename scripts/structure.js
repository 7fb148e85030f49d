/**
 * Counts the files of src/, its circles and its imports that run back up: `npm run structure [folder of a
 * checkout]`. An import is any of `import`, `import type`, `export ... from` and `import()`, from one file of
 * src/ to another.
 *
 * A circle is a set of files each of which reaches every other by imports.
 *
 * An import runs back up in one of two ways:
 * 1. Between rooms (folders of src/), it goes from a lower room to a higher one in the order of `ROOMS`.
 * 2. Within a room, take two neighbours in one folder, each a file or a folder with all its files. Where both
 *    import from each other, the direction with fewer imports runs back up; of equal numbers, one of the two.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix, sep } from "node:path";
import { argv } from "node:process";
import { pathToFileURL } from "node:url";
import { ROOT } from "./house.js";

/**
 * From low to high, as drawn in docs/architecture.md; rooms on one line do not see each other's direction.
 */
const ROOMS = [
  ["styles", "i18n", "math"],
  ["catalog", "ui"],
  ["experiment", "weights"],
  ["charts", "engine", "link"],
  ["export", "store"],
  ["content", "lessons"],
  ["views"],
  ["app"],
  ["main.tsx"],
];
/** Files that are no module of the program, or that, as src/testing, stand outside its rooms. */
const LEFT_OUT = /(^|\/)(assembly|generated|golden|testing|published)\/|\.test\.tsx?$/;
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)"(\.[^"?]+)"/g;

/** @typedef {ReadonlyMap<string, string>} Sources text by path from src/, with `/` */
/** @typedef {ReadonlyMap<string, ReadonlySet<string>>} Graph what each file imports */

/** @param {string} root @returns {Sources} */
export function readSources(root) {
  const src = join(root, "src");
  return new Map(
    readdirSync(src, { recursive: true, encoding: "utf8" })
      .map((name) => name.split(sep).join("/"))
      .filter((name) => /\.tsx?$/.test(name) && !LEFT_OUT.test(name))
      .sort()
      .map((name) => [name, readFileSync(join(src, name), "utf8")]),
  );
}

/** @param {Sources} sources @returns {Graph} */
export function graphOf(sources) {
  /** @param {string} file @param {string} text */
  const importsOf = (file, text) =>
    Array.from(text.matchAll(IMPORT), ([, path = ""]) => posix.join(posix.dirname(file), path));
  return new Map(
    Array.from(sources, ([file, text]) => [
      file,
      new Set(importsOf(file, text).filter((target) => sources.has(target) && target !== file)),
    ]),
  );
}

/**
 * Tarjan 1972.
 * @param {Graph} graph
 * @returns {readonly (readonly string[])[]} each with its files in order
 */
export function circlesOf(graph) {
  /** @type {Map<string, { index: number, low: number, isOpen: boolean }>} */
  const states = new Map();
  /** @type {string[]} */
  const open = [];
  /** @type {string[][]} */
  const circles = [];
  /** @param {string} file */
  function visit(file) {
    const state = { index: states.size, low: states.size, isOpen: true };
    states.set(file, state);
    open.push(file);
    for (const target of graph.get(file) ?? []) {
      const known = states.get(target);
      if (known === undefined) state.low = Math.min(state.low, visit(target).low);
      else if (known.isOpen) state.low = Math.min(state.low, known.index);
    }
    if (state.low === state.index) {
      const component = open.splice(open.indexOf(file));
      for (const member of component) Object.assign(states.get(member) ?? {}, { isOpen: false });
      if (component.length > 1) circles.push(component.sort());
    }
    return state;
  }
  for (const file of graph.keys()) if (!states.has(file)) visit(file);
  return circles;
}

/**
 * The folder two files share, and the neighbours in it that hold them.
 * @param {string} a
 * @param {string} b
 */
function neighbours(a, b) {
  const [left, right] = [a.split("/"), b.split("/")];
  const depth = left.findIndex((part, index) => part !== right[index]);
  return { depth, from: left.slice(0, depth + 1).join("/"), to: right.slice(0, depth + 1).join("/") };
}

/** @param {string} room */
const heightOf = (room) => ROOMS.findIndex((level) => level.includes(room));

/** @param {Graph} graph @returns {readonly string[]} imports that run back up, as `from -> to` */
export function upwardOf(graph) {
  /** @type {string[]} */
  const upward = [];
  /** Imports within a room, by the neighbours they join. @type {Map<string, string[]>} */
  const between = new Map();
  for (const [file, targets] of graph) {
    for (const target of targets) {
      const { depth, from, to } = neighbours(file, target);
      const line = `${file} -> ${target}`;
      if (depth > 0) {
        between.set(`${from} ${to}`, [...(between.get(`${from} ${to}`) ?? []), line]);
      } else if (heightOf(from) < heightOf(to)) upward.push(line);
    }
  }
  for (const [pair, lines] of between) {
    const [from = "", to = ""] = pair.split(" ");
    const back = between.get(`${to} ${from}`)?.length ?? 0;
    if (lines.length < back || (lines.length === back && from < to)) upward.push(...lines);
  }
  return upward;
}

if (import.meta.url === pathToFileURL(argv[1] ?? "").href) {
  const graph = graphOf(readSources(argv[2] ?? ROOT));
  const circles = circlesOf(graph);
  const upward = upwardOf(graph);
  console.log(`${graph.size} files`);
  console.log(`${upward.length} imports that run back up${upward.map((line) => `\n  ${line}`).join("")}`);
  console.log(`${circles.length} circles`);
  for (const files of circles) console.log(`  ${files.length} files: ${files.join(", ")}`);
}
