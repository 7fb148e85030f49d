/** The small multiples of the batch-norm study: against depth above, against batch size below. */
import { PlainChart } from "../../charts/PlainChart.tsx";
import type { PlainLine } from "../../charts/PlainChart.tsx";
import { NORM_BATCHES, NORM_NUMBERS } from "../../experiment/batchNormStudy.ts";
import type { BatchNormTextKey } from "../../i18n/batchNormText.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import type { NormRow } from "./batchNormView.ts";

interface NormDrawingProps {
  readonly rows: readonly NormRow[];
  readonly depth: number;
  readonly widthPx: number;
  readonly fontPx: number;
  readonly t: TranslatePart<BatchNormTextKey>;
}

type Key = (typeof NORM_NUMBERS)[number];

const INKS: Readonly<Record<Key, string>> = {
  spread: "--forward",
  gradient: "--backward",
  cosine: "--strip",
};
/** Below this many ems the charts stand in two columns: depth left, batch right. */
const NARROW_EM = 52;

/** Lines get darker with the batch. */
const opacityOf = (batch: number): number => 0.3 + 0.1 * NORM_BATCHES.findIndex((each) => each === batch);

/** Numbers of all layers, a line for each batch size. */
function depthLines(rows: readonly NormRow[], key: Key): readonly PlainLine[] {
  const line = (row: NormRow, values: readonly number[], isDashed: boolean): PlainLine => ({
    id: `${row.batch} ${String(isDashed)}`,
    points: values.map((value, layer) => [layer + 1, value]),
    ink: isDashed ? "--theory" : INKS[key],
    opacity: opacityOf(row.batch),
    isDashed,
  });
  return rows.flatMap((row) => [
    line(row, row.measured[key], false),
    ...(row.expected === null ? [] : [line(row, row.expected[key], true)]),
  ]);
}

/** The last layer's number, or the growth per layer, by batch size. */
function batchLines(rows: readonly NormRow[], key: Key): readonly PlainLine[] {
  const points = (numbersOf: (row: NormRow) => number): PlainLine["points"] =>
    rows.map((row) => [Math.log2(row.batch), numbersOf(row)]);
  return [
    {
      id: "measured",
      points: points(({ growth, measured }) => (key === "gradient" ? growth : (measured[key].at(-1) ?? NaN))),
      ink: INKS[key],
      opacity: 1,
      hasMarks: true,
    },
    {
      id: "expected",
      points: points(({ expectedGrowth, expected }) =>
        key === "gradient" ? expectedGrowth : (expected?.[key].at(-1) ?? NaN),
      ),
      ink: "--theory",
      opacity: 1,
      isDashed: true,
    },
  ];
}

export function NormDrawing({ rows, depth, widthPx, fontPx, t }: NormDrawingProps) {
  const isNarrow = widthPx < NARROW_EM * fontPx;
  const left = 3.4 * fontPx;
  const columns = isNarrow ? 2 : NORM_NUMBERS.length;
  const width = (widthPx - columns * left - fontPx) / columns;
  const height = Math.min(0.75 * width, 12 * fontPx);
  const rowPx = height + 5.6 * fontPx;
  const layerTicks = [...new Set([1, Math.ceil(depth / 2), depth])].map((at) => ({ at, label: String(at) }));
  const batchTicks = NORM_BATCHES.filter((_, index) => index % 2 === 0).map((batch) => ({
    at: Math.log2(batch),
    label: String(batch),
  }));
  return (
    <svg
      width={widthPx}
      height={(isNarrow ? NORM_NUMBERS.length : 2) * rowPx}
      fontSize={fontPx}
      role="img"
      aria-label={t("drawing.label")}
    >
      <rect width="100%" height="100%" style={{ fill: "var(--paper)" }} />
      {NORM_NUMBERS.flatMap((key, index) =>
        ([0, 1] as const).map((against) => {
          const [column, row] = isNarrow ? [against, index] : [index, against];
          const isDepth = against === 0;
          return (
            <PlainChart
              key={`${key} ${against}`}
              left={left + column * (width + left)}
              top={row * rowPx + 1.8 * fontPx}
              {...{ width, height, fontPx }}
              roomPx={left}
              title={t(isDepth ? `${key}.depth` : `${key}.batch`)}
              across={t(isDepth ? "layer" : "batch")}
              ends={isDepth ? [1, Math.max(2, depth)] : [2, 8]}
              ticks={isDepth ? layerTicks : batchTicks}
              scale={key === "gradient" && isDepth ? "log" : "linear"}
              lines={isDepth ? depthLines(rows, key) : batchLines(rows, key)}
            />
          );
        }),
      )}
    </svg>
  );
}
