/** The menu of initialisers by groups, as all choosers show it. */
import { INITIALIZER_GROUPS, initializers } from "../../catalog/initializers.ts";
import type { InitializerEntry, InitializerId } from "../../catalog/initializers.ts";
import type { Translate } from "../../i18n/text.ts";
import type { SelectOption } from "../../ui/Select.tsx";

/** @param labelOf an entry's label: where there is room, all its names (`menuLabel`) */
export function initializerMenu(
  t: Translate,
  labelOf: (entry: InitializerEntry) => string,
): readonly SelectOption<InitializerId>[] {
  return INITIALIZER_GROUPS.flatMap((group) =>
    initializers
      .filter((entry) => entry.group === group)
      .map((entry) => ({
        id: entry.id,
        label: labelOf({ ...entry, label: t.nameOf(entry.label) }),
        group: t(`initializer.group.${group}`),
      })),
  );
}
