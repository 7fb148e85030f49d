/** The columns of the data table: per tensor, per layer, and what theory says; in groups under one heading each. */
import type { TensorStats } from "../../experiment/result.ts";
import type { LayerTheory } from "../../experiment/theory.ts";
import type { TextKey } from "../../i18n/text.ts";
import type { PictureCells } from "./cells.ts";
import { figureText, LAYER_STATISTICS, layerText, TENSOR_STATISTICS, tensorTexts } from "./statistics.ts";
import type { TensorStatisticId } from "./statistics.ts";

export interface TableColumn {
  readonly labelKey: TextKey;
  readonly titleKey?: TextKey;
  readonly text: (layerIndex: number) => string;
}

export interface TableGroup {
  readonly labelKey: TextKey;
  readonly columns: readonly TableColumn[];
}

/** Weights have no batch to split their variance over. */
const WEIGHT_STATISTICS = TENSOR_STATISTICS.filter((id) => id !== "batchStd" && id !== "unitStd");

function tensorGroup(
  labelKey: TextKey,
  ids: readonly TensorStatisticId[],
  statsOf: (layerIndex: number) => TensorStats | undefined,
  depth: number,
): TableGroup {
  const texts = Array.from({ length: depth }, (_, layerIndex) => tensorTexts(statsOf(layerIndex)));
  return {
    labelKey,
    columns: ids.map((id) => ({
      labelKey: `stat.${id}`,
      titleKey: `stat.${id}.title`,
      text: (layerIndex) => texts[layerIndex]?.(id) ?? "–",
    })),
  };
}

function layerGroup({ results }: PictureCells): TableGroup {
  const isCalibrated = results.some((result) => result !== null && result.calibration !== null);
  const ids = LAYER_STATISTICS.filter((id) => id !== "weightStd" && id !== "gradWeightStd").filter(
    (id) => id !== "calibration" || isCalibrated,
  );
  return {
    labelKey: "table.wholeLayer",
    columns: ids.map((id) => ({
      labelKey: `stat.${id}`,
      titleKey: `stat.${id}.title`,
      text: (layerIndex) => layerText(id, results[layerIndex]) ?? "–",
    })),
  };
}

function theoryGroup(layers: readonly LayerTheory[]): readonly TableGroup[] {
  if (layers.length === 0) return [];
  const column = (labelKey: TextKey, figure: (layer: LayerTheory) => number): TableColumn => ({
    labelKey,
    text: (layerIndex) => {
      const layer = layers[layerIndex];
      return layer === undefined ? "–" : figureText(figure(layer));
    },
  });
  return [
    {
      labelKey: "table.theory",
      columns: [
        column("stat.mean", ({ mean }) => mean),
        column("stat.std", ({ std }) => std),
        column("stat.batchStd", ({ batchStd }) => batchStd),
        column("stat.unitStd", ({ unitStd }) => unitStd),
        column("stat.rms", ({ rms }) => rms),
        column("stat.cosine", ({ cosine }) => cosine),
        column("table.theory.gradient", ({ gradientRms }) => gradientRms),
        column("table.theory.gradWeight", ({ gradWeightRms }) => gradWeightRms),
      ],
    },
  ];
}

/** All groups in their order. */
export function tableGroups(cells: PictureCells, theory: readonly LayerTheory[]): readonly TableGroup[] {
  const depth = cells.picture.plan.layers.length;
  return [
    tensorGroup(
      "table.activation",
      TENSOR_STATISTICS,
      (layerIndex) => cells.activations[layerIndex]?.stats,
      depth,
    ),
    layerGroup(cells),
    tensorGroup(
      "table.gradient",
      TENSOR_STATISTICS,
      (layerIndex) => cells.gradients[layerIndex]?.stats,
      depth,
    ),
    tensorGroup(
      "table.weight",
      WEIGHT_STATISTICS,
      (layerIndex) => cells.results[layerIndex]?.tensors.weight,
      depth,
    ),
    tensorGroup(
      "table.gradWeight",
      WEIGHT_STATISTICS,
      (layerIndex) => cells.results[layerIndex]?.tensors.grad_weight,
      depth,
    ),
    ...theoryGroup(theory),
  ];
}
