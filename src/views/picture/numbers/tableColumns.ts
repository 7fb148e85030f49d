/** The columns of the data table: per tensor, per layer, and theory's; in groups under one heading each. */
import type { TensorStats } from "../../../experiment/result.ts";
import type { LayerTheory } from "../../../experiment/theory/theory.ts";
import type { TranslatePart } from "../../../i18n/partText.ts";
import type { ReadingsTextKey } from "../../../i18n/readingsText.ts";
import type { GlossaryEntry } from "../../term.ts";
import type { PictureCells } from "../data/cells.ts";
import { STATISTIC_ENTRIES } from "../data/entries.ts";
import {
  numberText,
  LAYER_STATISTICS,
  layerText,
  TENSOR_STATISTICS,
  tensorTexts,
} from "../data/statistics.ts";
import type { TensorStatisticId } from "../data/statistics.ts";

export interface TableColumn {
  readonly label: string;
  readonly title?: string;
  /** The entry of the glossary; there wherever there is a title. */
  readonly entry?: GlossaryEntry;
  readonly text: (layerIndex: number) => string;
}

export interface TableGroup {
  readonly label: string;
  readonly columns: readonly TableColumn[];
}

/** The words of the readings. */
export interface TableWords {
  readonly r: TranslatePart<ReadingsTextKey>;
}

/** Weights have no batch over which to split their variance. */
const WEIGHT_STATISTICS = TENSOR_STATISTICS.filter((id) => id !== "batchStd" && id !== "unitStd");

function tensorGroup(
  { r }: TableWords,
  labelKey: ReadingsTextKey,
  ids: readonly TensorStatisticId[],
  statsOf: (layerIndex: number) => TensorStats | undefined,
  { picture, isExact }: PictureCells,
): TableGroup {
  const depth = picture.plan.layers.length;
  const texts = Array.from({ length: depth }, (_, layerIndex) => tensorTexts(statsOf(layerIndex), isExact));
  return {
    label: r(labelKey),
    columns: ids.map((id) => ({
      label: r(`${id}.name`),
      title: r(`${id}.title`),
      entry: STATISTIC_ENTRIES[id],
      text: (layerIndex) => texts[layerIndex]?.(id) ?? "–",
    })),
  };
}

function layerGroup({ r }: TableWords, { results, isExact }: PictureCells): TableGroup {
  const isCalibrated = results.some((result) => result !== null && result.calibration !== null);
  const ids = LAYER_STATISTICS.filter((id) => id !== "weightStd" && id !== "gradWeightStd").filter(
    (id) => id !== "calibration" || isCalibrated,
  );
  return {
    label: r("wholeLayer"),
    columns: ids.map((id) => ({
      label: r(`${id}.name`),
      title: r(`${id}.title`),
      entry: STATISTIC_ENTRIES[id],
      text: (layerIndex) => layerText(id, results[layerIndex], isExact) ?? "–",
    })),
  };
}

function theoryGroup({ r }: TableWords, layers: readonly LayerTheory[]): readonly TableGroup[] {
  if (layers.length === 0) return [];
  const column = (label: string, numberOf: (layer: LayerTheory) => number): TableColumn => ({
    label,
    text: (layerIndex) => {
      const layer = layers[layerIndex];
      return layer === undefined ? "–" : numberText(numberOf(layer));
    },
  });
  return [
    {
      label: r("theory"),
      columns: [
        column(r("mean.name"), ({ mean }) => mean),
        column(r("std.name"), ({ std }) => std),
        column(r("batchStd.name"), ({ batchStd }) => batchStd),
        column(r("unitStd.name"), ({ unitStd }) => unitStd),
        column(r("rms.name"), ({ rms }) => rms),
        column(r("cosine.name"), ({ cosine }) => cosine),
        column(r("theory.gradient"), ({ gradientRms }) => gradientRms),
        column(r("theory.gradWeight"), ({ gradWeightRms }) => gradWeightRms),
      ],
    },
  ];
}

/** All groups in their order. */
export function tableGroups(
  words: TableWords,
  cells: PictureCells,
  theory: readonly LayerTheory[],
): readonly TableGroup[] {
  return [
    tensorGroup(
      words,
      "activation",
      TENSOR_STATISTICS,
      (layerIndex) => cells.activations[layerIndex]?.stats,
      cells,
    ),
    layerGroup(words, cells),
    tensorGroup(
      words,
      "gradient",
      TENSOR_STATISTICS,
      (layerIndex) => cells.gradients[layerIndex]?.stats,
      cells,
    ),
    tensorGroup(
      words,
      "weight",
      WEIGHT_STATISTICS,
      (layerIndex) => cells.results[layerIndex]?.tensors.weight,
      cells,
    ),
    tensorGroup(
      words,
      "gradWeight",
      WEIGHT_STATISTICS,
      (layerIndex) => cells.results[layerIndex]?.tensors.grad_weight,
      cells,
    ),
    ...theoryGroup(words, theory),
  ];
}
