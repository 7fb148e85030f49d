/** Requests go to free workers in their order; a worker that fails ends all of them. */
import { expect, it } from "vitest";
import type { BoundaryNetwork } from "../../experiment/boundary/boundaryNetwork.ts";
import { createBoundaryPool } from "./boundaryPool.ts";
import type { BoundaryPort } from "./boundaryPool.ts";
import type { BoundaryRequest } from "./boundaryWorker.ts";
import { trainPlainly } from "./trainPlainly.ts";

const NETWORK: BoundaryNetwork = { activation: "tanh", layers: 2, width: 4, steps: 3, seed: 1 };

/** Workers that answer when they are told to, from this thread. */
function fakes() {
  const events: EventTarget[] = [];
  const inbox: { readonly worker: number; readonly request: BoundaryRequest }[] = [];
  let ended = 0;
  const start = (): BoundaryPort => {
    const target = new EventTarget();
    const worker = events.push(target) - 1;
    return {
      addEventListener: target.addEventListener.bind(target),
      postMessage: (request: BoundaryRequest) => void inbox.push({ worker, request }),
      terminate: () => void ended++,
    };
  };
  const answer = (): void => {
    const { worker = 0, request } = inbox.shift() ?? {};
    if (request === undefined) throw new Error("missing request (expected one)");
    const data = trainPlainly(request.network, request.points);
    events[worker]?.dispatchEvent(new MessageEvent("message", { data }));
  };
  const fail = (): void => void events[0]?.dispatchEvent(new Event("error", { cancelable: true }));
  return { start, answer, fail, inbox, events, ended: () => ended };
}

it("keeps every worker busy, and answers each request with its own points", async () => {
  const { start, answer, inbox, events } = fakes();
  const pool = createBoundaryPool(2, start);
  expect(pool.size).toBe(2);
  expect(events).toHaveLength(0);
  const rates = [0.1, 0.5, 1000];
  const results = rates.map((rate) => pool.train(NETWORK, Float32Array.of(rate, rate, 1)));
  expect(inbox.map(({ worker }) => worker)).toEqual([0, 1]);
  for (let count = 0; count < 3; count++) answer();
  const paces = (await Promise.all(results)).map(({ paces: [pace] }) => pace);
  expect(paces).toEqual(rates.map((rate) => trainPlainly(NETWORK, Float32Array.of(rate, rate, 1)).paces[0]));
  expect(events).toHaveLength(2);
});

it("rejects what waits when a worker fails, and what comes later", async () => {
  const { start, fail, ended } = fakes();
  const pool = createBoundaryPool(1, start);
  const results = [pool.train(NETWORK, new Float32Array(3)), pool.train(NETWORK, new Float32Array(3))];
  fail();
  for (const result of results) await expect(result).rejects.toThrow("has failed");
  await expect(pool.train(NETWORK, new Float32Array(3))).rejects.toThrow("has failed");
  expect(ended()).toBe(1);
});
