/**
 * One slider for the size of all weights, on the width of the charts: a tenth to ten times the size it began
 * with, the laws of the textbooks as ticks, and what theory makes of each size as zones.
 */
import { fittedPx } from "../../../charts/fitted.ts";
import { useEffect, useId, useMemo, useState } from "react";
import type { LayerAxis } from "../../../charts/layerAxis.ts";
import { estimateTextWidth, formatNumber } from "../../../charts/format.ts";
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

/** The gap between the words of two zones, in multiples of the size of type. */
const WORD_GAP_EM = 0.8;
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
/** Half the width of the slider's handle, as in the style sheet. */
const INSET_PX = 8;

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

interface ZoneWord {
  readonly text: string;
  /** Its middle, in pixels from the start of the slider. */
  readonly x: number;
}

/**
 * The words over the zones, each over the middle of its own; a word without room goes, that of the present
 * zone last.
 */
function wordsOver(
  stretches: readonly Stretch[],
  nameOf: (zone: ScaleZone) => string,
  { widthPx, at }: { readonly widthPx: number; readonly at: number },
): readonly ZoneWord[] {
  const isPresent = ({ from, to }: Stretch): boolean => at >= from && at < to;
  const placed: { readonly from: number; readonly to: number; readonly word: ZoneWord }[] = [];
  for (const stretch of stretches.toSorted(
    (a, b) => Number(isPresent(b)) - Number(isPresent(a)) || b.to - b.from - (a.to - a.from),
  )) {
    if (stretch.zone === null) continue;
    const text = nameOf(stretch.zone);
    const halfPx = (estimateTextWidth(text, TYPE_PX) + WORD_GAP_EM * TYPE_PX) / 2;
    const middle = ((stretch.from + stretch.to) / 2) * widthPx;
    const x = Math.min(widthPx - halfPx, Math.max(halfPx, middle));
    const isFree = placed.every(({ from, to }) => x + halfPx <= from || x - halfPx >= to);
    if (isFree) placed.push({ from: x - halfPx, to: x + halfPx, word: { text, x } });
  }
  return placed.map(({ word }) => word);
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
  const isTrained = useAppStore(
    ({ recording }) => recording !== null && (recording.snapshots[recording.shown]?.step ?? 0) > 0,
  );
  const words = wordsOver(stretches, w, {
    widthPx: widthPx - 2 * INSET_PX,
    at: Math.min(shareOf(reach), 1 - 1 / SAMPLES),
  });
  const valueKey = zone === null ? "value" : isTrained ? "valueAtStart" : "valueIn";
  return (
    <div className={styles.row}>
      <label
        className={styles.label}
        htmlFor={id}
        title={w("title")}
        data-term="weight"
        style={{ width: axis.leftPx, fontSize: fittedPx(w("label"), TYPE_PX, axis.leftPx - LABEL_GAP_PX) }}
      >
        {w("label")}
      </label>
      {isTrained && (
        <span
          className={styles.start}
          title={w("startNote")}
          style={{ width: axis.leftPx, fontSize: fittedPx(w("start"), TYPE_PX, axis.leftPx - LABEL_GAP_PX) }}
        >
          {w("start")}
        </span>
      )}
      <fieldset
        className={styles.slider}
        disabled={isLocked}
        style={{ marginLeft: axis.leftPx, width: widthPx }}
      >
        {/* The words stand over the band: the slider's handle covers none. */}
        <div className={styles.words} aria-hidden="true">
          {words.map(({ text, x }) => (
            <span key={x} style={{ left: x }}>
              {text}
            </span>
          ))}
        </div>
        <div className={styles.band} aria-hidden="true">
          {stretches.map(({ zone: shade, from, to }) => (
            <span
              key={from}
              className={shade === null ? undefined : styles[shade]}
              style={{ left: `${100 * from}%`, width: `${100 * (to - from)}%` }}
            />
          ))}
        </div>
        <Range
          id={id}
          value={reach}
          scale={FACTORS}
          valueText={w(valueKey, { factor, zone: zone === null ? "" : w(zone) })}
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
