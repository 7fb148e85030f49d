/** Keys that an object of a JSON text has twice: `JSON.parse` keeps the last of them in silence. */

/** A string literal, or a bracket. Colons and commas inside strings are part of the literal. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}]/g;
const COLON = /\s*:/y;

/**
 * The first key that one object of a text has twice; null when there is none.
 * @param text JSON that parses
 */
export function duplicateKey(text: string): string | null {
  const open: Set<string>[] = [];
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else {
      COLON.lastIndex = index + token.length;
      if (!COLON.test(text)) continue;
      const keys = open.at(-1);
      const key = String(JSON.parse(token));
      if (keys?.has(key) === true) return key;
      keys?.add(key);
    }
  }
  return null;
}
