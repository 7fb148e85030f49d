/** A shard in a worker: its requests, its replies, and the loop that serves them. */
import { errorCodeOf } from "../../../experiment/errorCode.ts";
import type { EngineErrorCode } from "../../../experiment/result.ts";
import { EngineError } from "../../engine.ts";
import type { KernelModule } from "../kernels/module.ts";
import type { ShardMessage } from "../run/shardMessages.ts";
import { runPaced } from "../memory/pacing.ts";
import type { Peers } from "../run/peers.ts";
import { ConnectedPeers, Mailbox } from "./mailbox.ts";
import type { ExchangeMessage, Post } from "./mailbox.ts";
import { openSession, runShard } from "./session.ts";
import type { Session, Task, TrainTask } from "./session.ts";

/** Interval of the replies of a shard at work; no timer fires within a piece of work. */
export const PULSE_MS = 1000;

/**
 * To a shard. Its id is its place in the pool, for good; its index is its place among the shards of a run.
 */
export type ShardRequest =
  | {
      readonly kind: "join";
      /** By id: a port to every other shard, null in its own place. */
      readonly ports: readonly (MessagePort | null)[];
    }
  | {
      readonly kind: "work";
      readonly run: number;
      readonly task: Task | TrainTask;
      readonly index: number;
      /** The ids of the shards of this run, by index. */
      readonly shardIds: readonly number[];
    }
  | { readonly kind: "stop"; readonly run: number };

/** From a shard. */
export type ShardReply =
  | { readonly kind: "joined" }
  /** Its kernels did not load. */
  | { readonly kind: "unable" }
  /** Now and then while it works. */
  | { readonly kind: "working" }
  /** Its measurements since the last such reply. */
  | { readonly kind: "messages"; readonly run: number; readonly messages: readonly ShardMessage[] }
  | { readonly kind: "finished"; readonly run: number }
  | {
      readonly kind: "failed";
      readonly run: number;
      readonly code: EngineErrorCode;
      readonly message: string;
    };

/**
 * Messages go out in bundles: a run of ten layers has 80, and a message for each takes the sender
 * and the receiver longer than a quarter of a small run's work. Often enough that a run worth
 * watching is seen to move.
 */
const BUNDLE_MS = 30;

/** The buffers of summaries, transferred with them: this thread does not read them again. */
function buffersOf(messages: readonly ShardMessage[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const message of messages) {
    if (message.kind !== "tensor" || message.summary === null) continue;
    const { sketch, moments } = message.summary;
    for (const { buffer } of [sketch.negative.counts, sketch.positive.counts, moments.count, moments.mean])
      if (buffer instanceof ArrayBuffer && buffer.byteLength > 0) buffers.add(buffer);
  }
  return [...buffers];
}

/** Collects messages. @returns takes one, and sends what is left */
function bundling(send: (messages: readonly ShardMessage[]) => void): {
  readonly add: (message: ShardMessage) => void;
  readonly flush: () => void;
} {
  let messages: ShardMessage[] = [];
  let sentMs = performance.now();
  const flush = (): void => {
    if (messages.length > 0) send(messages);
    messages = [];
    sentMs = performance.now();
  };
  return {
    add(message) {
      messages.push(message);
      if (performance.now() - sentMs >= BUNDLE_MS) flush();
    },
    flush,
  };
}

/** Lets messages in from the ports. @returns how to send them, by id */
export function connect(ports: readonly (MessagePort | null)[], mailbox: Mailbox): readonly Post[] {
  return ports.map((port): Post => {
    if (port === null) return () => undefined;
    port.onmessage = ({ data }: MessageEvent<ExchangeMessage>) => mailbox.put(data);
    return (message, transfer) => port.postMessage(message, [...transfer]);
  });
}

/** The posts of those who take part in a run, by index. */
export function postsOf(posts: readonly Post[], shardIds: readonly number[]): readonly Post[] {
  return shardIds.map((shardId) => posts[shardId] ?? (() => undefined));
}

/**
 * A shard at work.
 * @param loadModule gives a kernel instance of its own
 * @returns takes requests
 */
export function createShard(
  loadModule: () => Promise<KernelModule>,
  reply: (message: ShardReply, transfer?: Transferable[]) => void,
): (request: ShardRequest) => void {
  const mailbox = new Mailbox();
  const running = new Map<number, AbortController>();
  let posts: readonly Post[] = [];
  let session: Promise<Session> | null = null;
  /** Settles with the last run; never rejects. */
  let last: Promise<unknown> = Promise.resolve();

  /** A training has a memory of its own, which goes with it. */
  async function help({ training }: TrainTask, peers: Peers, signal: AbortSignal): Promise<void> {
    const { helpSteps } = await import("../training/trainer.ts");
    await runPaced(helpSteps(openSession(await loadModule()), training, peers), signal);
  }

  async function work({
    run,
    task,
    index,
    shardIds,
  }: Extract<ShardRequest, { kind: "work" }>): Promise<void> {
    const signal = running.get(run)?.signal ?? AbortSignal.abort();
    const pulse = setInterval(() => reply({ kind: "working" }), PULSE_MS);
    try {
      if (session === null) throw new EngineError("failed", "the shard has not joined");
      const peers = new ConnectedPeers(index, run, mailbox, postsOf(posts, shardIds));
      const { add, flush } = bundling((messages) =>
        reply({ kind: "messages", run, messages }, buffersOf(messages)),
      );
      if ("training" in task) await help(task, peers, signal);
      else await runShard(await session, task, peers, add, signal);
      flush();
      reply({ kind: "finished", run });
    } catch (error) {
      const code = errorCodeOf(error);
      reply({ kind: "failed", run, code, message: error instanceof Error ? error.message : String(error) });
    } finally {
      clearInterval(pulse);
      running.delete(run);
    }
  }

  return (request) => {
    switch (request.kind) {
      case "join":
        posts = connect(request.ports, mailbox);
        session = loadModule().then(openSession);
        session.then(
          () => reply({ kind: "joined" }),
          () => reply({ kind: "unable" }),
        );
        break;
      case "work":
        running.set(request.run, new AbortController());
        last = last.then(() => work(request));
        break;
      case "stop":
        running.get(request.run)?.abort();
        break;
      default:
        request satisfies never;
    }
  };
}
