/** A turn of the event loop, with and without a scheduler. */
import { afterEach, describe, expect, it, vi } from "vitest";

/** The module as a browser with this scheduler would load it. */
async function load(scheduler: Pick<Scheduler, "postTask"> | undefined): Promise<() => Promise<void>> {
  vi.resetModules();
  vi.stubGlobal("scheduler", scheduler);
  return (await import("./nextTask.ts")).nextTask;
}

describe("nextTask", () => {
  afterEach(() => void vi.unstubAllGlobals());

  it("comes in its turn with messages, by a channel where there is no scheduler", async () => {
    const nextTask = await load(undefined);
    const { port1, port2 } = new MessageChannel();
    let heard = 0;
    port1.onmessage = () => heard++;
    port2.postMessage(null);
    await nextTask();
    // Node may handle one port's message a turn: earlier messages take no more than two turns.
    await nextTask();
    port1.close();
    expect(heard).toBe(1);
  });

  it("is a task of the scheduler, of the priority of messages, where there is one", async () => {
    const postTask = vi.fn<(task: () => unknown) => Promise<unknown>>((task) => Promise.resolve(task()));
    const nextTask = await load({ postTask });
    await expect(nextTask()).resolves.toBeUndefined();
    expect(postTask.mock.calls).toEqual([[expect.any(Function)]]);
  });
});
