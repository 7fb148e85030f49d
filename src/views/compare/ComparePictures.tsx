/** The charts of compared networks, A over B or all side by side, and the bar that names them. */
import { useMemo } from "react";
import { CHART_TONES } from "../../charts/cell.ts";
import { layerAxis } from "../../charts/layerAxis.ts";
import { useCompareText } from "../../i18n/compareText.ts";
import { useAppStore } from "../../store/store.ts";
import { ALONE } from "../picture/frame/comparison.ts";
import { FramedDistributionChart } from "../picture/distribution/FramedDistributionChart.tsx";
import { LayerPicker } from "../picture/LayerPicker.tsx";
import type { PicturesProps } from "../picture/picturesProps.ts";
import { FramedSignalChart } from "../picture/signal/FramedSignalChart.tsx";
import { StripsChart } from "../picture/strips/StripsChart.tsx";
import { ViewChoices } from "../picture/distribution/ViewChoices.tsx";
import { Shown } from "../screen.ts";
import { CompareBar } from "./CompareBar.tsx";
import { CompareColumns } from "./CompareColumns.tsx";
import { axesOf, overlayOf } from "./overlay.tsx";
import { PairLegend, PairStrips } from "./PairCharts.tsx";
import { pinnedCells } from "./pinnedCells.ts";

/** A over B. */
function OverlaidPictures({ cells, widthPx, metrics, theory, ...rest }: PicturesProps) {
  const c = useCompareText();
  const first = useAppStore((state) => state.pinned[0]);
  const reference = first === undefined ? null : pinnedCells(first);
  const caption = c("outline");
  const comparison = useMemo(
    () =>
      reference === null
        ? ALONE
        : {
            ...axesOf([reference]),
            over: overlayOf(reference, {
              legend: ({ markPx }) => <PairLegend markPx={markPx} />,
              caption,
            }),
          },
    [reference, caption],
  );
  const layerCount = Math.max(cells.results.length, reference?.results.length ?? 0);
  const { left, right } = metrics.margin;
  const axis = useMemo(
    () => layerAxis(layerCount, widthPx, { left, right }),
    [layerCount, widthPx, left, right],
  );
  const common = { ...rest, cells, axis, metrics, comparison };
  return (
    <>
      <Shown part="signal">
        <FramedSignalChart {...common} theory={theory} />
      </Shown>
      <LayerPicker {...{ cells, axis, metrics }} />
      {reference !== null && (
        <Shown part="strips">
          <PairStrips {...{ cells, reference, axis, metrics }} />
        </Shown>
      )}
      <Shown part="activations">
        <FramedDistributionChart
          {...common}
          tone="forward"
          aside={
            <ViewChoices
              isCompared
              tones={CHART_TONES}
              rows={{ network: cells, axis, comparison, bins: metrics.bins }}
            />
          }
        />
      </Shown>
      <Shown part="gradients">
        <FramedDistributionChart {...common} tone="backward" expectedLoss={theory.loss} />
      </Shown>
      <Shown part="strips">
        <StripsChart {...common} />
      </Shown>
    </>
  );
}

export function ComparePictures(props: PicturesProps) {
  const isSideBySide = useAppStore(({ pins, view }) => pins.length > 1 || view.isSideBySide);
  return (
    <>
      <Shown part="compare">
        <CompareBar />
      </Shown>
      {isSideBySide ? <CompareColumns {...props} /> : <OverlaidPictures {...props} />}
    </>
  );
}
