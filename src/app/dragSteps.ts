/** A drag of a slider is one step of undo, from the press to the release. */
import type { AppStoreApi } from "../store/store.ts";

export function followDrags(store: AppStoreApi): void {
  const { hold } = store.getState();
  addEventListener("pointerdown", ({ target }) => {
    if (target instanceof HTMLInputElement && target.type === "range") hold(true);
  });
  // The slider has captured the pointer, so its end arrives here wherever it is.
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => hold(false));
}
