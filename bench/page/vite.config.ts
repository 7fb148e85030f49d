/**
 * Builds the bench's page: the engine and its workers as the product builds them (vite.config.ts at the
 * root), but without the product's content security policy, which forbids the blobs that TensorFlow.js starts
 * its threads from.
 */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { wasmKernels } from "../../src/engine/wasm/kernels/build.ts";

const PAGE = fileURLToPath(new URL(".", import.meta.url));

export default defineConfig({
  root: PAGE,
  base: "./",
  publicDir: false,
  plugins: [wasmKernels()],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    outDir: "../.cache/page",
    emptyOutDir: true,
    rolldownOptions: { input: [`${PAGE}index.html`, `${PAGE}tensorflow.html`] },
  },
  worker: { format: "es", plugins: () => [wasmKernels()] },
});
