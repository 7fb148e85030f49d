/**
 * The numbers that a lesson's text can name, computed from its runs: `{{std@3}}` is the std of the
 * activations of layer 3, `{{std}}` of the last layer, `{{2.std}}` of the step's second run. They have names
 * and are not functions, so that a lesson in a file can use them too.
 */
import { weightStd } from "../../../catalog/initializers.ts";
import {
  backwardFactor,
  backwardRatio,
  firstOverflow,
  forwardFactor,
  nonFiniteShare,
  shareBelow,
  statsOf,
  streamShare,
  unitContrast,
} from "../../../experiment/readings.ts";
import { predict } from "../../../experiment/theory/theory.ts";
import type { NumberFormat } from "../../claims/claim.ts";
import { lessonRun } from "./lesson.ts";
import type { LessonRun, SketchQuantity } from "./lesson.ts";

export interface LessonNumber {
  readonly format: NumberFormat;
  readonly value: number;
}

interface NumberEntry {
  readonly format: NumberFormat;
  /** @param layer counted from 0, or from the end when negative */
  readonly read: (run: LessonRun, layer: number) => number;
}

const theoryAt = ({ plan }: LessonRun, layer: number) => predict(plan).layers.at(layer);
const weightOf = ({ plan }: LessonRun, layer: number): number => {
  const found = plan.layers.at(layer);
  return found === undefined ? NaN : weightStd(found.weight, found.fanIn, found.units);
};

/** A thousandth of the RMS: smaller entries carry no signal. */
const TINY = 1e-3;

const number = (read: NumberEntry["read"]): NumberEntry => ({ format: "number", read });
const factor = (read: NumberEntry["read"]): NumberEntry => ({ format: "factor", read });
const percent = (read: NumberEntry["read"]): NumberEntry => ({ format: "percent", read });
const share = (read: NumberEntry["read"]): NumberEntry => ({ format: "share", read });
const count = (read: NumberEntry["read"]): NumberEntry => ({ format: "count", read });

/** Every number by its name. */
const ENTRIES = new Map<string, NumberEntry>(
  Object.entries({
    // Of one layer.
    mean: number(({ layers }, layer) => statsOf(layers, layer, "activation").mean),
    std: number(({ layers }, layer) => statsOf(layers, layer, "activation").std),
    rms: number(({ layers }, layer) => statsOf(layers, layer, "activation").rms),
    batch_std: number(({ layers }, layer) => statsOf(layers, layer, "activation").batchStd),
    unit_std: number(({ layers }, layer) => statsOf(layers, layer, "activation").unitStd),
    variance: number(({ layers }, layer) => statsOf(layers, layer, "activation").std ** 2),
    second_moment: number(({ layers }, layer) => statsOf(layers, layer, "activation").rms ** 2),
    z_rms: number(({ layers }, layer) => statsOf(layers, layer, "pre_activation").rms),
    gradient: number(({ layers }, layer) => statsOf(layers, layer, "grad_activation").rms),
    stream: number(({ layers }, layer) => statsOf(layers, layer, "stream").rms),
    stream_gradient: number(({ layers }, layer) => statsOf(layers, layer, "grad_stream").rms),
    stream_share: share(({ plan, layers }, layer) => streamShare(plan, layers, layer)),
    delta: number(({ layers }, layer) => statsOf(layers, layer, "grad_pre_activation").rms),
    weight_gradient: number(({ layers }, layer) => statsOf(layers, layer, "grad_weight").rms),
    weight_std: number(weightOf),
    contrast: number(({ layers }, layer) => unitContrast(statsOf(layers, layer, "activation"))),
    cosine: number(({ layers }, layer) => layers.at(layer)?.similarity.cosine ?? NaN),
    zeros: share(({ layers }, layer) => {
      const { sketch } = statsOf(layers, layer, "activation");
      return sketch.zeros / sketch.count;
    }),
    tiny_gradients: share(({ layers }, layer) => {
      const delta = statsOf(layers, layer, "grad_pre_activation");
      return shareBelow(delta, TINY * delta.rms);
    }),
    saturated: share(({ layers }, layer) => layers.at(layer)?.saturated ?? NaN),
    dead: share(({ layers }, layer) => layers.at(layer)?.deadUnits ?? NaN),
    not_finite: share(({ layers }, layer) => nonFiniteShare(statsOf(layers, layer, "activation"))),
    theory_std: number((run, layer) => theoryAt(run, layer)?.std ?? NaN),
    theory_cosine: number((run, layer) => theoryAt(run, layer)?.cosine ?? NaN),
    theory_gradient: number((run, layer) => theoryAt(run, layer)?.gradientRms ?? NaN),
    theory_backward: factor((run, layer) => Math.sqrt(theoryAt(run, layer)?.chi ?? NaN)),
    theory_backward_kept: percent((run, layer) => Math.sqrt(theoryAt(run, layer)?.chi ?? NaN)),
    fan_in: count(({ plan }, layer) => plan.layers.at(layer)?.fanIn ?? NaN),
    fan_out: count(({ plan }, layer) => plan.layers.at(layer)?.units ?? NaN),
    // Of the whole network.
    forward: factor(({ layers }) => forwardFactor(layers)),
    backward: factor(({ layers }) => backwardFactor(layers)),
    // The same as people say a loss: what a layer passes on, in per cent.
    forward_kept: percent(({ layers }) => forwardFactor(layers)),
    backward_kept: percent(({ layers }) => backwardFactor(layers)),
    forward_ratio: number(
      ({ layers }) => statsOf(layers, -1, "activation").std / statsOf(layers, 0, "activation").std,
    ),
    backward_ratio: number(({ layers }) => backwardRatio(layers)),
    weight_gradient_ratio: number(({ layers }) => backwardRatio(layers, "grad_weight")),
    largest_weight_gradient: number(({ layers }) =>
      Math.max(...layers.map((_, layer) => statsOf(layers, layer, "grad_weight").rms)),
    ),
    first_overflow: count(({ layers }) => firstOverflow(layers)),
    // Of a training.
    loss: number(({ training }) => training?.loss ?? NaN),
    first_loss: number(({ training }) => training?.firstLoss ?? NaN),
    validation_loss: number(({ training }) => training?.validation ?? NaN),
    weight_rms: number(({ layers }, layer) => statsOf(layers, layer, "weight").rms),
    weight_rms_ratio: number(
      ({ layers }) => statsOf(layers, 0, "weight").rms / statsOf(layers, -1, "weight").rms,
    ),
    delta_ratio: number(
      ({ layers }) =>
        statsOf(layers, 0, "grad_pre_activation").rms / statsOf(layers, -1, "grad_pre_activation").rms,
    ),
    depth: count(({ plan }) => plan.layers.length),
    batch: count(({ plan }) => plan.batch),
  }),
);

/** All names. */
export const NUMBER_NAMES: readonly string[] = [...ENTRIES.keys()];

const PLACEHOLDER = /\{\{(?:(\d)\.)?([a-z_]+)(?:@(\d{1,3}))?\}\}/g;

/** The numbers that a text names, as written between its braces. */
export function numbersIn(text: string): readonly string[] {
  return Array.from(text.matchAll(PLACEHOLDER), ([whole]) => whole.slice(2, -2));
}

/** Whether a number of this name exists, whatever the runs and layers. */
export function isNumberName(name: string): boolean {
  const [, , id = ""] = new RegExp(PLACEHOLDER.source).exec(`{{${name}}}`) ?? [];
  return ENTRIES.has(id);
}

/** A number from finished runs. @throws when there is no such number, run or layer: an error in the lesson */
export function readNumber(name: string, runs: readonly LessonRun[]): LessonNumber {
  const [, run = "1", id = "", layer] = new RegExp(PLACEHOLDER.source).exec(`{{${name}}}`) ?? [];
  const entry = ENTRIES.get(id);
  if (entry === undefined) throw new Error(`unknown number: ${name} (expected a name of numbers.ts)`);
  const value = entry.read(lessonRun(runs, Number(run) - 1), layer === undefined ? -1 : Number(layer) - 1);
  return { format: entry.format, value };
}

/** All numbers that a text names, by name. A missing one is NaN, and the screen shows it so. */
export function numbersOf(text: string, runs: readonly LessonRun[]): ReadonlyMap<string, LessonNumber> {
  return new Map(
    numbersIn(text).map((name) => {
      try {
        return [name, readNumber(name, runs)] as const;
      } catch {
        // A teacher's lesson may name a layer that its experiment does not have.
        return [name, { format: "number", value: NaN }] as const;
      }
    }),
  );
}

/** The reference for a sketch: one value per layer. */
export function layerValues(quantity: SketchQuantity, run: LessonRun): readonly number[] {
  return run.layers.map((_, layer) => readNumber(`${quantity}@${layer + 1}`, [run]).value);
}
