/** The size budget counts exactly what a first visit loads. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, expect, test } from "vitest";
import { dictionaryFiles, initialFiles } from "./size.js";

const dist = mkdtempSync(join(tmpdir(), "initscope-size-"));
afterAll(() => rmSync(dist, { recursive: true, force: true }));

test("follows static imports, workers and WASM; behind an import(), it follows the dictionaries only", () => {
  const files = {
    "index.html":
      '<link rel="icon" href="./favicon.svg"><link rel="modulepreload" href="./assets/shared.js">' +
      '<link rel="stylesheet" href="./assets/index.css"><script type="module" src="./assets/index.js"></script>',
    "assets/index.css": "",
    "assets/index.js":
      'import{a as b}from"./shared.js";new Worker(new URL("worker.js",import.meta.url),{type:`module`});' +
      "const l=()=>import(`./lesson.js`);",
    "assets/shared.js": 'export{c}from"./deep.js";',
    "assets/deep.js": "import`./side.js`;",
    "assets/side.js": "",
    "assets/worker.js": 'fetch(new URL(`kernels.wasm`,import.meta.url));import("./gpu.js")',
    "assets/kernels.wasm": "",
    "assets/gpu.js": "",
    "assets/lesson.js": 'import"./lessonPart.js"',
    "assets/en-Ab_1-x2C.js": "",
    "assets/zh-DN12lDau.js": "",
    "assets/engine-DN12lDau.js": "",
  };
  mkdirSync(join(dist, "assets"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dist, name), content);
  const names = initialFiles(join(dist, "index.html")).map((file) => relative(dist, file));
  expect(names.toSorted()).toEqual([
    "assets/deep.js",
    "assets/index.css",
    "assets/index.js",
    "assets/kernels.wasm",
    "assets/shared.js",
    "assets/side.js",
    "assets/worker.js",
  ]);
  const dictionaries = dictionaryFiles(join(dist, "index.html")).map((file) => relative(dist, file));
  expect(dictionaries.toSorted()).toEqual(["assets/en-Ab_1-x2C.js", "assets/zh-DN12lDau.js"]);
});
