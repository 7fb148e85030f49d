/**
 * Theory in the form the signal chart draws: per layer a prediction and the band of finite width around it.
 */
import type { SignalTheory } from "../../../charts/signal.ts";
import type { LayerBand } from "../../../experiment/theory/finiteWidth.ts";
import type { Plan } from "../../../experiment/plan.ts";
import { theoryOfPlan } from "../../../experiment/theory/planTheory.ts";
import type { PlanTheory } from "../../../experiment/theory/planTheory.ts";
import type { PictureTheory } from "./pictureTheory.ts";
import { alongStream } from "./streams.ts";

/** Theory's lines of the streams; they have no bands. */
function streamLines(plan: Plan, { layers }: PlanTheory) {
  if (!layers.some(({ stream }) => stream !== null)) return {};
  const line = (of: "std" | "gradientRms"): SignalTheory => {
    const values = alongStream(
      plan.layers,
      (layerIndex) => layers[layerIndex]?.stream?.[of] ?? null,
      (layerIndex) => layers[layerIndex]?.[of] ?? null,
    ).map((value) => value ?? NaN);
    const none = values.map(() => NaN);
    return { line: values, bandLow: none, bandHigh: none };
  };
  return { streams: { forward: line("std"), backward: line("gradientRms") } };
}

function linesOf(plan: Plan, theory: PlanTheory): PictureTheory["lines"] {
  const { layers, bands } = theory;
  if (layers.length === 0) return null;
  const series = (
    line: readonly number[],
    factorsOf: (band: LayerBand) => readonly [low: number, high: number],
  ): SignalTheory => {
    const factors = line.map((_, layerIndex): readonly [number, number] => {
      const band = bands?.[layerIndex];
      return band === undefined ? [NaN, NaN] : factorsOf(band);
    });
    return {
      line,
      bandLow: line.map((value, layerIndex) => value * (factors[layerIndex]?.[0] ?? NaN)),
      bandHigh: line.map((value, layerIndex) => value * (factors[layerIndex]?.[1] ?? NaN)),
    };
  };
  return {
    ...streamLines(plan, theory),
    forward: series(
      layers.map(({ std }) => std),
      (band) => [band.stdLow, band.stdHigh],
    ),
    backward: series(
      layers.map(({ gradientRms }) => gradientRms),
      (band) => [band.gradientLow, band.gradientHigh],
    ),
  };
}

/** Theory's prediction for a plan, with the lines of the chart. */
export function theoryOf(plan: Plan): PictureTheory {
  const theory = theoryOfPlan(plan);
  return { ...theory, lines: linesOf(plan, theory) };
}
