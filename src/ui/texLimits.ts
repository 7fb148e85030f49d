/**
 * Whether a formula may be given to the typesetter. A teacher's formula may come from anybody's link,
 * and the boxes of one that is nested a hundred deep take the browser longer to lay out than a tab
 * lives.
 */

/** Several times the longest formula of the page. */
const LONGEST = 2000;
/** Several times the deepest; 150 braces of `\overbrace{` end a tab. */
const DEEPEST = 20;

/** Definitions multiply what is written: twenty levels of twenty are four hundred. */
const DEFINES = /\\(?:[gex]?def|let|futurelet|global|(?:re)?newcommand|providecommand)(?![a-z])/i;

/** Accents and the like take the next command as their argument without a brace: `\hat\hat\hat x`. */
const COMMANDS_IN_A_ROW = new RegExp(String.raw`(?:\\[a-z]+\s*){${DEEPEST + 1}}`, "i");

/** What opens a level, and what closes it. */
const LEVELS = /\\\\|\\[{}]|[{}]|\\(?:left|right|begin|end)(?![a-z])/gi;
const STEPS: Readonly<Record<string, number>> = {
  "{": 1,
  "}": -1,
  "\\left": 1,
  "\\right": -1,
  "\\begin": 1,
  "\\end": -1,
};

/** True where the formula is neither too long nor too deep for the typesetter. */
export function isTypesettable(tex: string): boolean {
  if (tex.length > LONGEST || DEFINES.test(tex) || COMMANDS_IN_A_ROW.test(tex)) return false;
  let depth = 0;
  for (const [mark] of tex.matchAll(LEVELS)) {
    depth += STEPS[mark] ?? 0;
    if (depth > DEEPEST) return false;
  }
  return true;
}
