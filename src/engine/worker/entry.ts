/**
 * The script that starts a worker, and nothing else. Chunks fetched later import what they share with the
 * worker from `worker.ts`; WebKit evaluates a worker's entry a second time when a chunk imports it, so no
 * chunk may import this file.
 */
import "./worker.ts";
