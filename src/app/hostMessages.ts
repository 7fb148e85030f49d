/**
 * The messages between a page and the frame of Initscope in it, as docs/embed.md describes them: reads
 * incoming messages and makes outgoing ones. Pure; total over whatever a page may send.
 */
// Links may have a typed activation.
import "../catalog/typed/typedActivation.ts";
import * as v from "valibot";
import type { ExperimentConfig } from "../experiment/config.ts";
import type { FindingKind } from "../experiment/diagnosis/finding.ts";
import type { EngineErrorCode, LayerResult } from "../experiment/result.ts";
import type { Adjustment } from "../link/adjustment.ts";
import { decodeLink } from "../link/codec.ts";

/** What a page may ask for. */
export type HostMessage =
  | {
      readonly kind: "set";
      readonly config: ExperimentConfig;
      readonly adjustments: readonly Adjustment[];
    }
  | { readonly kind: "get" };

/** A message as it was understood; null when it was not meant for Initscope. */
export type HostReading = HostMessage | { readonly kind: "refused"; readonly reason: string } | null;

/** Longer than any link of an experiment: 200 widths and as many rules take a tenth of it. */
const LONGEST_LINK = 20_000;

const addressed = v.object({ source: v.literal("initscope-host") });

/** What a message must be; each check's text is what it expects. */
const hostMessage = v.variant(
  "kind",
  [
    v.object({ kind: v.literal("get") }),
    v.object(
      {
        kind: v.literal("set"),
        link: v.pipe(v.string("a string"), v.maxLength(LONGEST_LINK, `at most ${LONGEST_LINK}`)),
      },
      // The only key that can be missing here is the link.
      "a string",
    ),
  ],
  "set or get",
);

/** The text that names a value in a refusal: never the value of an object, which may be large. */
function named(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  return typeof value === "number" || typeof value === "boolean" ? String(value) : typeof value;
}

function refusal(key: string | null, found: string, expected: string): HostReading {
  return { kind: "refused", reason: `invalid ${key}: ${found} (expected ${expected})` };
}

/** Reads the data of a message event. Never throws. */
export function readHostMessage(data: unknown): HostReading {
  if (!v.is(addressed, data)) return null;
  const read = v.safeParse(hostMessage, data);
  if (!read.success) {
    const [issue] = read.issues;
    const found = issue.type === "max_length" ? `${issue.received} characters` : named(issue.input);
    return refusal(v.getDotPath(issue), found, issue.message);
  }
  const message = read.output;
  if (message.kind === "get") return message;
  const { kind, link } = message;
  const { config, adjustments, hasState } = decodeLink(link.slice(link.indexOf("#") + 1));
  if (!hasState) return refusal("link", named(link), "keys such as #v=1&depth=10");
  return { kind, config, adjustments };
}

/** The statistics of one tensor; NaN where there is none. */
export interface TensorNumbers {
  readonly mean: number;
  readonly std: number;
  readonly rms: number;
  readonly min: number;
  readonly max: number;
  /** Entries, and how many of them are finite. */
  readonly count: number;
  readonly finite: number;
}

export interface LayerNumbers {
  /** 1-based. */
  readonly layer: number;
  readonly units: number;
  readonly activation: TensorNumbers | null;
  readonly gradient: TensorNumbers | null;
  readonly saturated: number;
  readonly deadUnits: number;
  readonly cosine: number;
}

/** The verdict as an id for programs and as words for people, in the language of the frame. */
export interface FrameVerdict {
  readonly kind: FindingKind;
  readonly tone: "good" | "warn" | "bad";
  readonly title: string;
  readonly sentence: string;
}

/** The messages of the frame to the page around it. */
export type FrameMessage = { readonly source: "initscope" } & (
  | { readonly kind: "ready" }
  | { readonly kind: "resize"; readonly height: number }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "failed"; readonly link: string; readonly code: EngineErrorCode }
  | {
      readonly kind: "result";
      /** The whole address of the computed experiment. */
      readonly link: string;
      /** Parts of the link that were not taken as given. */
      readonly adjustments: readonly Adjustment[];
      readonly verdict: FrameVerdict | null;
      readonly layers: readonly LayerNumbers[];
    }
);

function tensorNumbers(result: LayerResult, tensor: "activation" | "grad_activation"): TensorNumbers | null {
  const stats = result.tensors[tensor];
  if (stats === undefined) return null;
  const { mean, std, rms, min, max, finite, sketch } = stats;
  return { mean, std, rms, min, max, count: sketch.count, finite };
}

/** The statistics of a layer as a page gets them: those of its activations a, and of dL/da. */
export function layerNumbers(result: LayerResult): LayerNumbers {
  return {
    layer: result.layerIndex + 1,
    units: result.units,
    activation: tensorNumbers(result, "activation"),
    gradient: tensorNumbers(result, "grad_activation"),
    saturated: result.saturated,
    deadUnits: result.deadUnits,
    cosine: result.similarity.cosine,
  };
}
