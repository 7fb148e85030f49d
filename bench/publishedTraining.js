/**
 * `npm run published -- --training`: measures the results of training in docs/published.md again, on the WASM
 * engine in Node. `--only=A1,A5` does some of them.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServer } from "vite";
import { ROOT } from "../scripts/house.js";

const DOCUMENT = join(ROOT, "docs/published.md");

/** @param {readonly string[] | null} only ids; null for all */
export async function publishTrainings(only) {
  const server = await createServer({
    root: ROOT,
    logLevel: "warn",
    server: { middlewareMode: true, hmr: false, watch: null },
  });
  try {
    const module = await server.ssrLoadModule("/src/testing/training/publishedTrainings.ts");
    const { publishedTrainings } =
      /** @type {typeof import("../src/testing/training/publishedTrainings.ts")} */ (module);
    for (const { id, title, measure } of publishedTrainings) {
      if (only !== null && !only.includes(id)) continue;
      const startMs = performance.now();
      const rows = await measure();
      const lines = [
        `Measured on ${new Date().toISOString().slice(0, 10)}. ${title}.`,
        "",
        "| experiment | published | found | holds |",
        "| --- | --- | --- | --- |",
        ...rows.map(
          (row) => `| ${row.what} | ${row.published} | ${row.found} | ${row.holds ? "yes" : "no"} |`,
        ),
      ];
      console.log(`${id}: ${((performance.now() - startMs) / 1000).toFixed(0)} s\n${lines.join("\n")}`);
      const [begin, end] = [`<!-- training ${id}: begin -->`, `<!-- training ${id}: end -->`];
      const document = readFileSync(DOCUMENT, "utf8");
      const [before = "", rest = ""] = document.split(begin);
      const [, after = ""] = rest.split(end);
      writeFileSync(DOCUMENT, `${before}${begin}\n\n${lines.join("\n")}\n\n${end}${after}`);
      const missed = rows.filter(({ holds }) => !holds);
      if (missed.length > 0) {
        process.exitCode = 1;
        console.error(`${id} does not hold: ${missed.map(({ what }) => what).join("; ")}`);
      }
    }
  } finally {
    await server.close();
  }
}
