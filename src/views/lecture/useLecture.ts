/** The lecture list of the address: its entries, and the way from one to the other. */
import { useEffect, useState } from "react";
import { useAppStore } from "../../store/store.ts";
import type { Lecture } from "../lectureLibrary.ts";
import { useServices } from "../services.ts";

export interface OpenLecture {
  /** Null without a list, while it is being read, and where it cannot be read. */
  readonly lecture: Lecture | null;
  readonly isBroken: boolean;
  /** The entry that was opened last, from 1 and within the list. */
  readonly entry: number;
  /** Opens an entry, from 1, as it was left in this visit; beyond the ends nothing happens. */
  readonly go: (to: number) => void;
}

export function useLecture(): OpenLecture {
  const { lectures, lectureMemory, openLink, screenHash } = useServices();
  const source = useAppStore((state) => state.lecture);
  const opened = useAppStore((state) => state.entry);
  const [read, setRead] = useState<{ readonly source: string; readonly lecture: Lecture | null } | null>(
    null,
  );
  useEffect(() => {
    if (source === null) return;
    let isWanted = true;
    void lectures
      .load()
      .then((library) => library.unpackLecture(source))
      .then((lecture) => {
        if (isWanted) setRead({ source, lecture });
      }, reportError);
    return () => {
      isWanted = false;
    };
  }, [lectures, source]);

  const isRead = read !== null && read.source === source;
  const lecture = isRead ? read.lecture : null;
  const entry = Math.min(opened, lecture?.entries.length ?? 1);
  return {
    lecture,
    isBroken: isRead && lecture === null,
    entry,
    go(to) {
      const library = lectures.now();
      const target = lecture?.entries[to - 1];
      if (library === null || target === undefined || source === null) return;
      lectureMemory.left.set(`${source} ${entry}`, screenHash());
      const link = lectureMemory.left.get(`${source} ${to}`) ?? target.link;
      openLink(library.placedLink(link, source, to));
    },
  };
}

/**
 * Begins the list of the address, or else of this device, with what is on the screen. A press does it, not a
 * link: what a link opens is already in its place.
 */
export function useBeginLecture(isBegun: boolean): void {
  const { lectures, lectureMemory, screenHash } = useServices();
  const source = useAppStore((state) => state.lecture);
  const changeLecture = useAppStore((state) => state.changeLecture);
  const [list] = useState(() => (isBegun ? (source ?? lectureMemory.read() ?? "") : ""));
  const [screen] = useState(screenHash);
  useEffect(() => {
    if (list === "") return;
    let isWanted = true;
    const begin = async (): Promise<void> => {
      const library = await lectures.load();
      const known = await library.unpackLecture(list);
      const begun = known === null ? null : library.begun(known, screen);
      // Packed anew, an unchanged list could get another text.
      const isSame = begun?.lecture === known;
      const packed = begun === null ? null : isSame ? list : await library.packLecture(begun.lecture);
      if (isWanted && begun !== null && packed !== null) {
        changeLecture({ source: packed, entry: begun.entry });
      }
    };
    begin().catch(reportError);
    return () => {
      isWanted = false;
    };
  }, [list, screen, lectures, changeLecture]);
}
