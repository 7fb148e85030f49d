/**
 * Keeps what lies around the page in step with the screen of the link: the title and the projector's theme.
 */
import type { AppState } from "../store/state.ts";
import type { AppStoreApi } from "../store/store.ts";
import type { Appearance } from "./appearance.ts";

export function followScreen(store: AppStoreApi, { setPresenting }: Appearance): void {
  const { title } = document;
  const follow = ({ screen }: AppState): void => {
    setPresenting(screen.mode === "present");
    document.title = screen.title === "" ? title : `${screen.title} · ${title}`;
  };
  follow(store.getState());
  store.subscribe((state, before) => {
    if (state.screen !== before.screen) follow(state);
  });
}
