/**
 * The measurements behind the thumbnails: only of entries in sight, and one per entry while the gallery is
 * open.
 */
import type { ClaimVerdict } from "../../content/claims/claim.ts";
import type { GalleryItem } from "../../content/presets/presets.ts";
import { THUMBNAIL_BUDGET } from "../../experiment/budget.ts";
import type { Budget } from "../../experiment/budget.ts";
import type { Measured, MeasureLink } from "../background/measure.ts";
import { summarise, tinySeries } from "../background/summary.ts";
import type { RunSummary, TinySeries } from "../background/summary.ts";
import { judgeClaim, runClaim } from "../claims/runClaim.ts";
import type { JudgedClaim } from "../claims/runClaim.ts";

/** The outcome of an entry's measurement. */
export type Thumbnail =
  | { readonly kind: "failed" }
  | ({ readonly kind: "diagnosed" } & RunSummary)
  | ({ readonly kind: "judged"; readonly verdict: ClaimVerdict } & TinySeries);

const diagnosed = (run: Measured): Thumbnail => ({ kind: "diagnosed", ...summarise(run) });

const judged = ({ outcome: { verdict }, runs }: JudgedClaim): Thumbnail => ({
  kind: "judged",
  verdict,
  ...tinySeries(runs[0]?.result.layers ?? []),
});

/**
 * The measurement of one entry; null when it was stopped. A claim is judged at full size, as its thresholds
 * are calibrated.
 */
async function measureItem(
  { link, claim }: GalleryItem,
  measureLink: MeasureLink,
  signal: AbortSignal,
): Promise<Thumbnail | null> {
  const ended = await (claim === null
    ? measureLink(link, signal, THUMBNAIL_BUDGET)
    : runClaim(claim, measureLink, signal));
  if (ended.kind === "failed") return ended.code === "cancelled" ? null : { kind: "failed" };
  return "runs" in ended ? judged(ended) : diagnosed(ended);
}

/** The run of a link if it is remembered; null otherwise. */
export type RecallLink = (link: string, budget?: Budget) => Measured | null;

/** The thumbnail of an entry whose runs are all remembered; null otherwise. */
function recallItem({ link, claim }: GalleryItem, recallLink: RecallLink): Thumbnail | null {
  if (claim === null) {
    const run = recallLink(link, THUMBNAIL_BUDGET);
    return run === null ? null : diagnosed(run);
  }
  const runs = claim.links.map(({ hash }) => recallLink(hash));
  const known = runs.filter((run) => run !== null);
  return known.length < runs.length ? null : judged(judgeClaim(claim, known));
}

interface ThumbnailPorts {
  readonly measureLink: MeasureLink;
  readonly recallLink: RecallLink;
  readonly onDone: () => void;
}

/** The thumbnails of one opening of the gallery. They are measured between `start` and `stop`. */
export class Thumbnailer {
  readonly #ports: ThumbnailPorts;
  /** By link; null where nothing was remembered when it was first looked for. */
  readonly #thumbnails = new Map<string, Thumbnail | null>();
  readonly #inSight = new Map<string, GalleryItem>();
  readonly #measuring = new Map<string, AbortController>();
  #isStarted = false;

  constructor(ports: ThumbnailPorts) {
    this.#ports = ports;
  }

  /** The thumbnail of an entry; null before it has been measured. */
  get(item: GalleryItem): Thumbnail | null {
    const { link } = item;
    if (!this.#thumbnails.has(link)) this.#thumbnails.set(link, recallItem(item, this.#ports.recallLink));
    return this.#thumbnails.get(link) ?? null;
  }

  /** Asks for the thumbnail of an entry that has come into sight. */
  want(item: GalleryItem): void {
    this.#inSight.set(item.link, item);
    if (this.#isStarted) void this.#measure(item);
  }

  /** Withdraws the request of an entry that has gone out of sight. */
  unwant({ link }: GalleryItem): void {
    this.#inSight.delete(link);
    this.#measuring.get(link)?.abort();
    this.#measuring.delete(link);
  }

  start(): void {
    this.#isStarted = true;
    for (const item of this.#inSight.values()) void this.#measure(item);
  }

  stop(): void {
    this.#isStarted = false;
    for (const controller of this.#measuring.values()) controller.abort();
    this.#measuring.clear();
  }

  async #measure(item: GalleryItem): Promise<void> {
    const { link } = item;
    if (this.get(item) !== null || this.#measuring.has(link)) return;
    const controller = new AbortController();
    this.#measuring.set(link, controller);
    const thumbnail = await measureItem(item, this.#ports.measureLink, controller.signal);
    if (controller.signal.aborted) return;
    this.#measuring.delete(link);
    if (thumbnail === null) return;
    this.#thumbnails.set(link, thumbnail);
    this.#ports.onDone();
  }
}
