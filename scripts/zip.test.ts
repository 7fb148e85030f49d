/** The archive of a build: complete, and the same bytes for the same files. */
import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { zipOf } from "./zip.js";

const FILES = new Map([
  ["initscope/index.html", Buffer.from("<!doctype html>".repeat(20))],
  ["initscope/使用说明.txt", Buffer.from("打开")],
  ["initscope/empty.js", Buffer.alloc(0)],
]);

test("holds every file under its name", () => {
  const unpacked = Object.entries(unzipSync(zipOf(FILES)));
  expect(new Map(unpacked.map(([name, content]) => [name, Buffer.from(content)]))).toEqual(FILES);
});

test("gives the same bytes whatever the order of the files and the time zone", () => {
  const zone = process.env["TZ"];
  const zip = Buffer.from(zipOf(FILES));
  process.env["TZ"] = "Pacific/Auckland";
  const other = Buffer.from(zipOf(new Map([...FILES].toReversed())));
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
  expect(other.equals(zip)).toBe(true);
});
