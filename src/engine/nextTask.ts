/** Yields to the event loop, so that messages (above all a cancel) are handled between two pieces of work. */

/** Some browsers lack it, and so does Node. */
const { scheduler } = globalThis as { readonly scheduler?: Scheduler };

/**
 * Resolves in a later task, without the 4 ms floor of nested timers. Uses the scheduler if there is one, at
 * the priority of messages (its `yield` would come before them). Otherwise uses a new channel each time,
 * which takes four times as long: Node handles a thousand messages of one port before it looks at another,
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
