/** The drawings of the coordinate check and of the best rates: one SVG each, on the screen and as a file. */
import { LinesChart } from "../../charts/LinesChart.tsx";
import type { LineEntry } from "../../charts/LinesChart.tsx";
import { decadesOf } from "../../charts/lines.ts";
import { formatCosine, superscript } from "../../charts/format.ts";
import { CHECK_WIDTHS } from "../../experiment/training/coordinateCheck.ts";
import type { LayerGrowth, Parametrization } from "../../experiment/training/coordinateCheck.ts";
import { VALLEY_EXPONENTS } from "../../experiment/training/rateValley.ts";
import type { ValleyColumn } from "../../experiment/training/rateValley.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import type { CoordinatesTextKey } from "../../i18n/coordinatesText.ts";

export type Translate = TranslatePart<CoordinatesTextKey>;

export interface DrawingSize {
  readonly widthPx: number;
  readonly fontPx: number;
}

/** Below this many ems of width the two parametrisations stand beside each other, and steps below. */
const NARROW_EM = 46;
const GAP_EM = 2.4;

/** Lines get darker from the first to the last. */
const opacityOf = (index: number, count: number): number => 0.35 + (0.65 * (index + 1)) / Math.max(1, count);

/** A file of its own has a ground. */
const Paper = () => <rect width="100%" height="100%" style={{ fill: "var(--paper)" }} />;

interface ByKind<T> {
  readonly kind: Parametrization;
  readonly of: T;
}

/** `[steps + 1, layers]` of both parametrisations. */
export type Growths = readonly ByKind<readonly (readonly LayerGrowth[])[]>[];

function layerLines(layers: readonly LayerGrowth[]): readonly LineEntry[] {
  return layers.map(({ sizes }, layer) => {
    const isReadout = layer === layers.length - 1;
    return {
      id: String(layer),
      ink: isReadout ? "--forward" : "--strip",
      opacity: isReadout ? 1 : opacityOf(layer, layers.length - 1),
      strokePx: isReadout ? 2.4 : 1.5,
      points: sizes.map((size, index) => ({ x: Math.log2(CHECK_WIDTHS[index] ?? NaN), ...size })),
    };
  });
}

/** Every step a small chart: standard in one row, muP in the next; in columns where there is less room. */
export function SizesDrawing({
  growths,
  widthPx,
  fontPx,
  t,
}: DrawingSize & { readonly growths: Growths; readonly t: Translate }) {
  const isNarrow = widthPx < NARROW_EM * fontPx;
  const left = 3.4 * fontPx;
  const gap = GAP_EM * fontPx;
  const steps = growths[0]?.of.length ?? 0;
  const columns = isNarrow ? growths.length : steps;
  const rows = isNarrow ? steps : growths.length;
  const width = (widthPx - left - gap - (columns - 1) * gap) / columns;
  const height = Math.min(0.95 * width, 13 * fontPx);
  const rowPx = height + 4.6 * fontPx;
  const decades = decadesOf(
    growths.flatMap(({ of }) =>
      of.flatMap((layers) => layers.flatMap(({ sizes }) => sizes.map((s) => s.mean))),
    ),
  );
  const ticks = CHECK_WIDTHS.filter((_, index) => index % 2 === 0).map((units) => ({
    at: Math.log2(units),
    label: String(units),
  }));
  return (
    <svg
      width={widthPx}
      height={rows * rowPx}
      fontSize={fontPx}
      role="img"
      aria-label={labelOf(t, steps - 1)}
    >
      <Paper />
      {growths.map(({ kind, of }, own) =>
        of.map((layers, step) => {
          const [column, row] = isNarrow ? [own, step] : [step, own];
          const when = step === 0 ? t("before") : t("step", { step });
          const slope = layers.at(-1)?.slope ?? NaN;
          return (
            <LinesChart
              key={`${kind} ${step}`}
              left={left + column * (width + gap)}
              top={row * rowPx + 2.2 * fontPx}
              {...{ width, height, fontPx, decades, ticks }}
              title={column === 0 || isNarrow ? t("kindWhen", { kind: t(kind), when }) : when}
              note={Number.isNaN(slope) ? "" : t("note", { slope: formatCosine(slope) })}
              lines={layerLines(layers)}
              across={[Math.log2(CHECK_WIDTHS[0]), Math.log2(CHECK_WIDTHS.at(-1) ?? 2)]}
              hasLabelsUp={column === 0}
            />
          );
        }),
      )}
    </svg>
  );
}

const labelOf = (t: Translate, steps: number): string =>
  t("drawing.label", { low: CHECK_WIDTHS[0], high: CHECK_WIDTHS.at(-1) ?? 0, steps });

export type Valleys = readonly ByKind<readonly ValleyColumn[]>[];

/** Loss against rate, a line for every width, with the best rate marked. */
export function ValleyDrawing({
  valleys,
  widthPx,
  fontPx,
  t,
}: DrawingSize & { readonly valleys: Valleys; readonly t: Translate }) {
  const isNarrow = widthPx < 34 * fontPx;
  const left = 3.4 * fontPx;
  const labelPx = 2.6 * fontPx;
  const columns = isNarrow ? 1 : valleys.length;
  const width = Math.min(32 * fontPx, (widthPx - columns * (left + labelPx)) / columns);
  const height = Math.min(0.62 * width, 18 * fontPx);
  const rowPx = height + 4.6 * fontPx;
  const decades = decadesOf(
    valleys.flatMap(({ of }) => of.flatMap(({ losses }) => losses.map(({ mean }) => mean))),
  );
  const places = VALLEY_EXPONENTS.toReversed();
  const ticks = places
    .filter((_, index) => index % 2 === 0)
    .map((at) => ({ at, label: `2${superscript(at)}` }));
  return (
    <svg
      width={widthPx}
      height={(valleys.length / columns) * rowPx}
      fontSize={fontPx}
      role="img"
      aria-label={t("rates.label")}
    >
      <Paper />
      {valleys.map(({ kind, of }, own) => (
        <LinesChart
          key={kind}
          left={left + (isNarrow ? 0 : own * (width + left + labelPx))}
          top={(isNarrow ? own : 0) * rowPx + 2.2 * fontPx}
          {...{ width, height, fontPx, decades, ticks }}
          title={t(kind)}
          lines={of.map(({ width: units, losses, best }, index) => ({
            id: String(units),
            ink: "--strip",
            opacity: opacityOf(index, of.length),
            strokePx: 1.8,
            points: losses.map((loss, at) => ({ x: VALLEY_EXPONENTS[at] ?? NaN, ...loss })).toReversed(),
            marked: best < 0 ? -1 : losses.length - 1 - best,
            label: String(units),
          }))}
          across={[places[0] ?? 0, places.at(-1) ?? 1]}
          hasLabelsUp
        />
      ))}
    </svg>
  );
}
