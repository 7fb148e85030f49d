/** Reads the values of a file into the thread that runs a plan. */
import type { Given } from "./given.ts";
import { givenFiles } from "./sampling.ts";

/** As many as there are networks on a screen, and two that Undo may bring back. */
const MOST_FILES = 6;

/** Reads the values of a plan into this thread, unless they are there. */
export async function fetchGiven({ given }: { readonly given?: Given }): Promise<void> {
  if (given === undefined) return;
  const { key, data } = given;
  const values = givenFiles.get(key) ?? new Float32Array(await data.arrayBuffer());
  // The order of the map is the order of use.
  givenFiles.delete(key);
  givenFiles.set(key, values);
  for (const oldest of givenFiles.keys()) if (givenFiles.size > MOST_FILES) givenFiles.delete(oldest);
}
