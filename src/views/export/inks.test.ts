/**
 * The inks of files come from the style sheets of the page. The test reads the sheets themselves, so it
 * notices a change in them.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { classRules, resolveInk, rootDeclarations } from "./inks.ts";

const charts = readFileSync(new URL("../../charts/charts.module.css", import.meta.url), "utf8");
const tokens = readFileSync(new URL("../../styles/tokens.css", import.meta.url), "utf8");

describe("classRules", () => {
  it("reads single classes, lists of them and later additions, and leaves at-rules out", () => {
    const rules = classRules(
      ".a, .b { fill: red; } /* .c {} */ .a { stroke: var(--x) } .a .b { fill: no; } @media print { .a { fill: no; } }",
    );
    expect([...rules.keys()]).toEqual(["a", "b"]);
    expect([...(rules.get("a") ?? [])]).toEqual([
      ["fill", "red"],
      ["stroke", "var(--x)"],
    ]);
  });
});

describe("the sheets of the page", () => {
  const light = rootDeclarations(tokens);

  it("give the light theme's inks", () => {
    expect(light.get("--paper")).toBe("#ffffff");
    expect(light.get("--forward")).toBe("#0072b2");
    expect(light.get("font-family")).toMatch(/Arial.*sans-serif$/);
  });

  it("resolve to a colour or a number in every class, within a direction", () => {
    const rules = classRules(charts);
    const inherited = new Map([...light, ...(rules.get("forward") ?? [])]);
    expect(rules.size).toBeGreaterThan(20);
    for (const declarations of rules.values()) {
      for (const value of declarations.values()) expect(resolveInk(value, inherited)).not.toContain("var(");
    }
    expect(resolveInk("var(--tone)", inherited)).toBe("#0072b2");
  });

  it("show undeclared properties instead of hiding them", () => {
    expect(resolveInk("var(--nothing)", light)).toBe("var(--nothing)");
  });
});
