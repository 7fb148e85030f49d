/** The faults of mutation testing: each changes what the module does, once it is switched on. */
import { transformWithOxc } from "vite";
import { afterEach, expect, it } from "vitest";
import { mutate } from "./mutants.ts";

const MODULE = `
export function clamp(x: number, { low = 0, high = 10 }: { low?: number; high?: number } = {}): number {
  if (Number.isNaN(x)) throw new RangeError("invalid x: NaN");
  const list: readonly number[] = [low, x as number];
  const kind = x > high ? ("above" as const) : "within";
  const names: string[] = [];
  names.push(kind);
  return names[0] === "above" ? high : Math.max(...list) ?? -1;
}
`;

afterEach(() => {
  Reflect.deleteProperty(globalThis, "activeMutant");
});

async function load(code: string): Promise<(x: number) => unknown> {
  const { code: plain } = await transformWithOxc(code, "module.ts");
  const address = `data:text/javascript,${encodeURIComponent(plain)}`;
  return ((await import(/* @vite-ignore */ address)) as { clamp: (x: number) => unknown }).clamp;
}

const answers = (clamp: (x: number) => unknown): unknown[] =>
  [-3, 0, 4, 10, 11, Number.NaN].map((x) => {
    try {
      return clamp(x);
    } catch (error) {
      return String(error);
    }
  });

it("writes a module that does what it did, until a fault is switched on", async () => {
  const { code, mutants } = mutate("module.ts", MODULE);
  const clamp = await load(code);
  const right = [0, 0, 4, 10, 10, "RangeError: invalid x: NaN"];
  expect(answers(clamp)).toEqual(right);
  const changed = mutants.filter(({ id }) => {
    Object.assign(globalThis, { activeMutant: id });
    return JSON.stringify(answers(clamp)) !== JSON.stringify(right);
  });
  // Those that change nothing here: defaults and texts that these answers do not depend on.
  expect(changed.length).toBeGreaterThan(mutants.length / 2);
  expect(mutants.map(({ original, replacement }) => `${original} -> ${replacement}`)).toEqual(
    expect.arrayContaining([
      "x > high -> (x) >= (high)",
      'names[0] === "above" -> (names[0]) !== ("above")',
      "Math.max(...list) -> Math.min(...list)",
      "Number.isNaN(x) -> false",
      "Number.isNaN(x) -> true",
      "names.push(kind); -> ",
      "0 -> 1",
    ]),
  );
  // Types, keys and messages are no faults.
  expect(mutants.some(({ original }) => original.includes("invalid x"))).toBe(false);
});
