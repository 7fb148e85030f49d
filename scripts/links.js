/** `npm run links`: adds new links in use to the corpus of published links. Old entries stay as they are. */
import { join } from "node:path";
import { runnerImport } from "vite";
import { ROOT } from "./house.js";

const imported = await runnerImport(join(ROOT, "scripts/links.ts"), { root: ROOT, configFile: false });
const { appendLinks } = /** @type {typeof import("./links.ts")} */ (imported.module);
const added = appendLinks(ROOT);
process.stdout.write(`${added.length} links added\n${added.map((link) => `  ${link}\n`).join("")}`);
