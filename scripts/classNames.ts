/**
 * Names for the classes of CSS modules: readable in development and in unit tests, short in the build, where
 * each stands in the style sheet and in the script of a first visit.
 */
import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Plugin } from "vite";

/**
 * Vite's pattern of a readable name: the file, the class, and a hash of the path, because two files may
 * have one name.
 */
export const READABLE_NAME = "[name]__[local]--[hash:base64:5]";

const BASE = 36;

/**
 * Names classes by their place: `c`, the number of the file among all modules in alphabetical order, `-`, the
 * number of the class within the file. The same sources give the same names, and no two classes share one.
 * @param root folder of the project
 * @returns for `css.modules.generateScopedName`
 */
export function classNamer(root: string): (name: string, file: string) => string {
  const source = join(root, "src");
  const pathOf = (file: string): string => relative(source, file).split(sep).join("/");
  const files = new Map(
    readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".module.css"))
      .map((path) => pathOf(join(source, path)))
      .toSorted()
      .map((path, index) => [path, index]),
  );
  const classes = new Map<string, Map<string, number>>();
  return (name, file) => {
    const path = pathOf(file.replace(/\?.*$/s, ""));
    // A module that is new since the first look at the folder: `vite build --watch` keeps its names.
    if (!files.has(path)) files.set(path, files.size);
    const known = classes.get(path) ?? new Map<string, number>();
    classes.set(path, known);
    if (!known.has(name)) known.set(name, known.size);
    return `c${(files.get(path) ?? 0).toString(BASE)}-${(known.get(name) ?? 0).toString(BASE)}`;
  };
}

/** Replaces the readable names by short ones when the site is built. */
export function shortClassNames(root: string): Plugin {
  return {
    name: "initscope:short-class-names",
    apply: "build",
    config: () => ({ css: { modules: { generateScopedName: classNamer(root) } } }),
  };
}
