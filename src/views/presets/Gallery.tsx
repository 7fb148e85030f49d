/** The presets as a gallery: groups of tiles, each with a measurement on this device. */
import { useId, useMemo, useState } from "react";
import type { KeyboardEvent } from "react";
import { useGalleryText } from "../../i18n/galleryText.ts";
import { Select } from "../../ui/Select.tsx";
import type { GalleryItem } from "../../content/presets/presets.ts";
import { arrowTarget } from "./arrowKeys.ts";
import styles from "./Gallery.module.css";
import { Legend } from "./Legend.tsx";
import { findItems, PRESET_GROUPS } from "./search.ts";
import type { GroupChoice } from "./search.ts";
import { Tile } from "./Tile.tsx";
import { useThumbnails } from "./useThumbnails.ts";

/** Arrow keys move the focus among the tiles. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const tiles = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("li > button")];
  const index = tiles.findIndex((tile) => tile === event.target);
  const places = tiles.map((tile) => tile.getBoundingClientRect());
  const target = arrowTarget(event.key, places, index);
  if (target === null) return;
  event.preventDefault();
  tiles[target]?.focus();
}

interface GalleryProps {
  readonly items: readonly GalleryItem[];
  /** Closes the gallery and opens one of its experiments. */
  readonly onOpen: (link: string) => void;
}

export function Gallery({ items, onOpen }: GalleryProps) {
  const g = useGalleryText();
  const searchId = useId();
  const [query, setQuery] = useState("");
  const [group, setGroup] = useState<GroupChoice>("all");
  const thumbnails = useThumbnails();
  const shown = useMemo(() => findItems(items, query, group), [items, query, group]);
  return (
    <>
      <div className={styles.tools}>
        <label className={styles.search} htmlFor={searchId}>
          {g("search")}
          <input
            id={searchId}
            type="search"
            className={styles.field}
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
        </label>
        <div className={styles.group}>
          <Select<GroupChoice>
            isBare
            label={g("group")}
            value={group}
            options={[
              { id: "all", label: g("group.all") },
              ...PRESET_GROUPS.map((id) => ({ id, label: g(`group.${id}`) })),
            ]}
            onChange={setGroup}
          />
        </div>
        <output className={styles.count}>{g("count", { shown: shown.length, total: items.length })}</output>
      </div>
      <Legend />
      {shown.length === 0 && <p className={styles.none}>{g("none")}</p>}
      <div onKeyDown={moveFocus}>
        {PRESET_GROUPS.map((id) => {
          const members = shown.filter((item) => item.group === id);
          if (members.length === 0) return null;
          return (
            <section key={id} className={styles.section}>
              <h3 className={styles.heading}>{g(`group.${id}`)}</h3>
              <p className={styles.note}>{g(`note.${id}`)}</p>
              <ul className={styles.tiles}>
                {members.map((item) => (
                  <Tile key={item.id} {...{ item, thumbnails, onOpen }} />
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </>
  );
}
