/**
 * Keeps what lies around the page in step with it: the title of the tab, and the projector's theme of a
 * presentation.
 */
import type { AppState } from "../store/state.ts";
import type { AppStoreApi } from "../store/store.ts";
import { experimentName } from "../views/controls/experimentName.ts";
import type { Appearance } from "./appearance.ts";

export function followScreen(store: AppStoreApi, appearance: Appearance): void {
  const { title: program } = document;
  /** A tab says what it shows: the title that a teacher has given it, else the experiment. */
  const name = ({ screen, config }: AppState): void => {
    const own = screen.title === "" ? experimentName(config, appearance.get().text.t) : screen.title;
    document.title = `${own} · ${program}`;
  };
  const present = ({ screen }: AppState): void => appearance.setPresenting(screen.mode === "present");
  present(store.getState());
  name(store.getState());
  store.subscribe((state, before) => {
    if (state.screen !== before.screen) present(state);
    if (state.screen !== before.screen || state.config !== before.config) name(state);
  });
  appearance.subscribe(() => name(store.getState()));
}
