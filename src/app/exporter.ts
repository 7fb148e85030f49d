/** Exports the screen as files and as text, once it has come to rest. Fetched on first use. */
import { predictAttention } from "../experiment/theory/attentionTheory.ts";
import { predict } from "../experiment/theory/theory.ts";
import { toCsv, toJson } from "../export/document.ts";
import type { Provenance } from "../export/document.ts";
import { toMarkdown } from "../export/markdown.ts";
import { exportTranslator } from "../i18n/exportText.ts";
import type { Language } from "../i18n/languages.ts";
import type { AppState, PinnedRun } from "../store/state.ts";
import type { AppStoreApi } from "../store/store.ts";
import { sheetSvg, pngOf } from "../views/export/sheetFile.tsx";
import { fileName } from "../views/export/fileName.ts";
import type { ExportKind, RecordingKind, SheetSource, Tell } from "../views/services.ts";
import { saveFile } from "./saveFile.ts";

/** Pixels of a PNG per pixel of the sheet, unless the visitor chooses. */
const PNG_SCALE = 2;

function provenanceOf({ picture, link, appVersion }: SheetSource): Provenance {
  const { report, plan, loss } = picture;
  if (report === null) throw new Error("missing report (expected a run that has begun)");
  const { layers: plans, trainedSteps } = plan;
  return {
    link,
    appVersion,
    report,
    theory: predict(plan),
    attentionTheory: (layerIndex) => predictAttention(plan, layerIndex),
    loss,
    plans,
    trainedSteps,
  };
}

/** Whether a more complete picture is on its way. */
function isPending({ run, picture }: PinnedRun): boolean {
  return run.kind === "running" || (run.kind === "idle" && picture === null);
}

/**
 * Resolves when every run on the screen has finished in full, was stopped or has failed: a preview is never
 * what was asked for. Tells the visitor while it waits.
 */
export function settled(store: AppStoreApi, language: Language, tell: Tell): Promise<void> {
  const isSettled = (state: AppState): boolean =>
    state.recording?.status.kind !== "running" && ![state, ...state.pinned].some(isPending);
  if (isSettled(store.getState())) return Promise.resolve();
  tell(exportTranslator(language)("waiting"), true);
  return new Promise((resolve) => {
    const stop = store.subscribe((state) => {
      if (!isSettled(state)) return;
      stop();
      tell("");
      resolve();
    });
  });
}

const layersOf = ({ picture }: SheetSource) =>
  picture.layers.flatMap((layer) => (layer === null ? [] : [layer.result]));

interface ExportedFile {
  readonly name: string;
  readonly type: string;
  readonly content: string | Blob;
}

/** A file of the whole training; its link opens the training at its chosen step. */
async function recordingFile(kind: RecordingKind, source: SheetSource): Promise<ExportedFile | null> {
  const { recording, link, appVersion, picture, text } = source;
  const report = recording?.report ?? picture.report;
  if (recording === null || report === null) return null;
  const { lossesCsv, recordingCsv, recordingJson } = await import("../export/recording.ts");
  const { snapshots, stopped } = recording;
  const own = { link, appVersion, report, snapshots, stopped };
  const name = `${fileName(picture.config, text.t)}-${kind === "losses" ? "losses" : "training"}`;
  const csv = { name: `${name}.csv`, type: "text/csv;charset=utf-8" };
  if (kind === "losses") return { ...csv, content: lossesCsv(own) };
  if (kind === "recordingCsv") return { ...csv, content: recordingCsv(own) };
  return { name: `${name}.json`, type: "application/json", content: recordingJson(own) };
}

/**
 * The file of a kind; null where there is nothing to save. Rejects when the code that draws it cannot be
 * fetched, or the browser cannot draw it.
 */
export async function fileOf(kind: ExportKind, source: SheetSource): Promise<ExportedFile | null> {
  const name = `${fileName(source.picture.config, source.text.t)}.${kind}`;
  switch (kind) {
    case "csv":
      return {
        name,
        type: "text/csv;charset=utf-8",
        content: toCsv(layersOf(source), provenanceOf(source)),
      };
    case "json":
      return { name, type: "application/json", content: toJson(layersOf(source), provenanceOf(source)) };
    case "svg":
    case "png": {
      const svg = await sheetSvg(source, "whole");
      return kind === "svg"
        ? { name, type: "image/svg+xml", content: svg }
        : { name, type: "image/png", content: await pngOf(svg, PNG_SCALE) };
    }
    case "losses":
    case "recordingCsv":
    case "recordingJson":
      return recordingFile(kind, source);
    default:
      return kind satisfies never;
  }
}

/**
 * Copies the Markdown table, or saves it when the page may not write to the clipboard.
 * @returns the message for the visitor
 */
export async function copyTable(source: SheetSource): Promise<string> {
  const e = exportTranslator(source.text.language);
  const table = toMarkdown(layersOf(source), provenanceOf(source));
  try {
    await navigator.clipboard.writeText(table);
    return e("copied");
  } catch {
    // The page is embedded or the browser is old: the visitor gets the same text as a file.
    saveFile(`${fileName(source.picture.config, source.text.t)}.md`, "text/markdown;charset=utf-8", table);
    return e("saved");
  }
}
