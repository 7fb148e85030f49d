/**
 * The network over the layers' numbers: input, layers, output. The left half of a node has the brightness of
 * its layer's signal, the right half that of its gradient, both on the scale of the chart above. A drawing
 * only: the buttons below it select.
 */
import { memo, useMemo } from "react";
import { logDomain } from "../../charts/signal.ts";
import { axisEnd, columnCenter, columnLeft } from "../../charts/layerAxis.ts";
import { fittedPx } from "../../charts/fitted.ts";
import type { LayerAxis } from "../../charts/layerAxis.ts";
import type { ChartCell, ChartTone } from "../../charts/cell.ts";
import { streamSource } from "../../experiment/layerLinks.ts";
import { layerRole, ROLE_SIGNS } from "../../experiment/layerRoles.ts";
import type { LayerPlan } from "../../experiment/plan.ts";
import { networkText } from "../../i18n/networkText.ts";
import { useLanguage } from "../../i18n/text.ts";
import type { Language } from "../../i18n/text.ts";
import { useStage } from "../stage.ts";
import { term } from "../term.ts";
import type { PictureCells } from "./data/cells.ts";
import { useHover } from "./frame/hover.ts";
import type { Light } from "./frame/hover.ts";
import { cellsReached } from "./frame/reached.ts";
import type { PictureMetrics } from "./frame/useChartMetrics.ts";
import { NETWORK_PX } from "./networkRoom.ts";
import styles from "./LayerPicker.module.css";

/** Three nodes stand for the units of a layer where columns are wide enough for their edges; else one. */
const ROOMY_PX = 20;
const NODES = 3;
const LARGEST_RADIUS_PX = 4.5;
/** Brightness of the smallest signal on the chart: still told apart from none. */
const FAINTEST = 0.1;

/** Room of the signs of a block's matrices, under its nodes, where columns are wide enough for them. */
const SIGNS_PX = { height: 13, font: 10, leastColumn: 17 } as const;

/** Where the frame of a block ends, and the height at which its stream goes around it. */
const BLOCK_INSET_PX = 2.5;
const STREAM_PX = 1;

/** The blocks with a stream around them: their layers are those behind `from`, up to `end`. */
function blockFrames(
  layers: readonly LayerPlan[],
): readonly { readonly from: number; readonly end: number }[] {
  return layers.flatMap((layer) => {
    const from = streamSource(layer);
    return from === null ? [] : [{ from, end: layer.layerIndex }];
  });
}

interface Shade {
  /** 0..1; null for a half without a positive finite size. */
  readonly forward: number | null;
  readonly backward: number | null;
}

/** The brightness of each layer that is reached: the place of its size between the decades that are shown. */
function shadesOf(
  shown: Readonly<Record<ChartTone, readonly (ChartCell | null)[]>>,
  light: Light | null,
): readonly Shade[] {
  const sizes = [
    ...shown.forward.map((cell) => cell?.stats.std ?? NaN),
    ...shown.backward.map((cell) => cell?.stats.rms ?? NaN),
  ];
  const gradients = cellsReached(shown.backward, "backward", light);
  const { low, high } = logDomain(sizes);
  const shade = (size: number | undefined): number | null =>
    size !== undefined && size > 0 && size < Infinity
      ? FAINTEST + (1 - FAINTEST) * Math.min(1, Math.max(0, (Math.log10(size) - low) / (high - low)))
      : null;
  return cellsReached(shown.forward, "forward", light).map((cell, layer) => ({
    forward: shade(cell?.stats.std),
    backward: shade(gradients[layer]?.stats.rms),
  }));
}

/** Half discs around places: the left half for the signal, the right half for the gradient. */
function halvesPath(places: readonly { x: number; y: number }[], radius: number, tone: ChartTone): string {
  const sweep = tone === "forward" ? 0 : 1;
  return places
    .map(({ x, y }) => `M${x} ${y - radius}a${radius} ${radius} 0 0 ${sweep} 0 ${2 * radius}z`)
    .join("");
}

interface NetworkProps {
  readonly cells: PictureCells;
  readonly axis: LayerAxis;
  readonly metrics: PictureMetrics;
}

/** What the circles mean, for those who rest the pointer on them. */
export const networkTitle = (language: Language): string => networkText(language)("title");

/**
 * The name of a layer behind its number: its own where it was recorded, or its part in a block; else empty.
 */
export function layerName(language: Language, layers: readonly LayerPlan[], layerIndex: number): string {
  const role = layerRole(layers, layerIndex);
  return layers[layerIndex]?.recorded?.name ?? (role === null ? "" : networkText(language)(role));
}

export const NetworkDrawing = memo(function NetworkDrawing({ cells, axis, metrics }: NetworkProps) {
  const n = networkText(useLanguage());
  const { light } = useHover();
  const { concealed } = useStage();
  const layerCount = axis.layerCount;
  const shades = useMemo(() => {
    // The brightness of one direction would tell the size of a concealed one, were they on one scale.
    const shown = (tone: ChartTone, all: readonly (ChartCell | null)[]): readonly (ChartCell | null)[] =>
      concealed.includes(tone) ? all.map(() => null) : all;
    const cellsShown = {
      forward: shown("forward", cells.activations),
      backward: shown("backward", cells.gradients),
    };
    return shadesOf(cellsShown, light);
  }, [cells, concealed, light]);

  const isRoomy = axis.columnPx >= ROOMY_PX;
  const signs = cells.picture.plan.layers.map((_, layer, layers) => {
    const role = layerRole(layers, layer);
    return role === null ? null : ROLE_SIGNS[role];
  });
  const hasSigns = axis.columnPx >= SIGNS_PX.leastColumn && signs.some((sign) => sign !== null);
  const rows = isRoomy ? NODES - (hasSigns ? 1 : 0) : 1;
  const nodesPx = NETWORK_PX - (hasSigns ? SIGNS_PX.height : 0);
  const radius = Math.min(LARGEST_RADIUS_PX, Math.max(1, 0.36 * axis.columnPx));
  const ys = Array.from({ length: rows }, (_, row) => (nodesPx * (row + 0.5)) / rows);
  const inputX = axis.leftPx - Math.min(14, axis.leftPx / 4);
  const outputX = axisEnd(axis) + 2;
  const xs = Array.from({ length: layerCount }, (_, layer) => columnCenter(axis, layer));
  const round = (value: number): number => Math.round(value * 10) / 10;
  const nodesAt = (x: number) => ys.map((y) => ({ x: round(x), y: round(y) }));
  const chain = [inputX, ...xs];
  const edges = chain
    .slice(1)
    .flatMap((to, index) =>
      ys.flatMap((from) =>
        ys.map((y) => `M${round(chain[index] ?? 0)} ${round(from)}L${round(to)} ${round(y)}`),
      ),
    )
    .join("");
  const ends = ys.map((y) => `M${round(xs.at(-1) ?? 0)} ${round(y)}H${round(outputX)}`).join("");
  const blocks = blockFrames(cells.picture.plan.layers).filter(({ end }) => end < layerCount);
  const frames = blocks
    .map(({ from, end }) => {
      const left = columnLeft(axis, from + 1) + 0.1 * axis.columnPx;
      const width = (end - from) * axis.columnPx - 0.2 * axis.columnPx;
      return `M${round(left)} ${BLOCK_INSET_PX}h${round(width)}V${NETWORK_PX - BLOCK_INSET_PX}h${-round(width)}z`;
    })
    .join("");
  const streams = blocks
    .map(({ from, end }) => {
      const [start, stop] = [xs[from] ?? inputX, xs[end] ?? outputX].map(round);
      return `M${start} ${round(ys[0] ?? 0)}V${STREAM_PX}H${stop}V${round(ys[0] ?? 0)}`;
    })
    .join("");
  const lit = light !== null && light.layer < layerCount ? light : null;
  const labelPx = inputX - 2 * radius - 2;
  return (
    <>
      <svg className={styles.network} width={axis.widthPx} height={NETWORK_PX} aria-hidden="true">
        {frames !== "" && <path className={styles.blocks} d={frames} />}
        <path className={styles.edges} d={edges + ends} />
        {streams !== "" && <path className={styles.streams} d={streams} />}
        <path
          className={styles.inputs}
          d={nodesAt(inputX)
            .map(({ x, y }) => `M${x - 3} ${y - 3}h6v6h-6z`)
            .join("")}
        />
        {shades.map((shade, layer) => {
          const places = nodesAt(xs[layer] ?? 0);
          return (
            <g key={layer} strokeWidth={lit?.layer === layer ? 2 : 1}>
              <path
                className={styles.node}
                d={halvesPath(places, radius, "forward") + halvesPath(places, radius, "backward")}
              />
              {(["forward", "backward"] as const).map(
                (tone) =>
                  shade[tone] !== null && (
                    <path
                      key={tone}
                      data-half={tone}
                      className={styles[tone]}
                      fillOpacity={round(100 * shade[tone]) / 100}
                      d={halvesPath(places, radius, tone)}
                    />
                  ),
              )}
            </g>
          );
        })}
        {hasSigns &&
          signs.map((sign, layer) => (
            <text
              key={layer}
              className={styles.sign}
              x={xs[layer]}
              y={NETWORK_PX - BLOCK_INSET_PX - 2.5}
              fontSize={SIGNS_PX.font}
              textAnchor="middle"
            >
              {sign}
            </text>
          ))}
      </svg>
      <span
        {...term(n("title"), "signal", true)}
        className={styles.input}
        style={{
          width: labelPx,
          height: NETWORK_PX,
          fontSize: fittedPx(n("input"), metrics.fontPx, labelPx) ?? metrics.fontPx,
        }}
      >
        {n("input")}
      </span>
    </>
  );
});
