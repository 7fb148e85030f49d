/** The lecture list: what is in it, in which order, under which titles; as a link and as a file. */
import { useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent } from "react";
import { useLectureText } from "../../i18n/lectureText.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { CloseIcon } from "../../ui/icons.tsx";
import { cx } from "../../ui/cx.ts";
import { useConfigSummary } from "../controls/useConfigSummary.ts";
import type { Lecture, LectureLibrary } from "../lectureLibrary.ts";
import { useServices } from "../services.ts";
import styles from "./LectureContent.module.css";
import { useEditing } from "./useEditing.ts";

interface EntriesProps {
  readonly lecture: Lecture;
  /** The entry on the screen, from 1; null outside a lecture. */
  readonly here: number | null;
  readonly onMove: (from: number, to: number) => void;
  readonly onTitle: (index: number, title: string) => void;
  readonly onRemove: (index: number) => void;
  readonly onOpen: (place: number) => void;
}

/** The index of the entry under a pointer; null beside the list. */
function entryUnder(event: PointerEvent): number | null {
  const row = document
    .elementFromPoint(event.clientX, event.clientY)
    ?.closest<HTMLElement>("[data-entry-index]");
  return row == null ? null : Number(row.dataset["entryIndex"]);
}

function Entries({ lecture, here, onMove, onTitle, onRemove, onOpen }: EntriesProps) {
  const t = useLectureText();
  const list = useRef<HTMLOListElement>(null);
  const dragged = useRef<number | null>(null);
  const first = lecture.hasStart ? 1 : 0;

  /** The handle keeps the focus on its way. */
  function moveByKey(event: KeyboardEvent, index: number): void {
    const to = index + ({ ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0);
    if (to === index) return;
    event.preventDefault();
    event.stopPropagation();
    if (to < first || to >= lecture.entries.length) return;
    onMove(index, to);
    list.current?.querySelectorAll<HTMLElement>("[data-handle]")[to - first]?.focus();
  }

  function drag(event: PointerEvent): void {
    const from = dragged.current;
    const to = from === null ? null : entryUnder(event);
    if (from === null || to === null || to === from || to < first) return;
    onMove(from, to);
    dragged.current = to;
  }

  return (
    <ol ref={list} className={styles.entries}>
      {lecture.entries.map(({ title, link }, index) => {
        const place = index + 1;
        const isStart = index < first;
        return (
          <li
            // Places are what moves, so that fields and handles stay where they are.
            key={index}
            data-entry-index={index}
            className={cx(styles.entry, here === place && styles.here)}
            aria-current={here === place ? "step" : undefined}
          >
            {isStart ? (
              <span className={styles.handle} aria-hidden="true" />
            ) : (
              <button
                type="button"
                data-handle=""
                className={styles.handle}
                aria-label={t("move", { place })}
                title={t("move", { place })}
                onKeyDown={(event) => moveByKey(event, index)}
                onPointerDown={(event) => {
                  event.currentTarget.setPointerCapture(event.pointerId);
                  dragged.current = index;
                }}
                onPointerMove={drag}
                onPointerUp={() => (dragged.current = null)}
                onPointerCancel={() => (dragged.current = null)}
              >
                <svg width="10" height="16" viewBox="0 0 10 16" fill="currentColor" aria-hidden="true">
                  <path d="M1 2h3v3h-3zM6 2h3v3h-3zM1 7h3v3h-3zM6 7h3v3h-3zM1 12h3v3h-3zM6 12h3v3h-3z" />
                </svg>
              </button>
            )}
            <span className={styles.place}>{place}</span>
            {isStart ? (
              <span className={styles.name}>{t("start")}</span>
            ) : (
              <input
                className={styles.name}
                aria-label={t("entry", { place })}
                placeholder={link}
                value={title}
                onChange={(event) => onTitle(index, event.currentTarget.value)}
              />
            )}
            <Button
              aria-label={t("open", { place })}
              title={t("open", { place })}
              onClick={() => onOpen(place)}
            >
              {here === place ? t("here") : "→"}
            </Button>
            <Button
              isIcon
              aria-label={t("remove", { place })}
              title={t("remove", { place })}
              onClick={() => onRemove(index)}
            >
              <CloseIcon />
            </Button>
          </li>
        );
      })}
    </ol>
  );
}

interface LectureContentProps {
  readonly library: LectureLibrary;
  /** An entry was opened. */
  readonly onOpened: () => void;
}

export function LectureContent({ library, onOpened }: LectureContentProps) {
  const t = useLectureText();
  const { screenHash, addressOf, copyText, saveFile, openLink, lectureMemory } = useServices();
  const summary = useConfigSummary();
  const source = useAppStore((state) => state.lecture);
  const entry = useAppStore((state) => state.entry);
  const { lecture, isTooLong, change } = useEditing(library);
  const [said, setSaid] = useState("");
  const [removed, setRemoved] = useState<Lecture | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const here = source === null ? null : entry;
  const own = library.ownPart(lecture);

  function edit(changed: Lecture, words: string, place?: number): void {
    setRemoved(null);
    setSaid(words);
    change(changed, place);
  }

  function add(): void {
    const next = library.withEntry(lecture, { title: summary, link: screenHash() });
    if (next === lecture) setSaid(t("full", { most: library.MOST_ENTRIES }));
    else edit(next, t("added", { place: next.entries.length }));
  }

  function move(from: number, to: number): void {
    const next = library.withMoved(lecture, from, to);
    // What is on the screen moves with its entry, or makes room.
    const at = lecture.entries[entry - 1];
    edit(next, t("moved", { place: to + 1, count: next.entries.length }), at && next.entries.indexOf(at) + 1);
  }

  function remove(index: number): void {
    const next = library.withoutEntry(lecture, index);
    edit(next, t("removed"), entry > index + 1 ? entry - 1 : Math.min(entry, next.entries.length));
    setRemoved(lecture);
  }

  async function open(place: number): Promise<void> {
    const packed = source ?? (await library.packLecture(lecture));
    const target = lecture.entries[place - 1];
    if (packed === null || target === undefined) return;
    if (source !== null) lectureMemory.left.set(`${packed} ${entry}`, screenHash());
    openLink(library.placedLink(lectureMemory.left.get(`${packed} ${place}`) ?? target.link, packed, place));
    onOpened();
  }

  async function copy(): Promise<void> {
    const packed = await library.packLecture(own);
    const [first] = own.entries;
    if (packed === null || first === undefined) return;
    await copyText(addressOf(library.placedLink(first.link, packed, 1))).then(
      () => setSaid(t("copied")),
      () => setSaid(t("copyFailed")),
    );
  }

  async function openFile(chosen: File | undefined): Promise<void> {
    if (chosen === undefined) return;
    const read = library.readLecture(await chosen.text());
    if (read.kind === "lecture") {
      edit(library.ownPart(read.lecture), "", 1);
      return;
    }
    const problem = t(`problem.${read.problem}`);
    setSaid(read.entry === null ? problem : t("problem.entry", { place: read.entry, problem }));
  }

  return (
    <div className={styles.lecture}>
      <p className={styles.intro}>{t("intro")}</p>
      {lecture.entries.length === 0 ? (
        <p className={styles.intro}>{t("empty")}</p>
      ) : (
        <>
          <input
            className={styles.title}
            aria-label={t("name")}
            placeholder={t("name")}
            value={lecture.title}
            onChange={(event) =>
              edit({ ...lecture, title: library.lectureTitle(event.currentTarget.value) }, "")
            }
          />
          <Entries
            {...{ lecture, here }}
            onMove={move}
            onTitle={(index, words) => edit(library.withTitle(lecture, index, words), "")}
            onRemove={remove}
            onOpen={(place) => void open(place)}
          />
        </>
      )}
      <div className={styles.actions}>
        <Button variant="solid" onClick={add}>
          {t("add")}
        </Button>
        <Button variant="outline" disabled={own.entries.length === 0} onClick={() => void copy()}>
          {t("copy")}
        </Button>
        <Button
          variant="outline"
          disabled={own.entries.length === 0}
          onClick={() => saveFile("initscope-lecture.json", "application/json", library.writeLecture(own))}
        >
          {t("save")}
        </Button>
        <Button variant="outline" onClick={() => file.current?.click()}>
          {t("file")}
        </Button>
        <input
          ref={file}
          type="file"
          hidden
          accept=".json,application/json"
          aria-label={t("file")}
          onChange={(event) => {
            void openFile(event.target.files?.[0]);
            // The same file may be chosen again.
            event.target.value = "";
          }}
        />
      </div>
      <p className={styles.said} role="status">
        {isTooLong ? t("long") : said}
        {removed !== null && !isTooLong && (
          <Button variant="outline" onClick={() => edit(removed, "", entry)}>
            {t("restore")}
          </Button>
        )}
      </p>
    </div>
  );
}
