/** Kinds of dropped files: by their entries, so that a name alone opens nothing. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { kindOf } from "./openFile.ts";

const file = (name: string, text: string): File => new File([text], name);

it.each([
  ["run.json", '{"format":"initscope-trace","version":1,"steps":[]}', "trace"],
  ["run.json.gz", "\u001f\u008b", "trace"],
  ["points.CSV", "a,b\n1,2\n", "table"],
  ["list.json", '{"title":"","entries":[]}', "lecture"],
  ["notes.txt", "hello", "trace"],
  ["null.json", "null", "trace"],
  ["steps.json", '{"steps":3}', "trace"],
] as const)("%s", async (name, text, kind) => {
  expect(await kindOf(file(name, text))).toBe(kind);
});

it("the example of the documentation is a lesson", async () => {
  const text = readFileSync(new URL("../../docs/lesson-example.json", import.meta.url), "utf8");
  expect(await kindOf(file("lesson.json", text))).toBe("lesson");
});
