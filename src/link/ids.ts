/** Ids in links: an id of the catalogue, or an alias of one. */

/** Aliases, and the ids that they mean. */
export type Aliases<Id extends string> = Readonly<Record<string, Id>>;

/** The id a text means; undefined where it means none. */
export function readId<Id extends string>(
  text: string,
  ids: readonly Id[],
  aliases: Aliases<Id>,
): Id | undefined {
  // Own keys only: `constructor` is no alias.
  return ids.find((id) => id === text) ?? (Object.hasOwn(aliases, text) ? aliases[text] : undefined);
}
