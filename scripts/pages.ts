/**
 * The pages for readers: Markdown under docs/ becomes static HTML in the build, such as `docs/model.html`.
 * They open offline, from a USB stick and under any path.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Marked } from "marked";
import type { Plugin } from "vite";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const STYLE_FILE = "docs/page.css";

/** Pages of the build by the name of their Markdown. Links to other files lose their address. */
export const PAGES = [
  "model",
  "model.zh",
  "lesson-plan",
  "lesson-plan.zh",
  "glossary",
  "glossary.zh",
  "lessons",
  "embed",
  "recorder",
  "numerics",
  "theory",
  "published",
] as const;
export type PageName = (typeof PAGES)[number];

/** No scripts, and nothing from other origins. */
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

/** Chinese text and its punctuation, which take no space between two lines. */
const CHINESE = String.raw`[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u201c\u201d\u2026*]`;
const BETWEEN_LINES = new RegExp(`(?<=${CHINESE})\\n(?=${CHINESE}|\\[)`, "g");

/** A heading's address within its page. */
const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");

/** A link's address in the build; null for files that only the repository has. */
function addressOf(href: string): string | null {
  if (/^[a-z]+:/.test(href) || href.startsWith("#")) return href;
  if (href.startsWith("../index.html")) return href.replace("../index.html", "../");
  const [, name = "", rest = ""] = /^([\w.-]+)\.md(#.*)?$/.exec(href) ?? [];
  return PAGES.some((page) => page === name) ? `${name}.html${rest}` : null;
}

const markdown = new Marked({
  gfm: true,
  renderer: {
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      const address = addressOf(href);
      return address === null ? words : `<a href="${escapeHtml(address)}">${words}</a>`;
    },
    heading({ tokens, depth, text }) {
      return `<h${depth} id="${slugOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    // Wide tables scroll by themselves, and with the keyboard.
    table(token) {
      // In the glossary each row has an address, the same in both languages.
      const named = token.header.findIndex(({ text }) => text === "English");
      const cell = (tag: string, { tokens }: (typeof token.header)[number]): string =>
        `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`;
      const row = (tag: string, cells: typeof token.header): string => {
        const id = tag === "td" ? cells[named]?.text : undefined;
        const address = id === undefined ? "" : ` id="${slugOf(id)}"`;
        return `<tr${address}>${cells.map((each) => cell(tag, each)).join("")}</tr>`;
      };
      const body = token.rows.map((cells) => row("td", cells)).join("\n");
      return `<div class="table" tabindex="0"><table><thead>${row("th", token.header)}</thead><tbody>${body}</tbody></table></div>\n`;
    },
  },
});

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** A page of the build as HTML. @param text its Markdown, which begins with its title */
export function pageHtml(name: PageName, text: string): string {
  const language = name.endsWith(".zh") ? "zh-CN" : "en";
  const title = /^# (.+)$/m.exec(text)?.[1] ?? name;
  const joined = language === "en" ? text : text.replace(BETWEEN_LINES, "");
  const body = markdown.parse(joined, { async: false });
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${POLICY}" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${escapeHtml(title)} · Initscope</title>
<link rel="icon" type="image/svg+xml" href="../favicon.svg" />
<link rel="stylesheet" href="page.css" />
</head>
<body class="${name.replace(".zh", "")}">
<nav><a href="../">Initscope</a></nav>
<main>
${body}</main>
</body>
</html>
`;
}

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** Every file of the pages by its name in the build. */
function pageFiles(): ReadonlyMap<string, string> {
  return new Map([
    // The colours and themes of the page, then the rules for reading and for paper.
    [STYLE_FILE, `${read("src/styles/tokens.css")}\n${read("src/styles/page.css")}`],
    ...PAGES.map((name) => [`docs/${name}.html`, pageHtml(name, read(`docs/${name}.md`))] as const),
  ]);
}

/** Puts the pages into the build, and serves them in development. */
export function readersPages(): Plugin {
  return {
    name: "initscope:readers-pages",
    generateBundle() {
      for (const [fileName, source] of pageFiles()) this.emitFile({ type: "asset", fileName, source });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = (request.url ?? "").replace(/^\/|[?#].*$/g, "");
        const file = name.startsWith("docs/") ? pageFiles().get(name) : undefined;
        if (file === undefined) return next();
        response.setHeader("content-type", name.endsWith(".css") ? "text/css" : "text/html; charset=utf-8");
        response.end(file);
      });
    },
  };
}
