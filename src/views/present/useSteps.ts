/** The sequence that the page keys step through: the steps of the open lesson, else the presets. */
import { useRef } from "react";
import { useLanguage } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { useOptional } from "../onDemand.ts";
import { useIsHidden } from "../screen.ts";
import { useServices } from "../services.ts";
import type { GalleryItem } from "../../content/presets/presets.ts";

export interface Steps {
  /** Name of the preset on the screen; null in a lesson and once the experiment is another. */
  readonly preset: { readonly title: string } | null;
  /** False where the link hides the controls that open other experiments. */
  readonly canStep: boolean;
  readonly go: (by: -1 | 1) => void;
}

const NONE: readonly GalleryItem[] = [];

export function useSteps(): Steps {
  const language = useLanguage();
  const { presets, addressOf, currentLink, openLink, lessons } = useServices();
  const canStep = !useIsHidden("header");
  const lesson = useAppStore((state) => state.lesson);
  // The link follows the experiment.
  useAppStore((state) => state.config);
  const link = currentLink();
  const items = useOptional(presets) ?? NONE;
  const index = lesson === null ? items.findIndex((item) => addressOf(item.link) === link) : -1;
  const preset = items[index];
  /** The preset to go on from when the speaker has changed a setting since. */
  const last = useRef(-1);

  async function goInLesson(source: string, step: number): Promise<void> {
    const library = await lessons.load();
    const found = await library.findLesson(source);
    if (found.kind !== "lesson" || step < 1 || step > found.lesson.steps.length) return;
    openLink(library.stepLink(source, found.lesson, step));
  }

  return {
    preset: preset === undefined ? null : { title: preset.title[language] },
    canStep: canStep || lesson !== null,
    go(by) {
      if (lesson !== null) {
        void goInLesson(lesson.source, lesson.step + by);
        return;
      }
      if (!canStep) return;
      const from = index < 0 ? last.current : index;
      const next = from < 0 ? items.at(by === 1 ? 0 : -1) : items[from + by];
      if (next === undefined) return;
      last.current = items.indexOf(next);
      openLink(next.link);
    },
  };
}
