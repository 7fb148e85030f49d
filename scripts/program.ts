/**
 * Puts the program into one file, which the page fetches beside its texts, and adds hints that fetch it
 * early.
 */
import { fileURLToPath } from "node:url";
import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";

const ENTRY = fileURLToPath(new URL("../src/main.tsx", import.meta.url));
const PROGRAM = fileURLToPath(new URL("../src/app/start.tsx", import.meta.url));
const WORKER = fileURLToPath(new URL("../src/engine/worker/worker.ts", import.meta.url));
const CHUNK_NAME = "start";

const SOURCE = fileURLToPath(new URL("../src/", import.meta.url)).replaceAll("\\", "/");

/** Modules below 1 kB that several lazy views share: they belong to the program. */
const SHARED_BY_VIEWS = [
  "i18n/partText",
  "math/sketchQuantiles",
  "views/background/measure",
  "views/readersPage",
  "link/packed",
  "views/compare/letters",
];

/**
 * Chunks below 1 kB, each merged with a neighbour that is fetched at the same time: lazy views are all
 * fetched in idle time. Chunks that stay below 1 kB need their boundary: the bundler's own runtime serves the
 * entry and the program, which must not wait for each other, and a worker's entry is one import of its
 * program.
 */
const FOLDED: Readonly<Record<string, readonly string[]>> = {
  // The numbers of a layer are rows of the statistics that the table shows.
  statistics: ["views/picture/data/statistics", "views/picture/numbers/LayerNumbers"],
  // The strips, and what they say of a picture.
  strips: [
    "views/picture/strips/StripsChart",
    "views/picture/data/strips",
    "views/picture/data/entries",
    "charts/StripRow",
    "experiment/similarity",
  ],
  // A formula that most networks do not need, beside the notes of the catalogue.
  notes: ["views/controls/CatalogNote", "views/controls/NormalizationFormula"],
  trainingPlan: [
    "experiment/training/trainingPlan",
    "experiment/training/stepLimit",
    "experiment/training/snapshot",
    "catalog/schedules",
  ],
  notices: [
    "i18n/noticeText",
    "i18n/updateText",
    "views/status/AdjustmentNotice",
    "views/status/UpdateNotice",
    "views/status/nearest",
  ],
  // Theory's lines, and what they say of the inputs.
  theory: ["views/picture/data/theory", "experiment/inputMoments", "experiment/theory/planTheory"],
  // Engines without WebAssembly draw by the plain tools.
  draws: ["engine/toolkit", "experiment/draws", "math/orthogonal"],
  // All that valibot checks is fetched where something comes from outside; the record is the smallest.
  checks: ["valibot", "engine/contestRecord", "engine/selfCheck"],
};

/** The path of a module below src/ without its ending, or the name of its package; null for other modules. */
function sourcePath(moduleId: string): string | null {
  const [file = ""] = moduleId.replaceAll("\\", "/").split("?");
  const [, name] = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  if (name !== undefined) return name;
  return file.startsWith(SOURCE) ? file.slice(SOURCE.length).replace(/\.(?:module\.css|tsx?)$/, "") : null;
}

type GetImports = (moduleId: string) => readonly string[];

/** A module and everything it imports statically. */
function closureOf(moduleId: string, importsOf: GetImports): ReadonlySet<string> {
  const closure = new Set([moduleId]);
  for (const id of closure) for (const imported of importsOf(id)) closure.add(imported);
  return closure;
}

/**
 * One chunk with all code of the first screen. By default the bundler makes a chunk of each set of modules
 * that the first screen shares with a lazy view: a dozen small files, which compress worse than one.
 */
export const programChunk = {
  debugName: CHUNK_NAME,
  name(moduleId: string, context: Rolldown.ChunkingContext): string | null {
    const importsOf: GetImports = (id) => context.getModuleInfo(id)?.importedIds ?? [];
    // Imports of the entry stay with it, because it must not wait for the program.
    if (closureOf(ENTRY, importsOf).has(moduleId)) return null;
    if (SHARED_BY_VIEWS.includes(sourcePath(moduleId) ?? "")) return CHUNK_NAME;
    return closureOf(PROGRAM, importsOf).has(moduleId) ? CHUNK_NAME : null;
  },
};

/** The merges of `FOLDED`. */
export const foldedChunks = {
  debugName: "folded",
  name(moduleId: string): string | null {
    const path = sourcePath(moduleId);
    if (path === null) return null;
    return Object.keys(FOLDED).find((name) => FOLDED[name]?.includes(path)) ?? null;
  },
};

/** `programChunk` for a worker: its program is one file beside its entry. */
export const workerChunk = {
  debugName: "worker",
  name(moduleId: string, context: Rolldown.ChunkingContext): string | null {
    const importsOf: GetImports = (id) => context.getModuleInfo(id)?.importedIds ?? [];
    return closureOf(WORKER, importsOf).has(moduleId) ? "worker" : null;
  },
};

/**
 * `src/main.tsx` fetches the program by an `import()`, beside the words of the visitor's language. These
 * hints let the browser begin with it while it reads the page, and hold the first paint until the style sheet
 * is there.
 */
export function preloadProgram(): Plugin {
  return {
    name: "initscope:preload-program",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { chunk, bundle = {} }) {
        const program = Object.values(bundle).find(
          (file) => file.type === "chunk" && file.name === CHUNK_NAME && file.moduleIds.includes(PROGRAM),
        );
        if (program?.type !== "chunk") throw new Error(`missing chunk: ${CHUNK_NAME} (expected the program)`);
        const scripts = new Set([program.fileName]);
        for (const fileName of scripts) {
          const file = bundle[fileName];
          if (file?.type === "chunk") for (const imported of file.imports) scripts.add(imported);
        }
        // The page's script element already fetches the entry.
        scripts.delete(chunk?.fileName ?? "");
        const styles = [...(program.viteMetadata?.importedCss ?? [])];
        return [
          ...Array.from(scripts, (fileName) => headLink("modulepreload", fileName)),
          ...styles.map((fileName) => headLink("stylesheet", fileName)),
        ];
      },
    },
  };
}

/** A link element as Vite writes its own. */
function headLink(rel: string, fileName: string): HtmlTagDescriptor {
  return { tag: "link", attrs: { rel, crossorigin: true, href: `./${fileName}` }, injectTo: "head" };
}
