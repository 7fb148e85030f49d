/** Gives the event loop a turn, so that messages (a cancel, above all) are heard between two pieces of work. */

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();
// In Node an open port would keep the process alive; browsers have no such method.
if ("unref" in channel.port1 && typeof channel.port1.unref === "function") {
  channel.port1.unref();
  if ("unref" in channel.port2 && typeof channel.port2.unref === "function") channel.port2.unref();
}

/** Resolves in a later task, without the 4 ms floor of nested timers. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}
