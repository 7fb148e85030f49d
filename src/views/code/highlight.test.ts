import fc from "fast-check";
import { expect, it } from "vitest";
import { highlight } from "./highlight.ts";

const kinds = (source: string) =>
  highlight(source)
    .filter(({ kind }) => kind !== "plain")
    .map(({ kind, text }) => [kind, text]);

it("finds strings, comments and keywords, and none inside another", () => {
  expect(kinds('def f():\n    """for # all"""\n    return "#"  # if\n')).toEqual([
    ["keyword", "def"],
    ["string", '"""for # all"""'],
    ["keyword", "return"],
    ["string", '"#"'],
    ["comment", "# if"],
  ]);
});

it("gives measured numbers the ink of their direction", () => {
  const lines =
    "z[1] = a[0] @ W[1].T  # std 1.4\ndz[1] = g  # std 2\nW[1] = x  # std 3\nda[1] = g  # 4 % not finite";
  expect(kinds(lines).map(([kind]) => kind)).toEqual(["forward", "backward", "comment", "backward"]);
});

it("loses no character", () => {
  const source = fc.array(fc.constantFrom('"', '"""', "#", "\n", "\\", "def ", "x", " = ", "# std 1"));
  fc.assert(
    fc.property(source, (pieces) => {
      const text = pieces.join("");
      expect(
        highlight(text)
          .map((part) => part.text)
          .join(""),
      ).toBe(text);
    }),
  );
});
