/** What opening a file needs of the page. */
import type { Text } from "../i18n/languages.ts";
import type { AppStoreApi } from "../store/store.ts";
import type { Problems } from "./problems.ts";

export interface OpeningPorts {
  readonly store: AppStoreApi;
  readonly problems: Problems;
  readonly text: () => { readonly text: Text };
}
