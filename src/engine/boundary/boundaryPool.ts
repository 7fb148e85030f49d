/** Workers for the networks of the boundary of trainability: one per core, started when they are wanted. */
import type { BoundaryPaces, BoundaryPool } from "../../experiment/boundary/boundaryRequest.ts";
import type { BoundaryRequest } from "./boundaryWorker.ts";

/** More than a laptop has; each has a memory of 64 kB and a copy of the kernel. */
const MOST_WORKERS = 16;

/** The part of a worker that the pool uses. */
export type BoundaryPort = Pick<Worker, "postMessage" | "addEventListener" | "terminate">;

function startWorker(): BoundaryPort {
  return new Worker(new URL("./boundaryWorker.ts", import.meta.url), {
    type: "module",
    name: "initscope-boundary",
  });
}

/** What a request waits for. */
interface Settle {
  readonly resolve: (paces: BoundaryPaces) => void;
  readonly reject: (error: Error) => void;
}

interface Seat {
  readonly port: BoundaryPort;
  /** The request under way. */
  settle: Settle | null;
}

/**
 * A pool. Requests wait for a free worker in the order in which they came.
 * @param cores as the browser tells
 */
export function createBoundaryPool(
  cores: number = navigator.hardwareConcurrency,
  start: () => BoundaryPort = startWorker,
): BoundaryPool {
  const size = Math.max(1, Math.min(MOST_WORKERS, Math.floor(cores)));
  const seats: Seat[] = [];
  const waiting: { readonly request: BoundaryRequest; readonly settle: Settle }[] = [];
  let broken: Error | null = null;

  const fail = (error: Error): void => {
    broken = error;
    for (const { settle } of [...seats, ...waiting]) settle?.reject(error);
    for (const { port } of seats) port.terminate();
    waiting.length = 0;
  };
  const open = (): Seat => {
    const seat: Seat = { port: start(), settle: null };
    seat.port.addEventListener("message", (event) => {
      const { settle } = seat;
      seat.settle = null;
      next();
      settle?.resolve((event as MessageEvent<BoundaryPaces>).data);
    });
    seat.port.addEventListener("error", (event) => {
      event.preventDefault();
      fail(new Error("a worker of the boundary has failed"));
    });
    seats.push(seat);
    return seat;
  };
  const next = (): void => {
    const free = seats.find(({ settle }) => settle === null) ?? (seats.length < size ? open() : null);
    const job = free === null ? undefined : waiting.shift();
    if (free === null || job === undefined) return;
    free.settle = job.settle;
    free.port.postMessage(job.request);
  };

  return {
    size,
    train(network, points) {
      if (broken !== null) return Promise.reject(broken);
      return new Promise((resolve, reject) => {
        waiting.push({ request: { network, points }, settle: { resolve, reject } });
        next();
      });
    },
    dispose: () => fail(new Error("the boundary is no longer wanted")),
  };
}
