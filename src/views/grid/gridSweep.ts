/**
 * A sweep of one or two settings: networks for every value or pair of values, at a reduced size and with one
 * seed or several, and one number of each. Pure.
 */
import { clampTo, isUsed, LIMITS, taskOf } from "../../experiment/config.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import { moveTo, planePointOf } from "../../experiment/planePoint.ts";
import { backwardFactor, forwardFactor, statsOf } from "../../experiment/readings.ts";
import type { LayerResult, TensorId } from "../../experiment/result.ts";
import { isSliderKey, SETTING_KEYS, SETTINGS } from "../../experiment/settings.ts";
import type { SliderKey } from "../../experiment/settings.ts";
import { isTrainable } from "../../experiment/training/trainingPlan.ts";
import { POSITIONS, valueAt } from "../../ui/sliderScale.ts";

/** Values of either of two settings, and of one alone. */
const STEPS = 8;
const LINE_STEPS = 12;
/** Widths and batches are cut to these, unless they are swept. */
export const GRID_WIDTH = 128;
export const GRID_BATCH = 64;
/** The tensors that the numbers are made of. */
export const GRID_TENSORS = ["activation", "grad_activation"] as const satisfies readonly TensorId[];

/** The size of the weights and the width have controls of their own; the others have a slider. */
export type GridAxis = "weights" | "width" | SliderKey;

/** Numbers of a network that is not trained. */
export const RUN_FIGURES = ["forward", "backward", "std", "rms", "cosine", "saturated", "dead"] as const;
export type RunFigure = (typeof RUN_FIGURES)[number];
export type GridFigure = RunFigure | "loss";

/** Trainings of a sweep end here, unless their steps are swept. */
export const GRID_STEPS = 300;

/**
 * The numbers that networks like this one can be asked for; only those with a task can be trained, and a
 * setting of training shows in nothing else.
 */
export function figuresOf(config: ExperimentConfig, axes: readonly GridAxis[] = []): readonly GridFigure[] {
  if (axes.some(isOfTraining)) return ["loss"];
  return canLearn(config) ? [...RUN_FIGURES, "loss"] : RUN_FIGURES;
}

const canLearn = (config: ExperimentConfig): boolean => taskOf(config) !== null && isTrainable(config);

const isOfTraining = (axis: GridAxis): boolean =>
  axis !== "weights" && axis !== "width" && SETTINGS[axis].group === "training";

/** The scale of inputs beyond any network's and the size of a data set are left to their controls. */
const LEFT_OUT: readonly string[] = ["inputScale", "inputShift", "points"];

/** The settings that can be swept beside the others of a configuration. */
export function axesOf(config: ExperimentConfig): readonly GridAxis[] {
  const sliders = SETTING_KEYS.filter(isSliderKey).filter(
    (key) =>
      isUsed(config, key) &&
      (SETTINGS[key].group !== "training" || canLearn(config)) &&
      !LEFT_OUT.includes(key),
  );
  return ["weights", "width", ...sliders];
}

/** Deeper networks take longer than a sweep may. */
const DEEPEST = 64;

/** The values of a setting, ascending, each once. */
export function valuesOf(axis: GridAxis, steps = STEPS): readonly number[] {
  const share = Array.from({ length: steps }, (_, index) => index / (steps - 1));
  if (axis === "weights") return share.map((at) => Number((0.5 + 2 * at).toPrecision(3)));
  if (axis === "width") return share.map((at) => Math.round(8 * 2 ** (5 * at)));
  const { slider, limit } = SETTINGS[axis];
  const end = axis === "depth" ? { ...slider, max: DEEPEST } : slider;
  const scale = { ...end, isInteger: limit.isInteger };
  const values = share.map((at) => clampTo(LIMITS[axis], valueAt(scale, at * POSITIONS)));
  return [...new Set(values)];
}

/** The changes that give a configuration a value of a setting. */
export function withValue(
  config: ExperimentConfig,
  axis: GridAxis,
  value: number,
): Partial<ExperimentConfig> {
  if (axis === "weights") return moveTo(config, { sigmaW: value, sigmaB: planePointOf(config)?.sigmaB ?? 0 });
  return { [axis]: value };
}

/** What a sweep runs through: one setting as lines, or two as a map. */
export interface GridAxes {
  readonly across: GridAxis;
  readonly up: GridAxis | typeof LINES;
}

/** In the place of a second setting: the first one alone, as a line with a band over seeds. */
export const LINES = "lines";

/** A value, or pair of values, of a sweep. */
export interface GridPlace {
  /** Values across and up. */
  readonly at: readonly number[];
  readonly patch: Partial<ExperimentConfig>;
}

export interface GridPlaces {
  readonly columns: readonly number[];
  /** From the largest value down, as they stand on the screen; one without a value for lines. */
  readonly rows: readonly (number | null)[];
  /** `[rows, columns]` */
  readonly cells: readonly GridPlace[];
}

/** All places of a sweep. */
export function placesOf(config: ExperimentConfig, { across, up }: GridAxes): GridPlaces {
  if (up === LINES) {
    const columns = valuesOf(across, LINE_STEPS);
    const cells = columns.map((x) => ({ at: [x], patch: withValue(config, across, x) }));
    return { columns, rows: [null], cells };
  }
  const columns = valuesOf(across);
  const rows = valuesOf(up).toReversed();
  const cells = rows.flatMap((y) =>
    columns.map((x) => ({ at: [x, y], patch: patchOf(config, { across, up }, [x, y]) })),
  );
  return { columns, rows, cells };
}

/** One network of a sweep. */
export interface GridMember {
  /** Index of its place. */
  readonly cell: number;
  readonly seed: number;
  readonly config: ExperimentConfig;
}

/** Every network of a sweep: all places with one seed before the next, so that the picture is there soon. */
export function membersOf(
  config: ExperimentConfig,
  { across, up, seeds }: GridAxes & { readonly seeds: number },
  cells: readonly GridPlace[],
): readonly GridMember[] {
  const axes = up === LINES ? [across] : [across, up];
  return Array.from({ length: seeds }, (_, index) => (config.seed + index) >>> 0).flatMap((seed) =>
    cells.map(({ patch }, cell) => ({ cell, seed, config: reducedFor({ ...config, ...patch, seed }, axes) })),
  );
}

/** What adopting a cell changes. */
export function patchOf(
  config: ExperimentConfig,
  { across, up }: { readonly across: GridAxis; readonly up: GridAxis },
  [x, y]: readonly [number, number],
): Partial<ExperimentConfig> {
  // The size of the weights stands last: it depends on the biases that the other may set.
  const [first, second] =
    across === "weights"
      ? ([
          [up, y],
          [across, x],
        ] as const)
      : ([
          [across, x],
          [up, y],
        ] as const);
  const patch = withValue(config, first[0], first[1]);
  return { ...patch, ...withValue({ ...config, ...patch }, second[0], second[1]) };
}

/** The configuration at a size that many runs can afford. */
export function reducedFor(config: ExperimentConfig, axes: readonly GridAxis[]): ExperimentConfig {
  const { width, inputWidth, batch } = config;
  const cut = (units: number): number => Math.min(GRID_WIDTH, units);
  const isSwept = axes.includes("width");
  return {
    ...config,
    width: isSwept ? width : typeof width === "number" ? cut(width) : width.map(cut),
    inputWidth: inputWidth === null ? null : cut(inputWidth),
    batch: axes.includes("batch") ? Math.min(1024, batch) : Math.min(GRID_BATCH, batch),
    steps: axes.includes("steps") ? config.steps : Math.min(GRID_STEPS, config.steps),
  };
}

/** A number of a finished network; NaN where it has none, as a factor per layer of a single layer. */
export function figureOf(layers: readonly LayerResult[], figure: RunFigure): number {
  const last = layers.at(-1);
  if (last === undefined) return NaN;
  switch (figure) {
    case "forward":
      return layers.length < 2 ? NaN : forwardFactor(layers);
    case "backward":
      return layers.length < 2 ? NaN : backwardFactor(layers);
    case "std":
      return statsOf(layers, -1, "activation").std;
    case "rms":
      return statsOf(layers, 0, "grad_activation").rms;
    case "cosine":
      return last.similarity.cosine;
    case "saturated":
      return last.saturated;
    case "dead":
      return last.deadUnits;
    default:
      return figure satisfies never;
  }
}

/** The colour of a number: a side and a share of its ink. Factors and sizes have 1 in the middle. */
export function inkOf(
  figure: GridFigure,
  value: number,
): { readonly side: "less" | "more" | "plain"; readonly share: number } {
  const MOST = 0.6;
  if (figure === "cosine" || figure === "saturated" || figure === "dead")
    return { side: "plain", share: MOST * Math.min(1, Math.max(0, value)) };
  // Small losses are dark: none at 10, all of the ink at a thousandth.
  if (figure === "loss")
    return { side: "plain", share: MOST * Math.min(1, Math.max(0, (1 - Math.log10(value)) / 4)) };
  // Half or twice as much per layer, and a millionfold over a network, have the full colour.
  const reach = figure === "forward" || figure === "backward" ? Math.LN2 : 6 * Math.LN10;
  const log = Math.log(value) / reach;
  return { side: log < 0 ? "less" : "more", share: MOST * Math.min(1, Math.abs(log)) };
}

/** What the panel shows. */
export interface GridView extends GridAxes {
  readonly figure: GridFigure;
  /** Networks of each place, which differ by their seeds. */
  readonly seeds: number;
}

/** Numbers of seeds to choose from. */
const MAP_SEEDS = [1, 3, 4, 5, 6, 7, 8] as const;
const LINE_SEEDS = [3, 4, 5, 6, 7, 8] as const;
const USUAL = { map: 1, lines: 5 } as const;

export const usualSeeds = (up: GridView["up"]): number => USUAL[up === LINES ? "lines" : "map"];

export function seedsOf(up: GridView["up"]): readonly number[] {
  return up === LINES ? LINE_SEEDS : MAP_SEEDS;
}

const ALL_AXES: readonly GridAxis[] = ["weights", "width", ...SETTING_KEYS.filter(isSliderKey)];
const GRID = "grid";

/** The view of a link's word, `grid.weights.depth.forward.s3`; what has no meaning is as by default. */
export function gridViewOf(text: string, config: ExperimentConfig): GridView {
  const [, across, up, figure, seeds] = text.split(".");
  const axes = axesOf(config);
  const axisOf = (id: string | undefined, usual: GridAxis): GridAxis =>
    axes.find((axis) => axis === id) ?? usual;
  const first = axisOf(across, "weights");
  const wished = axisOf(up, "depth");
  const other = wished === first ? (ALL_AXES.find((axis) => axis !== first) ?? "width") : wished;
  const second = up === LINES ? LINES : other;
  const figures = figuresOf(config, second === LINES ? [first] : [first, second]);
  return {
    across: first,
    up: second,
    figure: figures.find((id) => id === figure) ?? figures[0] ?? "forward",
    seeds: seedsOf(second).find((count) => `s${count}` === seeds) ?? usualSeeds(second),
  };
}

export function gridWord({ across, up, figure, seeds }: GridView): string {
  return [GRID, across, up, figure, ...(seeds === usualSeeds(up) ? [] : [`s${seeds}`])].join(".");
}

/** A finished network: its values, its seed, and what is known of it. */
interface Finished {
  readonly at: readonly number[];
  readonly seed: number;
}

/** A row for every network with all its numbers. */
export function gridCsv(
  names: readonly string[],
  networks: readonly (Finished & { readonly layers: readonly LayerResult[] })[],
): string {
  const rows = networks.map(({ at, seed, layers }) =>
    [...at, ...RUN_FIGURES.map((figure) => figureOf(layers, figure)), seed].join(","),
  );
  return fileOf([[...names.map(quoted), ...RUN_FIGURES, "seed"].join(","), ...rows]);
}

/** A row for every trained network with its loss. */
export function lossCsv(
  names: readonly string[],
  networks: readonly (Finished & { readonly loss: number })[],
): string {
  const rows = networks.map(({ at, seed, loss }) => [...at, loss, seed].join(","));
  return fileOf([[...names.map(quoted), "loss", "seed"].join(","), ...rows]);
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const fileOf = (lines: readonly string[]): string => `\uFEFF${lines.join("\r\n")}\r\n`;
