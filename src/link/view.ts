/** What a link says about the screen, and the pairs it is made of: all that the page needs to know before the program is there. */

/** Keys that only say how to look at an experiment; never part of a preset. */
export interface LinkView {
  readonly language: "en" | "zh" | null;
  readonly theme: "light" | "dark" | "projector" | null;
}

function decodeComponent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % is not an escape; the text itself is the best reading of it.
    return text;
  }
}

/** Key and value pairs of a hash or query; the last of a repeated key wins. */
export function pairsOf(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  // Chat programs escape the leading # or add their own; both are taken off.
  const body = text.replace(/^(?:[#?]|%23)+/i, "");
  for (const part of body.split(/&(?:amp;)?/)) {
    const at = part.indexOf("=");
    if (at > 0) pairs.set(decodeComponent(part.slice(0, at)), decodeComponent(part.slice(at + 1)));
  }
  return pairs;
}

/** The view keys of a link; what is not one of the values allowed counts as not said. */
export function viewOf(pairs: ReadonlyMap<string, string>): LinkView {
  const language = pairs.get("lang");
  const theme = pairs.get("theme");
  return {
    language: language === "en" || language === "zh" ? language : null,
    theme: theme === "light" || theme === "dark" || theme === "projector" ? theme : null,
  };
}
