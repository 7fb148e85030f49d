/** Gives the event loop a turn, so that messages (a cancel, above all) are heard between two pieces of work. */

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();
// In Node an open port would keep the process alive; browsers have no such method.
for (const port of [channel.port1, channel.port2]) {
  if ("unref" in port) (port as { unref: () => void }).unref();
}

/** Resolves in a later task, without the 4 ms floor of nested timers. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}
