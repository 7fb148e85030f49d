/** The sizes of the charts: what fits on which screen. */
import { describe, expect, it } from "vitest";
import { EDGE_EM } from "../../../charts/AxisTitle.tsx";
import { estimateTextWidth, formatPower } from "../../../charts/format.ts";
import { chartMetrics } from "./useChartMetrics.ts";

const PAGE = { theme: "system", mode: "page", hide: [] } as const;
const plotsPx = ({ signalPx, rowPx }: ReturnType<typeof chartMetrics>): number => signalPx + 2 * rowPx;

describe("the height of the charts", () => {
  it("grows with the window, and stays readable in a low one", () => {
    expect(plotsPx(chartMetrics({ ...PAGE, width: 1440, height: 900 }))).toBeGreaterThan(
      plotsPx(chartMetrics({ ...PAGE, width: 1440, height: 800 })),
    );
    expect(plotsPx(chartMetrics({ ...PAGE, width: 1440, height: 300 }))).toBe(344);
  });

  it("leaves the strips in sight on a projector, and is larger in a presentation, which has them below", () => {
    const projector = { ...PAGE, theme: "projector", width: 1920, height: 1080 } as const;
    expect(plotsPx(chartMetrics(projector))).toBeLessThanOrEqual(425);
    expect(plotsPx(chartMetrics({ ...projector, mode: "present" }))).toBeGreaterThan(510);
  });
});

describe.each([
  ["phone", { ...PAGE, width: 390, height: 844 }],
  ["desktop", { ...PAGE, width: 1440, height: 900 }],
  ["projector", { ...PAGE, theme: "projector", width: 1920, height: 1080 }],
] as const)("the margin of the charts: %s", (_, screen) => {
  it("holds the title of an axis beside its widest tick", () => {
    const { margin, fontPx } = chartMetrics(screen);
    const TICK_GAP_PX = 8;
    const LEAST_GAP_PX = 4;
    const titlePx = (EDGE_EM + 0.5) * fontPx;
    const tickPx = estimateTextWidth(formatPower(-12), fontPx) + TICK_GAP_PX;
    expect(margin.left).toBeGreaterThanOrEqual(titlePx + LEAST_GAP_PX + tickPx);
  });
});
