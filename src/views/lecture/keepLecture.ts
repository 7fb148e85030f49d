/** Where a changed lecture list is kept: on this device, and in the address where that holds one. */
import type { AppActions } from "../../store/state.ts";
import type { Lecture, LectureLibrary } from "../lectureLibrary.ts";
import type { AppServices } from "../services.ts";

export interface Kept {
  readonly library: LectureLibrary;
  readonly memory: AppServices["lectureMemory"];
  /** The list of the address, packed; null without one. */
  readonly source: string | null;
  readonly changeLecture: AppActions["changeLecture"];
}

/** A packed list, and its own part without what was on the screen when it was begun. */
export interface PackedLecture {
  readonly packed: string;
  readonly own: string;
  /** The own part of the list before the change. */
  readonly former: string | null;
}

/** Packs a change; null where the list is too long for a link. */
export async function packChange(
  library: LectureLibrary,
  changed: Lecture,
  before: Lecture,
): Promise<PackedLecture | null> {
  const [packed, own, former] = await Promise.all([
    library.packLecture(changed),
    library.packLecture(library.ownPart(changed)),
    library.packLecture(library.ownPart(before)),
  ]);
  return packed === null || own === null ? null : { packed, own, former };
}

/** Keeps a packed change. A list from a link leaves the visitor's own one alone. */
export function keepLecture(
  { memory, source, changeLecture }: Omit<Kept, "library">,
  changed: Lecture,
  { packed, own, former }: PackedLecture,
  entry: number,
): void {
  const isEmpty = changed.entries.length === 0;
  const remembered = memory.read() ?? "";
  if (source === null || remembered === "" || remembered === former) memory.write(isEmpty ? "" : own);
  if (source !== null) changeLecture(isEmpty ? null : { source: packed, entry });
}
