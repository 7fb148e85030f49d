/** Gives the event loop a turn, so that messages (a cancel, above all) are heard between two pieces of work. */

/**
 * Resolves in a later task, without the 4 ms floor of nested timers. A channel of its own each time: Node hands out a
 * thousand messages of one port before it looks at another, and an open port would keep its process alive.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
