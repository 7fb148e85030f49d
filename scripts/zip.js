/**
 * `npm run zip`: the build as one file, for schools without a host of their own and for USB sticks. The
 * format is the plain part of PKWARE's APPNOTE 6.3: deflated entries, names in UTF-8, no ZIP64. The same
 * build gives the same bytes.
 */
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { ROOT, buildIfStale } from "./house.js";

const DIST = join(ROOT, "dist");
const ZIP = join(ROOT, "initscope.zip");

/** Version 2.0 of the format, the first with deflate and folders. */
const VERSION = 20;
/** Bit 11: names are UTF-8. */
const FLAGS = 1 << 11;
const DEFLATED = 8;
/** 1980-01-01, the first day the format knows: what a build contains does not depend on when it was made. */
const DATE = (1 << 5) | 1;

const HOW_TO_OPEN = `Initscope

Browsers do not run pages like this one from the disk (file:), so this folder wants a server, any server:

    python3 -m http.server 8000        in this folder, then open http://localhost:8000/

or copy the folder to any static host or school server, under any path.

浏览器不能从磁盘（file:）直接运行此页面，需要任意一个简单的服务器：

    python3 -m http.server 8000        在此文件夹中运行，然后打开 http://localhost:8000/

也可以把此文件夹复制到任何静态主机或学校服务器的任意路径下。
`;

/**
 * One entry's fields that its local and its central header share.
 * @param {Buffer} content @param {Buffer} packed @param {Buffer} name
 */
function sharedFields(content, packed, name) {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(FLAGS, 2);
  fields.writeUInt16LE(DEFLATED, 4);
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

/** @param {number} value */
function uint16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/** @param {number} value */
function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/**
 * A ZIP archive.
 * @param {ReadonlyMap<string, Uint8Array>} files contents by path, `/` between folders
 * @returns {Buffer}
 */
export function zipOf(files) {
  /** @type {Buffer[]} */
  const local = [];
  /** @type {Buffer[]} */
  const central = [];
  let offset = 0;
  for (const [path, bytes] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const content = Buffer.from(bytes);
    const name = Buffer.from(path);
    const packed = deflateRawSync(content, { level: 9 });
    const fields = sharedFields(content, packed, name);
    const entry = Buffer.concat([Buffer.from("PK\x03\x04"), fields, name, packed]);
    // Made by version 2.0 on MS-DOS; no comment, first disk, no attributes, then where the entry begins.
    central.push(
      Buffer.from("PK\x01\x02"),
      uint16(VERSION),
      fields,
      Buffer.alloc(2 + 2 + 2 + 4),
      uint32(offset),
      name,
    );
    local.push(entry);
    offset += entry.length;
  }
  const directory = Buffer.concat(central);
  const count = uint16(files.size);
  return Buffer.concat([
    ...local,
    directory,
    Buffer.from("PK\x05\x06"),
    Buffer.alloc(4),
    count,
    count,
    uint32(directory.length),
    uint32(offset),
    uint16(0),
  ]);
}

/** The build in a folder of its own, with a word on how to open it. @returns {Buffer} */
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
