/**
 * What the map of trainability shows, as a word of a link: `boundary`, or
 * `boundary.scale.relu.x0_5.y-1.s0_25`. Pure.
 */
import { BOUNDARY_ACTIVATIONS, BOUNDARY_WIDTHS } from "../../experiment/boundary/boundaryNetwork.ts";
import type { BoundaryNetwork } from "../../experiment/boundary/boundaryNetwork.ts";

/** Rates of the hidden layers and of the last one; or the rate of all and the scale of the start. */
export const BOUNDARY_AXES = ["rates", "scale"] as const;
export type BoundaryAxes = (typeof BOUNDARY_AXES)[number];

export const BOUNDARY_STEPS = [100, 300, 1000] as const;
/** Colours: how fast, or the boundary alone. */
export const BOUNDARY_INKS = ["pace", "edge"] as const;
export type BoundaryInk = (typeof BOUNDARY_INKS)[number];

/** A square of the plane, in decades: its middle and its side. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly span: number;
}

export interface BoundaryView extends Omit<BoundaryNetwork, "seed"> {
  readonly axes: BoundaryAxes;
  readonly ink: BoundaryInk;
  readonly viewport: Viewport;
}

/** The whole map of either pair of axes. */
export const WHOLE: Readonly<Record<BoundaryAxes, Viewport>> = {
  rates: { x: 1, y: 0, span: 5 },
  scale: { x: 0, y: 0, span: 4 },
};

const USUAL: BoundaryView = {
  axes: "rates",
  ink: "pace",
  activation: "tanh",
  layers: 2,
  width: 16,
  steps: 300,
  viewport: WHOLE.rates,
};

/** Beyond it float32 overflows or does not move. */
const FURTHEST = 6;
const MOST_SPAN = 8;
/** Nearer than this, float32 has no more numbers than there are pixels: its steps are 5e-8 of a decade. */
export const LEAST_SPAN = 2e-5;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** A square that can be shown. */
export function clampViewport({ x, y, span }: Viewport): Viewport {
  return {
    x: clamp(x, -FURTHEST, FURTHEST),
    y: clamp(y, -FURTHEST, FURTHEST),
    span: clamp(span, LEAST_SPAN, MOST_SPAN),
  };
}

/**
 * A viewport nearer by a factor, about a place that stays.
 * @param place shares of the side, from the left and from below
 */
export function zoomed(
  { x, y, span }: Viewport,
  factor: number,
  [across, up]: readonly [number, number] = [0.5, 0.5],
): Viewport {
  const next = clamp(span / factor, LEAST_SPAN, MOST_SPAN);
  return clampViewport({
    x: x + (across - 0.5) * (span - next),
    y: y + (up - 0.5) * (span - next),
    span: next,
  });
}

/** A viewport moved by shares of its side: the picture goes the other way. */
export function moved({ x, y, span }: Viewport, across: number, up: number): Viewport {
  return clampViewport({ x: x + across * span, y: y + up * span, span });
}

/** A number of a link: a point would end the word. */
function numberWord(value: number, digits: number): string {
  // Never in powers of ten: they have a sign of their own.
  const rounded = Number(value.toFixed(digits));
  // A zero has no sign.
  return (rounded + 0)
    .toFixed(digits)
    .replace(/\.?0+$/, "")
    .replace(".", "_");
}

const NUMBER = /^([xys])(-?\d{1,2}(?:_\d{1,9})?)$/;

/** Digits behind the point that tell a thousandth of the side. */
const digitsOf = (span: number): number => Math.min(9, Math.max(2, Math.ceil(3 - Math.log10(span))));

/** What a link shows; words without a meaning are left out, numbers beyond their ends cut to them. */
export function boundaryViewOf(text: string): BoundaryView {
  const words = text.split(".").slice(1);
  const has = <Id extends string | number>(ids: readonly Id[], mark: (id: Id) => string): Id | undefined =>
    ids.find((id) => words.includes(mark(id)));
  const axes = has(BOUNDARY_AXES, String) ?? USUAL.axes;
  const numbers = new Map<string, number>();
  for (const word of words) {
    const [, name = "", number = ""] = NUMBER.exec(word) ?? [];
    if (name !== "") numbers.set(name, Number(number.replace("_", ".")));
  }
  const whole = WHOLE[axes];
  return {
    axes,
    ink: has(BOUNDARY_INKS, String) ?? USUAL.ink,
    activation: has(BOUNDARY_ACTIVATIONS, String) ?? USUAL.activation,
    layers: words.includes("deep") ? 3 : 2,
    width: has(BOUNDARY_WIDTHS, (width) => `w${width}`) ?? USUAL.width,
    steps: has(BOUNDARY_STEPS, (steps) => `t${steps}`) ?? USUAL.steps,
    viewport: clampViewport({
      x: numbers.get("x") ?? whole.x,
      y: numbers.get("y") ?? whole.y,
      span: numbers.get("s") ?? whole.span,
    }),
  };
}

/** The word of a view; what is as by default is left out. */
export function boundaryWord({
  axes,
  ink,
  activation,
  layers,
  width,
  steps,
  viewport,
}: BoundaryView): string {
  const whole = WHOLE[axes];
  const isWhole = (["x", "y", "span"] as const).every((key) => viewport[key] === whole[key]);
  const digits = digitsOf(viewport.span);
  return [
    "boundary",
    ...(axes === USUAL.axes ? [] : [axes]),
    ...(activation === USUAL.activation ? [] : [activation]),
    ...(layers === USUAL.layers ? [] : ["deep"]),
    ...(width === USUAL.width ? [] : [`w${width}`]),
    ...(steps === USUAL.steps ? [] : [`t${steps}`]),
    ...(ink === USUAL.ink ? [] : [ink]),
    ...(isWhole
      ? []
      : [
          `x${numberWord(viewport.x, digits)}`,
          `y${numberWord(viewport.y, digits)}`,
          `s${numberWord(viewport.span, digits)}`,
        ]),
  ].join(".");
}
