/** Changes of the lecture list, kept on this device and in the address. */
import { useEffect, useRef, useState } from "react";
import { useAppStore } from "../../store/store.ts";
import type { Lecture, LectureLibrary } from "../lectureLibrary.ts";
import { useServices } from "../services.ts";
import { keepLecture, packChange } from "./keepLecture.ts";

export interface Editing {
  readonly lecture: Lecture;
  /** The list does not fit into a link; it is kept as long as the page is open. */
  readonly isTooLong: boolean;
  /** @param entry the place of what is on the screen in the new list, from 1; the same by default */
  readonly change: (lecture: Lecture, entry?: number) => void;
}

export function useEditing(library: LectureLibrary): Editing {
  const { lectureMemory } = useServices();
  const source = useAppStore((state) => state.lecture);
  const place = useAppStore((state) => state.entry);
  const changeLecture = useAppStore((state) => state.changeLecture);
  const [lecture, setLecture] = useState(library.EMPTY_LECTURE);
  const [isTooLong, setTooLong] = useState(false);
  /** The list that is shown, packed: its own changes need not be read again. */
  const shown = useRef("");
  const newest = useRef(0);
  const list = source ?? lectureMemory.read() ?? "";

  useEffect(() => {
    if (list === shown.current) return;
    shown.current = list;
    const count = ++newest.current;
    void library.unpackLecture(list).then((read) => {
      if (newest.current === count) setLecture(read ?? library.EMPTY_LECTURE);
    });
  }, [library, list]);

  async function keep(changed: Lecture, entry: number, before: Lecture): Promise<void> {
    const count = newest.current;
    const packed = await packChange(library, changed, before);
    if (newest.current !== count) return;
    setTooLong(packed === null);
    if (packed === null) return;
    const isEmpty = changed.entries.length === 0;
    shown.current = source !== null ? packed.packed : isEmpty ? "" : packed.own;
    keepLecture({ memory: lectureMemory, source, changeLecture }, changed, packed, entry);
  }

  return {
    lecture,
    isTooLong,
    change(changed, entry = place) {
      newest.current += 1;
      setLecture(changed);
      keep(changed, Math.max(1, entry), lecture).catch(reportError);
    },
  };
}
