/** Python in parts of one kind, for the inks of the code window. It knows as much of Python as that needs. */

export type CodeKind = "plain" | "keyword" | "string" | "comment" | "forward" | "backward";

export interface CodePart {
  readonly kind: CodeKind;
  readonly text: string;
}

const KEYWORDS =
  "and|as|assert|break|class|continue|def|del|elif|else|except|False|for|from|if|import|in|is|lambda|None|not|or|pass|raise|return|True|with|while";
const PART = new RegExp(
  String.raw`("""[\s\S]*?"""|[rf]?"(?:[^"\\\n]|\\.)*")|(#[^\n]*)|\b(${KEYWORDS})\b`,
  "g",
);

/** The measured number behind a line has the ink of its direction. */
function commentKind(source: string, at: number): CodeKind {
  if (!/^# (?:std|\S+ % not finite)/.test(source.slice(at, at + 40))) return "comment";
  const line = source.slice(source.lastIndexOf("\n", at) + 1, at).trimStart();
  if (/^d[a-zA-Z]+\[/.test(line)) return "backward";
  return line.startsWith("W[") ? "comment" : "forward";
}

/** The parts of a source in order; together they are the source. */
export function highlight(source: string): readonly CodePart[] {
  const parts: CodePart[] = [];
  let end = 0;
  const put = (kind: CodeKind, text: string): void => {
    if (text !== "") parts.push({ kind, text });
  };
  for (const match of source.matchAll(PART)) {
    const [text, string, comment] = match;
    put("plain", source.slice(end, match.index));
    if (string !== undefined) put("string", text);
    else put(comment === undefined ? "keyword" : commentKind(source, match.index), text);
    end = match.index + text.length;
  }
  put("plain", source.slice(end));
  return parts;
}
