/** How the site is built, served and unit-tested. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { READABLE_NAME, shortClassNames } from "./scripts/classNames.ts";
import { LICENSES_FILE, workerLicenses } from "./scripts/licenses.ts";
import { serviceWorker, woff2Only } from "./scripts/offline.ts";
import { readersPages } from "./scripts/pages.ts";
import { foldedChunks, preloadProgram, programChunk, workerChunk } from "./scripts/program.ts";
import { wasmKernels } from "./src/engine/wasm/kernels/build.ts";

/** Catalogues are full of formulas as raw strings: where nobody reads them, they may go. */
const treeshake = { manualPureFunctions: ["String.raw"] };

/**
 * What a built page may load. A meta tag, because static hosts give no control over headers. Injected at build only:
 * the development server needs inline scripts and a web socket.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function contentSecurityPolicy(): Plugin {
  return {
    name: "initscope:content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: CONTENT_SECURITY_POLICY },
        injectTo: "head-prepend",
      },
    ],
  };
}

export default defineConfig({
  // Relative addresses: the build works under any path of any static host.
  base: "./",
  resolve: {
    alias: [
      {
        find: /^d3-interpolate$/,
        replacement: fileURLToPath(new URL("src/charts/interpolateNumbers.ts", import.meta.url)),
      },
    ],
  },
  plugins: [
    react(),
    wasmKernels(),
    shortClassNames(import.meta.dirname),
    contentSecurityPolicy(),
    preloadProgram(),
    woff2Only(),
    readersPages(),
    workerLicenses(import.meta.dirname),
    serviceWorker(),
  ],
  css: { modules: { generateScopedName: READABLE_NAME } },
  build: {
    // The browsers README.md names have all of it, WASM SIMD and module workers besides.
    target: "es2022",
    // The licences of all packages whose code ships.
    license: { fileName: LICENSES_FILE },
    // All of these browsers but one version of Safari know the hint itself, and that one loses nothing but the hint.
    // A later part finds the scripts that it shares by itself: a list of them all costs the first visit 2 kB.
    modulePreload: { polyfill: false, resolveDependencies: () => [] },
    rolldownOptions: {
      treeshake,
      output: {
        codeSplitting: { groups: [programChunk, foldedChunks], includeDependenciesRecursively: false },
      },
    },
  },
  worker: {
    format: "es",
    plugins: () => [wasmKernels()],
    rolldownOptions: {
      treeshake,
      output: {
        codeSplitting: { groups: [workerChunk, foldedChunks], includeDependenciesRecursively: false },
      },
    },
  },
  test: {
    environment: "node",
    // A limit ends what hangs; no test measures time.
    testTimeout: 5 * 60_000,
    hookTimeout: 5 * 60_000,
    // Every core has a test file of its own; one less, as is the default, leaves half of a small machine idle.
    maxWorkers: "100%",
    setupFiles: ["src/testing/matchers.ts"],
    include: ["src/**/*.test.{ts,tsx}", "scripts/**/*.test.ts"],
  },
});
