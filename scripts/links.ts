/**
 * The corpus of published links with their meaning; tests decode every one. Links are added, never changed
 * and never removed. `npm run links` adds the links in use that are missing.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { DEFAULT_CONFIG } from "../src/experiment/config.ts";
import type { ExperimentConfig } from "../src/experiment/config.ts";
import { claims } from "../src/content/claims/claims.ts";
import { linksOf } from "../src/content/lessons/format/lesson.ts";
import { lessons } from "../src/content/lessons/lessons.ts";
import { placeLink } from "../src/content/lessons/library.ts";
import { presets } from "../src/content/presets/presets.ts";
import { isPacked } from "../src/link/packed.ts";
import { decodeLink } from "../src/link/codec.ts";
import type { LinkScreen, LinkView } from "../src/link/view.ts";

/** Path of the corpus from the root. */
const CORPUS = "src/link/golden/links.json";

/** The view of a link, where the link says anything about it. */
interface PublishedView extends Partial<Omit<LinkView, "screen">> {
  readonly screen?: Partial<LinkScreen>;
}

/** A link and its meaning. */
export interface PublishedLink {
  readonly link: string;
  /** The differences of the experiment from the corpus's defaults. */
  readonly config: Partial<ExperimentConfig>;
  /** The same for each pinned experiment. */
  readonly pins?: readonly Partial<ExperimentConfig>[];
  readonly view?: PublishedView;
}

export interface Corpus {
  /**
   * The defaults when the first links were published: other defaults would give every link another meaning.
   */
  readonly defaults: ExperimentConfig;
  readonly links: readonly PublishedLink[];
}

export function readCorpus(root: string): Corpus {
  return JSON.parse(readFileSync(join(root, CORPUS), "utf8")) as Corpus;
}

/** Settings that are newer than a link have their defaults in it. */
export function publishedConfig(
  defaults: ExperimentConfig,
  own: Partial<ExperimentConfig>,
): ExperimentConfig {
  return { ...DEFAULT_CONFIG, ...defaults, ...own };
}

/** The view of a link that says nothing about it. */
const PLAIN_VIEW: LinkView = decodeLink("#v=1").view;

/** The same for the view: a link leaves later keys at their defaults. */
export function publishedView({ screen, ...own }: PublishedView = {}): LinkView {
  return { ...PLAIN_VIEW, ...own, screen: { ...PLAIN_VIEW.screen, ...screen } };
}

/** The properties in which two values differ. */
function differing<T extends object>(value: T, standard: T): Partial<T> {
  const keys = Object.keys(value) as (keyof T)[];
  const own = keys.filter((key) => !isDeepStrictEqual(value[key], standard[key]));
  return Object.fromEntries(own.map((key) => [key, value[key]])) as Partial<T>;
}

function differences(config: ExperimentConfig, defaults: ExperimentConfig): Partial<ExperimentConfig> {
  return differing(config, publishedConfig(defaults, {}));
}

/** The present meaning of a link. @throws when the codec adjusts it: such a link must not be published */
export function meaningOf(link: string, defaults: ExperimentConfig): PublishedLink {
  const { config, pins, view, adjustments } = decodeLink(link);
  if (adjustments.length > 0) {
    throw new Error(`invalid link: ${link} (expected one that is taken as it stands)`);
  }
  return {
    link,
    config: differences(config, defaults),
    ...(pins.length === 0 ? {} : { pins: pins.map((pin) => differences(pin, defaults)) }),
    ...(isDeepStrictEqual(view, PLAIN_VIEW) ? {} : { view: viewDifferences(view) }),
  };
}

function viewDifferences({ screen, ...own }: LinkView): PublishedView {
  const { screen: plainScreen, ...plain } = PLAIN_VIEW;
  const screenOwn = differing(screen, plainScreen);
  return { ...differing(own, plain), ...(Object.keys(screenOwn).length === 0 ? {} : { screen: screenOwn }) };
}

/** Links in the documentation. */
function documentedLinks(root: string): readonly string[] {
  const names = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
  const pages = ["README.md", ...names.map((name) => `docs/${name}`)].filter((name) =>
    /\.(?:md|json)$/.test(name),
  );
  return pages.flatMap((name) => {
    // Examples in HTML have their ampersands escaped.
    const text = readFileSync(join(root, name), "utf8").replaceAll("&amp;", "&");
    return Array.from(text.matchAll(/#(?:v=\d+|lesson=\w+)[\w=&.,:@-]*/g), ([link]) => link).filter(
      (link) => {
        // Placeholders, as `#lesson=z.…`, and templates that break off name no experiment.
        const { view, hasState } = decodeLink(link);
        return hasState && !isPacked(view.lesson?.source ?? "") && !/[&=.,:@-]$/.test(link.replace(/=$/, ""));
      },
    );
  });
}

/** Every link that the page and its documentation hold at present. */
export function linksInUse(root: string): readonly string[] {
  return [
    ...new Set([
      ...presets.map(({ link }) => link),
      ...lessons.flatMap(({ id, steps }) =>
        steps.flatMap((step, index) => [
          placeLink(id, index + 1),
          ...linksOf(step),
          ...(step.task?.link === undefined ? [] : [step.task.link]),
        ]),
      ),
      ...claims.flatMap((claim) => (claim.kind === "measured" ? claim.links.map(({ hash }) => hash) : [])),
      ...documentedLinks(root),
    ]),
  ];
}

/** Published links whose meaning has changed. */
export function changedLinks({ links, defaults }: Corpus): readonly string[] {
  return links.flatMap((published) => {
    try {
      return isDeepStrictEqual(meaningOf(published.link, defaults), published) ? [] : [published.link];
    } catch {
      return [published.link];
    }
  });
}

/** Links in use that are not in the corpus. */
export function missingLinks({ links }: Corpus, root: string): readonly string[] {
  const published = new Set(links.map(({ link }) => link));
  return linksInUse(root).filter((link) => !published.has(link));
}

/**
 * A corpus with further links appended.
 * @throws when a published link has changed its meaning: fix the code, not the corpus
 */
export function extended(corpus: Corpus, added: readonly string[]): Corpus {
  const changed = changedLinks(corpus);
  if (changed.length > 0) {
    throw new Error(`changed links: ${changed.join(" ")} (expected their published meaning)`);
  }
  return { ...corpus, links: [...corpus.links, ...added.map((link) => meaningOf(link, corpus.defaults))] };
}

/** Adds the missing links to the corpus, and returns them. */
export function appendLinks(root: string): readonly string[] {
  const corpus = readCorpus(root);
  const added = missingLinks(corpus, root);
  const { defaults, links } = extended(corpus, added);
  // One link per line, so that a diff shows which one changed.
  const lines = links.map((published) => `    ${JSON.stringify(published)}`).join(",\n");
  const text = `{\n  "defaults": ${JSON.stringify(defaults)},\n  "links": [\n${lines}\n  ]\n}\n`;
  writeFileSync(join(root, CORPUS), text);
  return added;
}
