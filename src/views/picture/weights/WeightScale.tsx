/**
 * One slider for the size of all weights, on the width of the charts: a tenth to ten times the size it began
 * with, the laws of the textbooks as ticks, and what theory makes of each size as zones.
 */
import { fittedPx } from "../../../charts/fitted.ts";
import { useEffect, useId, useMemo, useState } from "react";
import type { LayerAxis } from "../../../charts/layerAxis.ts";
import { formatNumber } from "../../../charts/format.ts";
import { scaleMarks, weightScaleOf, withWeightScale, zoneAt } from "../../../experiment/weightScale.ts";
import type { ScaleZone } from "../../../experiment/weightScale.ts";
import type { ExperimentConfig } from "../../../experiment/config.ts";
import { useScaleText } from "../../../i18n/scaleText.ts";
import { useAppStore } from "../../../store/store.ts";
import { Range } from "../../../ui/Slider.tsx";
import type { SliderScale } from "../../../ui/sliderScale.ts";
import { useIsLocked } from "../../screen.ts";
import styles from "./WeightScale.module.css";

/** Ten times less and ten times more than the size the slider began with. */
const FACTORS: SliderScale = { kind: "log", min: 0.1, max: 10, step: 0.01, isInteger: false };
/** Theory is asked at this many sizes, evenly spaced: a border is then right to within a twentieth. */
const SAMPLES = 49;
/** Sizes asked between two frames; the theory of the deepest network takes some milliseconds. */
const AT_ONCE = 4;
/** Labels of ticks closer than this share of the width are written as one. */
const SAME_PLACE = 0.045;

/** A narrower zone has no room for its word; its shade and the words beside it say what it is. */
const LEAST_WORDED = 0.07;
/** Ticks closer than this have no room for both their names between them. */
const CLOSE = 0.2;

const shareOf = (factor: number): number =>
  Math.log(factor / FACTORS.min) / Math.log(FACTORS.max / FACTORS.min);
const factorAt = (share: number): number => FACTORS.min * (FACTORS.max / FACTORS.min) ** share;

/** Everything but the size itself: where this changes, the slider begins anew. */
function lawOf(config: ExperimentConfig): string {
  return JSON.stringify({ ...config, initializerParameters: {}, seed: 0, batch: 0 });
}

/** The zones over the slider, sample by sample, as far as they are known. */
function useZones(config: ExperimentConfig, law: string, base: number): readonly (ScaleZone | null)[] {
  const [known, setKnown] = useState<{ readonly of: string; readonly zones: readonly (ScaleZone | null)[] }>({
    of: "",
    zones: [],
  });
  const of = `${law} ${String(base)}`;
  useEffect(() => {
    const zones: (ScaleZone | null)[] = [];
    let timer = setTimeout(function ask() {
      for (let i = 0; i < AT_ONCE && zones.length < SAMPLES; i++)
        zones.push(zoneAt(config, base * factorAt((zones.length + 0.5) / SAMPLES)));
      if (zones.length < SAMPLES) timer = setTimeout(ask);
      else setKnown({ of, zones });
    });
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- equal laws mean equal zones
  }, [of]);
  return known.of === of ? known.zones : [];
}

/** The type of labels and ticks, 0.93rem, and the gap of the label from the track. */
const TYPE_PX = 15;
const LABEL_GAP_PX = 8;

/** Names of neighbouring ticks turn away from each other, and those at the ends inwards. */
function sideOf(before: number | undefined, share: number, after: number | undefined): string | undefined {
  if (share > 1 - CLOSE / 2 || (after !== undefined && after - share < CLOSE)) return styles.toLeft;
  if (share < CLOSE / 2 || (before !== undefined && share - before < CLOSE)) return styles.toRight;
  return undefined;
}

interface Stretch {
  readonly zone: ScaleZone | null;
  readonly from: number;
  readonly to: number;
}

/** Neighbouring samples of one zone as one stretch, in shares of the width. */
function stretchesOf(zones: readonly (ScaleZone | null)[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const [index, zone] of zones.entries()) {
    const last = stretches.at(-1);
    const to = (index + 1) / zones.length;
    if (last?.zone === zone) stretches[stretches.length - 1] = { ...last, to };
    else stretches.push({ zone, from: index / zones.length, to });
  }
  return stretches;
}

export function WeightScale({ axis }: { readonly axis: LayerAxis }) {
  const config = useAppStore((state) => state.config);
  const scale = weightScaleOf(config);
  return scale !== null && <ScaleSlider {...{ axis, config, scale }} />;
}

function ScaleSlider(props: {
  readonly axis: LayerAxis;
  readonly config: ExperimentConfig;
  readonly scale: number;
}) {
  const { axis, config, scale } = props;
  const w = useScaleText();
  const id = useId();
  const changeConfig = useAppStore((state) => state.changeConfig);
  const isLocked = [useIsLocked("weights"), useIsLocked("controls")].includes(true);
  const law = lawOf(config);
  const [start, setStart] = useState({ law, base: scale });
  const reach = scale / start.base;
  // A rounded parameter may stand a little beyond the end.
  const isOutside = reach < FACTORS.min * 0.98 || reach > FACTORS.max * 1.02;
  if (start.law !== law || isOutside) setStart({ law, base: scale });
  const { base } = start;

  const zones = useZones(config, law, base);
  const stretches = useMemo(() => stretchesOf(zones), [zones]);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- equal laws mean equal marks
  const marks = useMemo(() => scaleMarks(config), [law]);
  const ticks: { share: number; names: string[] }[] = [];
  for (const mark of marks.toSorted((a, b) => a.scale - b.scale)) {
    const share = shareOf(mark.scale / base);
    if (share < 0 || share > 1) continue;
    const last = ticks.at(-1);
    if (last !== undefined && share - last.share < SAME_PLACE) last.names.push(w(mark.id));
    else ticks.push({ share, names: [w(mark.id)] });
  }
  const zone = zones[Math.min(SAMPLES - 1, Math.floor(shareOf(reach) * SAMPLES))] ?? null;
  const factor = formatNumber(reach);
  const widthPx = axis.layerCount * axis.columnPx;
  return (
    <div className={styles.row}>
      <label
        className={styles.label}
        htmlFor={id}
        style={{ width: axis.leftPx, fontSize: fittedPx(w("label"), TYPE_PX, axis.leftPx - LABEL_GAP_PX) }}
      >
        {w("label")}
      </label>
      <fieldset
        className={styles.slider}
        disabled={isLocked}
        style={{ marginLeft: axis.leftPx, width: widthPx }}
      >
        <div className={styles.band} aria-hidden="true">
          {stretches.map((stretch) => (
            <span
              key={stretch.from}
              className={stretch.zone === null ? undefined : styles[stretch.zone]}
              style={{ left: `${100 * stretch.from}%`, width: `${100 * (stretch.to - stretch.from)}%` }}
            >
              {stretch.zone !== null && stretch.to - stretch.from > LEAST_WORDED && w(stretch.zone)}
            </span>
          ))}
        </div>
        <Range
          id={id}
          value={reach}
          scale={FACTORS}
          valueText={zone === null ? w("value", { factor }) : w("valueIn", { factor, zone: w(zone) })}
          onChange={(next) => {
            const { initializerParameters } = withWeightScale(config, base * next);
            changeConfig({ initializerParameters });
          }}
        />
        <div className={styles.ticks} aria-hidden="true">
          {ticks.map(({ share, names }, index) => {
            const side = sideOf(ticks[index - 1]?.share, share, ticks[index + 1]?.share);
            const name = names.join(w("and"));
            const room =
              side === styles.toLeft
                ? share
                : side === styles.toRight
                  ? 1 - share
                  : 2 * Math.min(share, 1 - share);
            return (
              <span key={share} style={{ left: `${100 * share}%` }} className={side}>
                <span style={{ fontSize: fittedPx(name, TYPE_PX, room * widthPx) }}>{name}</span>
              </span>
            );
          })}
        </div>
      </fieldset>
    </div>
  );
}
