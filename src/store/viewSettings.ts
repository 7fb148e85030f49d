/**
 * The settings of the drawing and their keys in a link: one row each, like the settings of an experiment. A
 * key is written only where its setting differs from the default, and is never part of a preset.
 */
import { SHOWN_TENSOR_IDS } from "../experiment/result.ts";
import type { ShownTensorId } from "../experiment/result.ts";

/** The tensors of the forward row and of the backward row. */
export interface RowTensors {
  readonly forward: ShownTensorId;
  readonly backward: ShownTensorId;
}

/** Settings of the drawing; none needs a new run. */
export interface ViewState {
  /** 0-based; null when no layer is selected. */
  readonly selectedLayer: number | null;
  readonly isTableOpen: boolean;
  /** Theory and number formats are shown in full, not only what does not fit. */
  readonly areFactsOpen: boolean;
  /**
   * The study of many networks below the charts, as a link says it: `closed`, `open` for the sweep, or the
   * word of another study with its choices.
   */
  readonly sweep: string;
  /** Compared networks stand beside each other, not one over the other; more than two always do. */
  readonly isSideBySide: boolean;
  readonly countScale: "linear" | "log";
  /** By itself the values, or their magnitudes where layers are too far apart for one linear axis. */
  readonly valueAxis: "auto" | "value" | "shape" | "magnitude";
  /** One scale for all layers, or one for each layer. */
  readonly layerScale: "shared" | "free";
  /**
   * One upright histogram under each layer, one ridge above the other, or a heat map; by itself upright where
   * there is room for it.
   */
  readonly form: "auto" | "upright" | "ridges" | "heatMap";
  /** The tensors of the two rows of distributions. */
  readonly rowTensors: RowTensors;
  /** The tensor of the selected layer that the inspector shows. */
  readonly inspectedTensor: ShownTensorId;
  /** Step of the training on the screen, as a link opens it; 0 is the initialisation. */
  readonly trainedStep: number;
  /** Path of a trace beside the page, which is opened in place of the experiment; empty for none. */
  readonly trace: string;
  /** Null until the visitor has opened or closed it: the size of the screen decides. */
  readonly isInspectorOpen: boolean | null;
}

/** The tensors that each row can show, the usual one first. */
export const ROW_TENSORS = {
  forward: ["activation", "pre_activation", "weight", "stream"],
  backward: ["grad_activation", "grad_pre_activation", "grad_weight", "update", "grad_stream"],
} as const satisfies Readonly<Record<keyof RowTensors, readonly ShownTensorId[]>>;

export const DEFAULT_VIEW: ViewState = {
  selectedLayer: null,
  isTableOpen: false,
  areFactsOpen: false,
  sweep: "closed",
  isSideBySide: false,
  countScale: "linear",
  valueAxis: "auto",
  layerScale: "shared",
  form: "auto",
  rowTensors: { forward: ROW_TENSORS.forward[0], backward: ROW_TENSORS.backward[0] },
  inspectedTensor: "activation",
  trainedStep: 0,
  trace: "",
  isInspectorOpen: null,
};

interface ViewRow {
  /** Key in links; never renamed. */
  readonly linkKey: string;
  readonly write: (view: ViewState) => string;
  /** The setting as a change of the view; null where the text has no meaning. */
  readonly read: (text: string, view: ViewState) => Partial<ViewState> | null;
}

/** One of a few words. */
function choice<Key extends "countScale" | "valueAxis" | "layerScale" | "form" | "inspectedTensor">(
  key: Key,
  linkKey: string,
  ids: readonly ViewState[Key][],
): ViewRow {
  return {
    linkKey,
    write: (view) => view[key],
    read: (text) => (ids.some((id) => id === text) ? { [key]: text } : null),
  };
}

/** A part of the screen that is open or closed. */
function panel(key: "areFactsOpen" | "isTableOpen" | "isInspectorOpen", linkKey: string): ViewRow {
  return {
    linkKey,
    write: (view) => (view[key] === null ? "" : view[key] ? "open" : "closed"),
    read: (text) => (text === "open" || text === "closed" ? { [key]: text === "open" } : null),
  };
}

function rowTensor(row: keyof RowTensors): ViewRow {
  return {
    linkKey: row,
    write: ({ rowTensors }) => rowTensors[row],
    read: (text, { rowTensors }) =>
      ROW_TENSORS[row].some((id) => id === text) ? { rowTensors: { ...rowTensors, [row]: text } } : null,
  };
}

/** Every setting of the drawing, in the order of writing. */
export const VIEW_SETTINGS: readonly ViewRow[] = [
  choice("valueAxis", "axis", ["auto", "value", "shape", "magnitude"]),
  choice("countScale", "counts", ["linear", "log"]),
  choice("layerScale", "scales", ["shared", "free"]),
  choice("form", "form", ["auto", "upright", "ridges", "heatMap"]),
  rowTensor("forward"),
  rowTensor("backward"),
  {
    // Layers are counted from 1 on the screen and in links.
    linkKey: "layer",
    write: ({ selectedLayer }) => (selectedLayer === null ? "" : String(selectedLayer + 1)),
    read: (text) => (/^[1-9]\d{0,3}$/.test(text) ? { selectedLayer: Number(text) - 1 } : null),
  },
  choice("inspectedTensor", "tensor", SHOWN_TENSOR_IDS),
  panel("isInspectorOpen", "inspector"),
  panel("areFactsOpen", "theory"),
  panel("isTableOpen", "table"),
  {
    linkKey: "sweep",
    write: ({ sweep }) => sweep,
    read: (text) =>
      /^(closed|open|(plane|grid|boundary|coord|jacobian|bn)[\w.-]*)$/.test(text) ? { sweep: text } : null,
  },
  {
    linkKey: "compared",
    write: ({ isSideBySide }) => (isSideBySide ? "beside" : "over"),
    read: (text) => (text === "beside" || text === "over" ? { isSideBySide: text === "beside" } : null),
  },
  {
    linkKey: "step",
    write: ({ trainedStep }) => String(trainedStep),
    read: (text) => (/^\d{1,6}$/.test(text) ? { trainedStep: Number(text) } : null),
  },
  {
    linkKey: "trace",
    write: ({ trace }) => trace,
    // Words without `..` between slashes: a file beside the page or below it.
    read: (text) => (/^(?!\/)(\/?(?!\.)[\w.-]+){1,9}$/.test(text) ? { trace: text } : null),
  },
];

/**
 * The view of a link; what it does not name is as by default. Total: a text without meaning is ignored.
 * Beside a lesson `step` is the lesson's.
 */
export function drawingOf(pairs: ReadonlyMap<string, string>): ViewState {
  let view = DEFAULT_VIEW;
  const isLesson = pairs.has("lesson");
  for (const { linkKey, read } of VIEW_SETTINGS) {
    const text = isLesson && linkKey === "step" ? undefined : pairs.get(linkKey);
    if (text !== undefined) view = { ...view, ...read(text, view) };
  }
  return view;
}

/** The keys of a view, to be appended to a link; empty where everything is as by default. */
export function drawingKeys(view: ViewState): string {
  return VIEW_SETTINGS.map(({ linkKey, write }) => {
    const text = write(view);
    return text === write(DEFAULT_VIEW) ? "" : `&${linkKey}=${text}`;
  }).join("");
}
