/**
 * `npm start`: from a bare clone to the running site. It installs and builds only what is missing or out of
 * date, then serves dist/. PORT and HOST choose the address; without PORT it is 4173 or the next free one.
 */
import { ROOT, buildIfStale, checkNode, install, probePort } from "./house.js";

const DEFAULT_PORT = 4173;
const PORTS_TRIED = 50;

const host = process.env["HOST"] ?? "127.0.0.1";

/** @returns {Promise<number>} the first free port from the default one on */
async function freePort() {
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + PORTS_TRIED; port++) {
    try {
      return await probePort(port, host);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    }
  }
  throw new Error(
    `no free port from ${DEFAULT_PORT} to ${DEFAULT_PORT + PORTS_TRIED - 1}; choose one with PORT=...`,
  );
}

async function start() {
  if (!checkNode() || !(await install()) || !(await buildIfStale())) {
    process.exitCode = 1;
    return;
  }
  const wanted = process.env["PORT"];
  const port = wanted === undefined ? await freePort() : Number(wanted);
  const { preview } = await import("vite");
  // Serving needs no build configuration, so the kernels are not compiled here.
  const server = await preview({
    root: ROOT,
    configFile: false,
    logLevel: "warn",
    // A classroom opens it by the name of the teacher's computer; the site holds nothing to protect.
    preview: { port, host, strictPort: true, allowedHosts: true },
  });
  const addresses = [...(server.resolvedUrls?.local ?? []), ...(server.resolvedUrls?.network ?? [])];
  console.log(`\n  Initscope is ready: ${addresses.join("  ")}\n  Stop it with Ctrl+C.\n`);
}

await start();
