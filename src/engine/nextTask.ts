/**
 * Gives the event loop a turn, so that messages (a cancel, above all) are heard between two pieces of work.
 */

/** Not every browser has it; Node has none. */
const { scheduler } = globalThis as { readonly scheduler?: Scheduler };

/**
 * Resolves in a later task, without the 4 ms floor of nested timers. By the scheduler where there is one, in
 * its turn with messages (its `yield` would come before them); otherwise by a channel of its own each time,
 * which takes four times as long: Node hands out a thousand messages of one port before it looks at another,
 * and an open port would keep its process alive.
 */
export function nextTask(): Promise<void> {
  if (scheduler !== undefined) return scheduler.postTask(() => undefined);
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
