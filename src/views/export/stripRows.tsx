/** The strips of a sheet, and the ratios of two compared networks. */
import type { ReactNode } from "react";
import styles from "../../charts/charts.module.css";
import { StripRow } from "../../charts/StripRow.tsx";
import { STRIP_SHARE } from "../compare/overlay.tsx";
import { pairOf } from "../compare/pair.ts";
import { RATIO_FORMATS, ratioFill } from "../compare/PairCharts.tsx";
import { hasNumbers, isShare, PERCENT, STRIPS, stripsOf, stripsToShow } from "../picture/data/strips.ts";
import type { Overlay } from "../picture/frame/comparison.ts";
import type { SheetContent, SheetRow } from "./sheetContent.ts";

const GAP_PX = 2;
/** Room of a name that stands above its strip. */
const NAME_PX = 16;

interface Strip {
  readonly id: string;
  readonly name: string;
  /**
   * Rows under each other with the letters of their networks; one without a letter where nothing is compared.
   */
  readonly rows: readonly {
    readonly letter: string;
    readonly heightPx: number;
    readonly drawing: ReactNode;
  }[];
}

/** Strips with their names beside them, or above them in a narrow column. */
function stack({ axis, metrics }: SheetContent, strips: readonly Strip[]): SheetRow {
  const { fontPx, isPhone } = metrics;
  let y = 6;
  const pieces = strips.map(({ id, name, rows }) => {
    const top = y + (isPhone ? NAME_PX : 0);
    y = top + rows.reduce((sum, row) => sum + row.heightPx + GAP_PX, 0);
    let rowTop = top;
    return (
      <g key={id}>
        <text
          className={styles.tick}
          x={isPhone ? axis.leftPx : axis.leftPx - (rows.length > 1 ? 22 : 8)}
          y={isPhone ? top - 4 : (top + y - GAP_PX) / 2 + 0.35 * fontPx}
          fontSize={fontPx}
          textAnchor={isPhone ? "start" : "end"}
        >
          {name}
        </text>
        {rows.map((row) => {
          rowTop += row.heightPx + GAP_PX;
          const rowY = rowTop - row.heightPx - GAP_PX;
          return (
            <g key={row.letter} transform={`translate(0 ${rowY})`}>
              {row.letter !== "" && (
                <text
                  className={styles.tick}
                  x={axis.leftPx - 8}
                  y={row.heightPx / 2 + 0.3 * fontPx}
                  fontSize={0.85 * fontPx}
                  textAnchor="end"
                >
                  {row.letter}
                </text>
              )}
              {row.drawing}
            </g>
          );
        })}
      </g>
    );
  });
  return { heading: null, chart: { heightPx: y, pieces } };
}

/** All strips. */
export function stripsRow(content: SheetContent): SheetRow {
  const { s, cells, axis, metrics, comparison } = content;
  const { over } = comparison;
  const strips = stripsOf(cells);
  const { stripPx: heightPx } = metrics;
  const both = ({ hasStrip }: Overlay) => STRIPS.filter((id) => hasNumbers(strips, id) || hasStrip(id));
  return stack(
    content,
    (over === null ? stripsToShow(strips).shown : both(over)).map((id) => {
      const own = <StripRow {...{ axis, metrics, heightPx }} {...strips[id]} isStale={cells.isStale} />;
      const rows = [{ letter: over === null ? "" : "B", heightPx, drawing: own }];
      if (over !== null) {
        const drawing = <>{over.strip(id, axis, metrics)}</>;
        rows.push({ letter: "A", heightPx: STRIP_SHARE * heightPx, drawing });
      }
      return { id, name: `${s(id)}${isShare(id) ? PERCENT : ""}`, rows };
    }),
  );
}

/** Ratios of B to A, layer by layer. */
export function pairRow(content: SheetContent): SheetRow {
  const { c, cells, axis, metrics, reference } = content;
  if (reference === null) return { heading: null, chart: { heightPx: 0, pieces: [] } };
  const pair = pairOf(cells, reference.cells);
  const { stripPx: heightPx } = metrics;
  return stack(
    content,
    (["std", "rms"] as const).map((statistic) => ({
      id: statistic,
      name: c(statistic),
      rows: [
        {
          letter: "",
          heightPx,
          drawing: (
            <StripRow
              {...{ axis, metrics, heightPx }}
              values={pair[statistic]}
              fills={pair[statistic].map(ratioFill)}
              formats={RATIO_FORMATS}
              isStale={cells.isStale}
            />
          ),
        },
      ],
    })),
  );
}
