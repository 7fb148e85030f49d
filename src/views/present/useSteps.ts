/**
 * What the page keys step through: the entries of the lecture list, else the steps of the open lesson.
 * Without either they do nothing: what a speaker shows is never replaced by something else.
 */
import { useMemo } from "react";
import { useLanguage } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import type { GalleryItem } from "../../content/presets/presets.ts";
import { useLecture } from "../lecture/useLecture.ts";
import { useOptional } from "../onDemand.ts";
import { useServices } from "../services.ts";

export interface Steps {
  /** Name of what is on the screen: of the entry, or of the preset; empty without one. */
  readonly title: string;
  /** Place in the lecture list; null without one. */
  readonly place: { readonly entry: number; readonly count: number } | null;
  readonly canGo: { readonly back: boolean; readonly on: boolean };
  readonly go: (by: -1 | 1) => void;
}

const NONE: readonly GalleryItem[] = [];

export function useSteps(): Steps {
  const language = useLanguage();
  const { presets, configOf, openLink, lessons } = useServices();
  const { lecture, entry, go } = useLecture();
  const lesson = useAppStore((state) => state.lesson);
  const config = useAppStore((state) => state.config);
  const isAlone = useAppStore((state) => state.pins.length === 0 && state.lesson === null);
  const items = useOptional(presets) ?? NONE;
  const known = useMemo(() => items.map(({ link }) => JSON.stringify(configOf(link))), [items, configOf]);
  const preset = isAlone ? items[known.indexOf(JSON.stringify(config))] : undefined;
  const count = lecture?.entries.length ?? 0;

  async function goInLesson(source: string, step: number): Promise<void> {
    const library = await lessons.load();
    const found = await library.findLesson(source);
    if (found.kind !== "lesson" || step < 1 || step > found.lesson.steps.length + 1) return;
    openLink(library.stepLink(source, found.lesson, step));
  }

  const isInLecture = lecture !== null;
  return {
    title: lecture?.entries[entry - 1]?.title ?? preset?.title[language] ?? "",
    place: isInLecture ? { entry, count } : null,
    canGo: isInLecture
      ? { back: entry > 1, on: entry < count }
      : { back: lesson !== null && lesson.step > 1, on: lesson !== null },
    go(by) {
      if (isInLecture) go(entry + by);
      else if (lesson !== null) void goInLesson(lesson.source, lesson.step + by);
    },
  };
}
