/** Compares activations and derivatives of an engine in the built page with float64, from 1e-30 to 1e4. */
import { activations } from "../src/catalog/activations.ts";
import type { ActivationEntry } from "../src/catalog/activationEntry.ts";
import type { EngineChoice } from "../src/engine/engine.ts";
import { expect } from "./fixtures.ts";
import type { InitscopePage } from "./initscopePage.ts";

const UNITS = 256;
/** One input of ones: z is the weight itself, or a sum of many weights where the largest std is too small. */
const SCALES: readonly string[] = [
  ...Array.from({ length: 17 }, (_, index) => `in=1&std=1e${2 * index - 30}`),
  ...[64, 512, 2048].map((inputs) => `in=${inputs}&std=100`),
];

/** 4e-6 relative; 1e-7 absolute where |z| >= 1 leaves a tail, less in proportion nearer to 0. */
const RELATIVE = 4e-6;
const ABSOLUTE = 1e-7;

interface Points {
  readonly z: number[];
  readonly value: number[];
  readonly upstream: number[];
  readonly delta: number[];
}

/** z, phi(z) and both gradients at every scale, in the page's float32. */
function pointsOf(initscope: InitscopePage, id: string, engine: EngineChoice): Promise<Points> {
  const links = SCALES.map(
    (scale, index) =>
      `#v=1&depth=1&width=${UNITS}&batch=1&x=constant&init=normal&${scale}&act=${id}&seed=${index}`,
  );
  return initscope.page.evaluate(
    async ([hashes, choice]) => {
      const points: Points = { z: [], value: [], upstream: [], delta: [] };
      for (const hash of hashes) {
        const run = await window.initscope?.run(hash, { engine: choice, capture: true });
        const layer = run?.captured?.layers[0];
        if (layer === undefined) throw new Error("nothing was captured");
        points.z.push(...layer.pre_activation);
        points.value.push(...layer.activation);
        points.upstream.push(...layer.grad_activation);
        points.delta.push(...layer.grad_pre_activation);
      }
      return points;
    },
    [links, engine] as const,
  );
}

/** Largest step between neighbours of log10 |z|: the grid has no gaps. */
function widestGap(z: readonly number[]): number {
  const decades = z.map((value) => Math.log10(Math.abs(value))).sort((a, b) => a - b);
  const inside = decades.filter((value) => value >= -30 && value <= 4);
  return inside.reduce((widest, value, index) => Math.max(widest, value - (inside[index - 1] ?? -30)), 0);
}

function isOff(actual: number, expected: number, z: number): boolean {
  const allowed = Math.max(RELATIVE * Math.abs(expected), ABSOLUTE * Math.min(1, Math.abs(z)));
  return !(Math.abs(actual - expected) <= allowed);
}

/** Every activation and its derivative, over 34 decades and both signs. */
export async function expectAccurate(initscope: InitscopePage, engine: EngineChoice): Promise<void> {
  for (const entry of activations as readonly ActivationEntry[]) {
    const { z, value, upstream, delta } = await pointsOf(initscope, entry.id, engine);
    expect(z).toHaveLength(SCALES.length * UNITS);
    expect(Math.max(...z.map(Math.abs))).toBeGreaterThan(1e4);
    expect(widestGap(z)).toBeLessThan(0.2);
    const parameter = entry.parameter?.default ?? 0;
    const wrong = z.flatMap((x, index) => {
      const [f, df] = [entry.f(x, parameter), entry.df(x, parameter)];
      const [a = NaN, g = NaN, d = NaN] = [value[index], upstream[index], delta[index]];
      return isOff(a, f, x) || isOff(d / g, df, x) ? [{ x, f, a, df, slope: d / g }] : [];
    });
    expect(wrong.slice(0, 5), entry.id).toEqual([]);
  }
}
