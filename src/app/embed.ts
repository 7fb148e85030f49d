/** The frame's side of the messages with the page around it: docs/embed.md. Fetched in a frame only. */
import type { ExperimentConfig } from "../experiment/config.ts";
import type { Language } from "../i18n/languages.ts";
import type { AppStoreApi } from "../store/store.ts";
import { judge, words } from "../views/verdict/judge.ts";
import { layerNumbers, readHostMessage } from "./hostMessages.ts";
import type { FrameMessage, FrameVerdict } from "./hostMessages.ts";

interface EmbedPorts {
  readonly store: AppStoreApi;
  readonly linkOf: (config: ExperimentConfig) => string;
  readonly language: () => Language;
}

type Answer = FrameMessage extends infer Message
  ? Message extends FrameMessage
    ? Omit<Message, "source">
    : never
  : never;

/** Nothing that goes out is a secret: the embedding page may have any origin, or none. */
function tell(message: Answer): void {
  parent.postMessage({ source: "initscope", ...message }, "*");
}

/** Tells the page the height that the frame needs, now and whenever it changes. */
function tellHeight(): void {
  const root = document.getElementById("root");
  if (root === null) return;
  let told = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    tell({ kind: "resize", height });
  }).observe(root);
}

/** Listens to the page around the frame and answers it after every run. Does nothing without such a page. */
export function startEmbed({ store, linkOf, language }: EmbedPorts): void {
  if (parent === window) return;

  /**
   * Tells how the last run ended. While a run is under way it says nothing: the end of that run will be told.
   */
  function tellResult(): void {
    const { run, config, picture, adjustments } = store.getState();
    if (run.kind === "failed") tell({ kind: "failed", link: linkOf(config), code: run.code });
    if (run.kind === "cancelled") tell({ kind: "failed", link: linkOf(config), code: "cancelled" });
    if (run.kind !== "done" || picture === null || !picture.isComplete || picture.isPreview) return;
    const results = picture.layers.flatMap((layer) => (layer === null ? [] : [layer.result]));
    const judgement = judge(picture);
    let verdict: FrameVerdict | null = null;
    if (judgement !== null) {
      // Marked terms are for the screen: a message cannot carry them.
      const { title, sentence, tone } = words(judgement, picture, language()).text;
      verdict = { kind: judgement.diagnosis.main.kind, title, sentence, tone };
    }
    const link = linkOf({ ...picture.config, batch: picture.batch });
    tell({ kind: "result", link, adjustments, verdict, layers: results.map(layerNumbers) });
  }

  addEventListener("message", ({ source, data }: MessageEvent<unknown>) => {
    if (source !== parent) return;
    const message = readHostMessage(data);
    if (message === null) return;
    switch (message.kind) {
      case "refused":
        tell(message);
        return;
      case "get":
        tellResult();
        return;
      case "set":
        // The history belongs to the embedding page as well, and Back would step through what that page has
        // set.
        store.getState().openConfig(message.config, { adjustments: message.adjustments });
        return;
      default:
        message satisfies never;
    }
  });

  let before = store.getState();
  if (before.run.kind !== "running" && before.run.kind !== "idle") tellResult();
  store.subscribe((state) => {
    const isNews = state.run !== before.run;
    before = state;
    if (isNews) tellResult();
  });
  tellHeight();
  tell({ kind: "ready" });
}
