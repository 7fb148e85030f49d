/**
 * Shards in the thread of the test, at the other end of a channel: every message is cloned as between
 * workers.
 */
import type { KernelModule } from "../../engine/wasm/kernels/module.ts";
import { createShard } from "../../engine/wasm/pool/shard.ts";
import type { ShardReply, ShardRequest } from "../../engine/wasm/pool/shard.ts";
import type { ShardThread } from "../../engine/wasm/pool/shardPool.ts";

/** @param onRequest receives every request to the shard; false drops the request */
export function shardHere(
  loadModule: () => Promise<KernelModule>,
  onRequest: (request: ShardRequest, thread: EventTarget) => boolean = () => true,
): ShardThread {
  const { port1, port2 } = new MessageChannel();
  const events = new EventTarget();
  const shard = createShard(loadModule, (reply: ShardReply, transfer = []) =>
    port2.postMessage(reply, transfer),
  );
  port2.onmessage = ({ data }: MessageEvent<ShardRequest>) => {
    if (onRequest(data, events)) shard(data);
  };
  port1.onmessage = ({ data }: MessageEvent<ShardReply>) => {
    events.dispatchEvent(new MessageEvent("message", { data }));
  };
  return {
    postMessage: (message, transfer) => port1.postMessage(message, transfer),
    addEventListener: (type: string, listener: (event: never) => void) => {
      events.addEventListener(type, listener as EventListener);
    },
    terminate: () => port1.close(),
  };
}
