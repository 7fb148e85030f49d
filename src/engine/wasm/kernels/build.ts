/**
 * Compiles the AssemblyScript kernels: once for plain SIMD, once for relaxed SIMD, and again only when an
 * input has changed. For Node only (vite.config.ts, tests and benches); none of it reaches the browser.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { activations } from "../../../catalog/activations.ts";
import { optimizers } from "../../../catalog/optimizers.ts";
import { activationsSource, optimizersSource } from "./codegen.ts";
import type { KernelBackend } from "./kernels.ts";

const FOLDER = path.dirname(fileURLToPath(import.meta.url));
const ASSEMBLY = path.join(FOLDER, "assembly");
const GENERATED = path.join(FOLDER, "generated");
const HASH_FILE = path.join(GENERATED, "kernels.hash");
const ACTIVATIONS = "generated/activations.ts";
const OPTIMIZERS = "generated/optimizers.ts";

const FEATURES: Readonly<Record<KernelBackend, string>> = {
  simd: "simd",
  "relaxed-simd": "simd,relaxed-simd",
};
const FILES: Readonly<Record<KernelBackend, string>> = {
  simd: "kernels.simd.wasm",
  "relaxed-simd": "kernels.relaxed.wasm",
};
/** The helpers of kernels that are made at run time (typedKernels.ts). */
const HELPER_FILES: Readonly<Record<KernelBackend, string>> = {
  simd: "helpers.simd.wasm",
  "relaxed-simd": "helpers.relaxed.wasm",
};
/** The kernels of attention (passes/attending.ts). */
const ATTENTION_FILES: Readonly<Record<KernelBackend, string>> = {
  simd: "attention.simd.wasm",
  "relaxed-simd": "attention.relaxed.wasm",
};
/** The files of every entry of the compiler. */
const ENTRIES = {
  "index.ts": FILES,
  "helpers.ts": HELPER_FILES,
  "attention.ts": ATTENTION_FILES,
} as const;
const BACKENDS = ["simd", "relaxed-simd"] as const;
/** The networks of the boundary of trainability: without relaxed SIMD, because their bits must agree. */
const BOUNDARY_FILE = "boundary.wasm";

/**
 * The host provides the memory and alone decides its layout; there is no runtime and no garbage collector.
 * Optimising until a fixed point saves 0.8 of 11.4 kB and costs no time in the kernels, nor does `s`.
 */
const OPTIONS = [
  "-O3s",
  "--converge",
  "--noAssert",
  "--runtime",
  "stub",
  "--importMemory",
  "--use",
  "abort=",
] as const;

/** The compiler's sources by name: the files of assembly/ and the generated ones. */
async function readSources(): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  for (const name of (await readdir(ASSEMBLY)).sort()) {
    if (name.endsWith(".ts")) sources.set(name, await readFile(path.join(ASSEMBLY, name), "utf8"));
  }
  sources.set(ACTIVATIONS, activationsSource(activations));
  sources.set(OPTIMIZERS, optimizersSource(optimizers));
  return sources;
}

async function hashOf(sources: ReadonlyMap<string, string>): Promise<string> {
  const hash = createHash("sha256");
  const compiler = createRequire(import.meta.url).resolve("assemblyscript/package.json");
  hash.update(JSON.stringify([OPTIONS, FEATURES, ENTRIES, await readFile(compiler, "utf8")]));
  hash.update(JSON.stringify([...sources]));
  return hash.digest("hex");
}

async function compile(
  sources: ReadonlyMap<string, string>,
  backend: KernelBackend,
  entry: keyof typeof ENTRIES | "boundary.ts",
): Promise<Uint8Array> {
  // The compiler takes about a second to load, so it is loaded only when it is needed.
  const { default: asc } = await import("assemblyscript/asc");
  let binary: Uint8Array | null = null;
  const messages: string[] = [];
  const { error } = await asc.main(
    [entry, "--outFile", "kernels.wasm", "--enable", FEATURES[backend], ...OPTIONS],
    {
      readFile: (name) => sources.get(path.posix.normalize(name)) ?? null,
      writeFile: (_name, contents) => {
        if (typeof contents !== "string") binary = contents;
      },
      listFiles: () => [],
      stderr: { write: (text: string | Uint8Array) => void messages.push(String(text)) },
    },
  );
  if (error !== null || binary === null) {
    throw new Error(`the ${backend} kernels do not compile:\n${messages.join("")}`, { cause: error });
  }
  return binary;
}

/** Replaces a file in one step, so that no reader and no second builder ever sees half of it. */
async function replaceFile(file: string, contents: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, contents);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function isCurrent(hash: string): Promise<boolean> {
  try {
    const files = await readdir(GENERATED);
    return (
      BACKENDS.every((backend) => Object.values(ENTRIES).every((names) => files.includes(names[backend]))) &&
      files.includes(BOUNDARY_FILE) &&
      (await readFile(HASH_FILE, "utf8")) === hash
    );
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

/**
 * Makes `generated/kernels.simd.wasm` and `generated/kernels.relaxed.wasm` unless they are up to date.
 * @throws when an activation does not translate or a kernel does not compile
 */
export async function buildKernels(): Promise<void> {
  const sources = await readSources();
  const hash = await hashOf(sources);
  if (await isCurrent(hash)) return;
  await mkdir(GENERATED, { recursive: true });
  for (const backend of BACKENDS) {
    for (const entry of Object.keys(ENTRIES) as (keyof typeof ENTRIES)[])
      await replaceFile(
        path.join(GENERATED, ENTRIES[entry][backend]),
        await compile(sources, backend, entry),
      );
  }
  await replaceFile(path.join(GENERATED, BOUNDARY_FILE), await compile(sources, "simd", "boundary.ts"));
  // The hash is written last, so that an interrupted build is repeated.
  await replaceFile(HASH_FILE, hash);
}

/** The compiled module, for Node. */
export async function readKernels(backend: KernelBackend): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(path.join(GENERATED, FILES[backend])));
}

/** The compiled helpers of typed activations, for Node. */
export async function readHelpers(backend: KernelBackend): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(path.join(GENERATED, HELPER_FILES[backend])));
}

/** The compiled networks of the boundary of trainability, for Node. */
export async function readBoundary(): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(path.join(GENERATED, BOUNDARY_FILE)));
}

/** The compiled kernels of attention, for Node. */
export async function readAttention(backend: KernelBackend): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(path.join(GENERATED, ATTENTION_FILES[backend])));
}

/**
 * Vite and Vitest plugin: builds the kernels before anything is resolved, and again when their sources change
 * while serving.
 */
export function wasmKernels(): Plugin {
  return {
    name: "initscope:wasm-kernels",
    async config() {
      await buildKernels();
    },
    configureServer(server) {
      server.watcher.add(ASSEMBLY);
      server.watcher.on("change", (file) => {
        if (!file.startsWith(ASSEMBLY)) return;
        buildKernels().then(
          () => server.ws.send({ type: "full-reload" }),
          (error: unknown) =>
            server.config.logger.error(error instanceof Error ? error.message : String(error)),
        );
      });
    },
  };
}
