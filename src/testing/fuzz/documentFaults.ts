/** What a document or a message from outside may never do: throw, or be taken for more than it is. */
import { EMPTY_LECTURE, MOST_ENTRIES, readLecture, writeLecture } from "../../content/lectures/lecture.ts";
import { readLesson } from "../../content/lessons/format/lessonDocument.ts";
import { readHostMessage } from "../../app/hostMessages.ts";
import { decodeLink } from "../../link/codec.ts";
import { unpackText } from "../../link/packed.ts";
import { outOfRange } from "./linkFaults.ts";

/** Runs checks; an error that they throw is a fault too. */
function faultsOf(check: () => string[]): string[] {
  try {
    return check();
  } catch (error) {
    return [`throws ${String(error)}`];
  }
}

const opensSomething = (link: string): boolean => {
  const { hasExperiment, view } = decodeLink(link);
  return hasExperiment || view.lesson !== null;
};

/** Reads a text as a teacher's lesson. */
export function lessonFaults(text: string): string[] {
  return faultsOf(() => {
    const read = readLesson(text);
    if (read.kind === "errors") return read.errors.length > 0 ? [] : ["neither a lesson nor an error"];
    const { steps } = read.lesson;
    const faults: string[] = [];
    if (steps.length < 1 || steps.length > 40) faults.push(`${steps.length} steps`);
    for (const { link, title, text: words, explanation, prediction } of steps) {
      if (!opensSomething(link)) faults.push(`a step opens nothing: ${link}`);
      for (const value of [title, words, explanation])
        if (typeof value.en !== "string" || typeof value.zh !== "string") faults.push("words that are none");
      if (prediction?.kind === "choice" && prediction.options.some(({ id }) => typeof id !== "string"))
        faults.push("an option without an id");
    }
    return faults;
  });
}

/** Reads a text as a lecture list; what is read is written and read again. */
export function lectureFaults(text: string): string[] {
  return faultsOf(() => {
    const read = readLecture(text);
    if (read.kind === "problem") return [];
    const { entries } = read.lecture;
    const faults = entries.length < 1 || entries.length > MOST_ENTRIES ? [`${entries.length} entries`] : [];
    for (const { link } of entries) if (!opensSomething(link)) faults.push(`an entry opens nothing: ${link}`);
    const again = readLecture(writeLecture(read.lecture));
    const lecture = again.kind === "lecture" ? again.lecture : EMPTY_LECTURE;
    if (JSON.stringify(lecture) !== JSON.stringify(read.lecture)) faults.push("it is written in two ways");
    return faults;
  });
}

/** Longest refusal that goes back to the page around the frame. */
const LONGEST_REASON = 200;

/** Reads a value as a message of the page around the frame. */
export function messageFaults(data: unknown): string[] {
  return faultsOf(() => {
    const read = readHostMessage(data);
    if (read?.kind === "set") return outOfRange(read.config);
    if (read?.kind === "refused" && read.reason.length > LONGEST_REASON)
      return [`a reason of ${read.reason.length}`];
    return [];
  });
}

/** Unpacks a text from a link. */
export async function packedFaults(text: string): Promise<string[]> {
  try {
    await unpackText(text);
    return [];
  } catch (error) {
    return [`rejects ${String(error)}`];
  }
}
