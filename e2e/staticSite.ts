/** A plain static host, whose site can change, hang or go away; and other builds to put on it. */
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { dirname, extname, join } from "node:path";
import { unzipSync } from "fflate";

/** The types of `python3 -m http.server`, which does not know a manifest's type either. */
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

export class StaticSite {
  /** The folder whose files are served. */
  folder: string;
  /** Files that exist and are answered with 404. */
  readonly missing = new Set<string>();
  /** Whether requests for the page itself are never answered. */
  isPageHanging = false;
  /** Names of the requested files, in order; the page is the empty name. */
  readonly asked: string[] = [];
  readonly #path: string;
  readonly #server: Server;

  private constructor(folder: string, path: string) {
    this.folder = folder;
    this.#path = path;
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://host");
      const name = pathname.startsWith(path) ? pathname.slice(path.length) : null;
      if (name !== null) this.asked.push(name);
      if (name === "" && this.isPageHanging) return;
      const file = join(this.folder, name === "" ? "index.html" : (name ?? "missing"));
      const isThere = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
      if (name === null || !isThere || this.missing.has(name)) {
        response.writeHead(404).end();
        return;
      }
      const type = TYPES[extname(file)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type }).end(readFileSync(file));
    });
  }

  /** @param path begins and ends with a slash */
  static async start(folder: string, path = "/"): Promise<StaticSite> {
    const site = new StaticSite(folder, path);
    await new Promise<void>((resolve) => site.#server.listen(0, "127.0.0.1", resolve));
    return site;
  }

  get address(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the site is not being served");
    return `http://127.0.0.1:${address.port}${this.#path}`;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }
}

/** Names of all files below a folder. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
}

/**
 * Copies a build into a folder as the next one: its first script has another name, as if its content had
 * changed.
 */
export function nextBuild(build: string, folder: string): void {
  cpSync(build, folder, { recursive: true });
  const page = readFileSync(join(folder, "index.html"), "utf8");
  const entry = /src="\.\/(assets\/index-[\w-]+\.js)"/.exec(page)?.[1] ?? "";
  renameSync(join(folder, entry), join(folder, "assets/index-NextOne1.js"));
  for (const name of filesBelow(folder).filter((file) => /\.(?:js|html)$/.test(file))) {
    const text = readFileSync(join(folder, name), "utf8");
    const next = text
      .replaceAll(entry.replace("assets/", ""), "index-NextOne1.js")
      .replace(/"version":"[0-9a-f]{16}"/, '"version":"next"');
    writeFileSync(join(folder, name), next);
  }
}

/** Unpacks a ZIP archive. */
export function unzip(zip: Uint8Array, folder: string): void {
  for (const [name, content] of Object.entries(unzipSync(zip))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}
