/** What is fetched before a link can be read: the parser of a typed activation, the recipes. */
import { phiPart, recipesPart } from "../views/controls/lazy.ts";

/** Fetches it; null where nothing is missing. What cannot be fetched is missing in the link's reading too. */
export function fetchFor(link: string): Promise<unknown> | null {
  const wanted = [
    ...(link.includes("act=phi") ? [phiPart] : []),
    ...(link.includes("recipe=") ? [recipesPart] : []),
  ].filter((part) => part.now() === null);
  return wanted.length === 0 ? null : Promise.allSettled(wanted.map((part) => part.load()));
}
