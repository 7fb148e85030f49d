/** Ids in links: a catalogue's own, or another name that means one of them. */

/** Other names, and the ids they mean. */
export type Aliases<Id extends string> = Readonly<Record<string, Id>>;

/** The id a text means; undefined where it means none. */
export function readId<Id extends string>(
  text: string,
  ids: readonly Id[],
  aliases: Aliases<Id>,
): Id | undefined {
  // An own key only: `constructor` is no alias.
  return ids.find((id) => id === text) ?? (Object.hasOwn(aliases, text) ? aliases[text] : undefined);
}
