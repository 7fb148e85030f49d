/** Every published link keeps its meaning, and every link in use is in the corpus. */
import { describe, expect, it, test } from "vitest";
import { lessons } from "../src/content/lessons/lessons.ts";
import { decodeLink } from "../src/link/codec.ts";
import { ROOT } from "./house.js";
import {
  changedLinks,
  extended,
  meaningOf,
  missingLinks,
  publishedConfig,
  publishedView,
  readCorpus,
} from "./links.ts";

const corpus = readCorpus(ROOT);

describe.each(corpus.links.map((published) => [published.link, published] as const))(
  "%s",
  (link, published) => {
    test("keeps the meaning of its publication", () => {
      const { config, pins, view, adjustments } = decodeLink(link);
      expect(adjustments).toEqual([]);
      expect(config).toEqual(publishedConfig(corpus.defaults, published.config));
      expect(pins).toEqual((published.pins ?? []).map((pin) => publishedConfig(corpus.defaults, pin)));
      expect(view).toEqual(publishedView(published.view));
    });
  },
);

it("has every link of the page and its documentation on record: if not, `npm run links` adds them", () => {
  expect(missingLinks(corpus, ROOT)).toEqual([]);
});

it("has each link once", () => {
  expect(new Set(corpus.links.map(({ link }) => link)).size).toBe(corpus.links.length);
});

it("leads to lessons and steps that exist", () => {
  const gone = corpus.links.filter(({ view }) => {
    const lesson = view?.lesson ?? null;
    if (lesson === null) return false;
    return (lessons.find(({ id }) => id === lesson.source)?.steps.length ?? 0) < lesson.step;
  });
  expect(gone).toEqual([]);
});

describe("adding to the record", () => {
  it("sees a link whose meaning has changed", () => {
    const [first, ...others] = corpus.links;
    const other = { link: first?.link ?? "", config: { ...first?.config, depth: 199 } };
    expect(changedLinks(corpus)).toEqual([]);
    const tampered = { ...corpus, links: [other, ...others] };
    expect(changedLinks(tampered)).toEqual([other.link]);
    expect(() => extended(tampered, [])).toThrow("changed links");
    expect(changedLinks({ ...corpus, defaults: { ...corpus.defaults, batch: 7 } }).length).toBeGreaterThan(
      corpus.links.length / 2,
    );
  });

  it("puts new links behind the old ones, which stay as they are", () => {
    const { links } = extended(corpus, ["#v=1&depth=7&init=glorot_uniform&seed=3"]);
    expect(links.slice(0, -1)).toEqual(corpus.links);
    expect(links.at(-1)?.config).toEqual({ depth: 7, initializer: "xavier_uniform", seed: 3 });
  });

  it("refuses a link that the codec adjusts", () => {
    expect(() => meaningOf("#v=1&act=nothing&seed=1", corpus.defaults)).toThrow("invalid link");
  });
});
