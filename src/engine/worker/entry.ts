/**
 * The script that starts a worker. Chunks fetched later import their shared code from `worker.ts`. WebKit
 * evaluates a worker's entry a second time when a chunk imports it, so no chunk may import this file.
 */
import "./worker.ts";
