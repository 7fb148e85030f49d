/**
 * `npm run zip`: the build as one file, for schools without a host and for USB sticks. The same build gives
 * the same bytes.
 */
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { zipSync } from "fflate";
import { ROOT, buildIfStale } from "./house.js";

const DIST = join(ROOT, "dist");
const ZIP = join(ROOT, "initscope.zip");

const HOW_TO_OPEN = `Initscope

Browsers do not run pages like this one from the disk (file:), so this folder wants a server, any server:

    python3 -m http.server 8000        in this folder, then open http://localhost:8000/

or copy the folder to any static host or school server, under any path.

浏览器不能从磁盘（file:）直接运行此页面，需要任意一个简单的服务器：

    python3 -m http.server 8000        在此文件夹中运行，然后打开 http://localhost:8000/

也可以把此文件夹复制到任何静态主机或学校服务器的任意路径下。
`;

/**
 * A ZIP archive. Its entries stand in alphabetical order: it does not depend on how a file system lists them.
 * @param {ReadonlyMap<string, Uint8Array>} files contents by path, `/` between folders
 * @returns {Uint8Array}
 */
export function zipOf(files) {
  const entries = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
  // The first day of the format, in local time as the format has it: the same bytes at any time and place.
  return zipSync(Object.fromEntries(entries), { level: 9, mtime: new Date(1980, 0, 1) });
}

/** The build in one folder, with a note on how to open it. @returns {Uint8Array} */
export function zipBuild() {
  /** @type {Map<string, Uint8Array>} */
  const files = new Map([["initscope/README.txt", Buffer.from(HOW_TO_OPEN)]]);
  for (const name of readdirSync(DIST, { recursive: true, encoding: "utf8" })) {
    const path = join(DIST, name);
    if (statSync(path).isFile())
      files.set(`initscope/${relative(DIST, path).split(sep).join("/")}`, readFileSync(path));
  }
  return zipOf(files);
}

if (basename(process.argv[1] ?? "") === "zip.js") {
  if (await buildIfStale()) {
    const zip = zipBuild();
    writeFileSync(ZIP, zip);
    console.log(`${relative(ROOT, ZIP)}: ${(zip.length / 1e6).toFixed(2)} MB`);
  } else process.exitCode = 1;
}
