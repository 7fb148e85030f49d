/** The page with all that it stands on: its store, its services, and what is shown when it crashes. */
import { useMemo, useSyncExternalStore } from "react";
import { AppStoreContext } from "../store/store.ts";
import type { AppStoreApi } from "../store/store.ts";
import { App } from "../views/App.tsx";
import { AppServicesContext } from "../views/services.ts";
import type { AppServices } from "../views/services.ts";
import { CrashPage } from "../views/status/CrashPage.tsx";
import type { Appearance } from "./appearance.ts";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import type { Problems } from "./problems.ts";
import type { Updates } from "./updates.ts";

/** The services that stay the same for the whole visit. */
export type FixedServices = Omit<AppServices, "theme" | "problem" | "update">;

interface RootProps {
  readonly store: AppStoreApi;
  readonly fixed: FixedServices;
  readonly appearance: Appearance;
  readonly problems: Problems;
  readonly updates: Updates;
}

/** A crash of the view must reach the page's error handlers. */
const report = (error: unknown): void => reportError(error);

export function Root({ store, fixed, appearance, problems, updates }: RootProps) {
  const { theme, text } = useSyncExternalStore(appearance.subscribe, appearance.get);
  const problem = useSyncExternalStore(problems.subscribe, problems.get);
  const update = useSyncExternalStore(updates.subscribe, updates.get);
  const services = useMemo<AppServices>(
    () => ({ ...fixed, theme, problem, update }),
    [fixed, theme, problem, update],
  );
  return (
    <AppStoreContext value={store}>
      <AppServicesContext value={services}>
        <ErrorBoundary fallback={<CrashPage t={text.t} />} onError={report}>
          <App text={text} />
        </ErrorBoundary>
      </AppServicesContext>
    </AppStoreContext>
  );
}
