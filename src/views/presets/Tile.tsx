/** One experiment of the gallery: its measured thumbnail, description, verdict and source. */
import { useCallback, useId, useMemo } from "react";
import { EmptyTinySignal, TinySignal } from "../../charts/TinySignal.tsx";
import { tinyScale } from "../../charts/tinySignal.ts";
import { useClaimsText } from "../../i18n/claimsText.ts";
import { useGalleryText } from "../../i18n/galleryText.ts";
import { useLanguage } from "../../i18n/text.ts";
import { verdictTranslator } from "../../i18n/verdictText.ts";
import type { TinySeries } from "../background/summary.ts";
import type { GalleryItem } from "../../content/presets/presets.ts";
import { ToneMark } from "../verdict/Verdict.tsx";
import { verdictText } from "../verdict/verdictText.ts";
import styles from "./Gallery.module.css";
import type { Thumbnail } from "./thumbnails.ts";
import { useThumbnail } from "./useThumbnails.ts";
import type { Thumbnails } from "./useThumbnails.ts";

/** Decades that every thumbnail shows: a drift within them looks like one, and no flat line looks steep. */
const DOMAIN = { low: -2, high: 2 } as const;

function Chart({ forward, backward }: TinySeries) {
  const scale = useMemo(() => tinyScale([forward, backward], DOMAIN), [forward, backward]);
  return <TinySignal {...{ forward, backward, scale }} />;
}

/** The verdict of the measurement, in a word. */
function VerdictWord({ thumbnail }: { readonly thumbnail: Thumbnail }) {
  const g = useGalleryText();
  const c = useClaimsText();
  const language = useLanguage();
  switch (thumbnail.kind) {
    case "failed":
      return g("failed");
    case "judged":
      return g("myth", { verdict: c(`verdict.${thumbnail.verdict}`) });
    case "diagnosed": {
      const { diagnosis, config } = thumbnail;
      if (diagnosis === null) return null;
      const { title, tone } = verdictText(diagnosis, config, verdictTranslator(language));
      return (
        <>
          <ToneMark tone={tone} />
          {title}
        </>
      );
    }
    default:
      return thumbnail satisfies never;
  }
}

interface TileProps {
  readonly item: GalleryItem;
  readonly thumbnails: Thumbnails;
  readonly onOpen: (link: string) => void;
}

const HAN = /\p{Script=Han}/u;

export function Tile({ item, thumbnails, onOpen }: TileProps) {
  const language = useLanguage();
  const id = useId();
  const thumbnail = useThumbnail(thumbnails, item);
  const watch = useCallback((element: HTMLLIElement) => thumbnails.watch(element, item), [thumbnails, item]);
  return (
    <li ref={watch}>
      <button
        type="button"
        className={styles.tile}
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-words ${id}-verdict ${id}-source`}
        onClick={() => onOpen(item.link)}
      >
        <span className={styles.chart}>
          {thumbnail === null || thumbnail.kind === "failed" ? (
            <EmptyTinySignal />
          ) : (
            <Chart forward={thumbnail.forward} backward={thumbnail.backward} />
          )}
        </span>
        <span className={styles.words}>
          <span id={`${id}-title`} className={styles.title}>
            {item.title[language]}
          </span>
          <span id={`${id}-words`} className={styles.description}>
            {item.description?.[language]}
          </span>
          <span id={`${id}-verdict`} className={styles.verdict}>
            {thumbnail !== null && <VerdictWord thumbnail={thumbnail} />}
          </span>
          {/* Names of works and functions are not translated. */}
          <span
            id={`${id}-source`}
            className={styles.source}
            lang={HAN.test(item.source[language]) ? undefined : "en"}
          >
            {item.source[language]}
          </span>
        </span>
      </button>
    </li>
  );
}
