/** A shard in a thread of its own: what it is told, what it answers, and the loop between. */
import { errorCodeOf } from "../../../experiment/errorCode.ts";
import type { EngineErrorCode } from "../../../experiment/result.ts";
import { EngineError } from "../../engine.ts";
import type { KernelModule } from "../kernels/module.ts";
import type { Part } from "../run/parts.ts";
import { ConnectedPeers, Mailbox } from "./mailbox.ts";
import type { Letter, Post } from "./mailbox.ts";
import { openSession, runShard } from "./session.ts";
import type { Session, Task } from "./session.ts";

/** A shard at work is heard of at least this often, or nearly: it hears no timer within a piece of work. */
export const PULSE_MS = 1000;

/** To a shard. Its seat is its place in the team, for good; its index one among the shards of a run. */
export type ShardRequest =
  | {
      readonly kind: "join";
      /** By seat: a port to every other shard, null at its own. */
      readonly ports: readonly (MessagePort | null)[];
    }
  | {
      readonly kind: "work";
      readonly run: number;
      readonly task: Task;
      readonly index: number;
      /** The seats of the shards of this run, by index. */
      readonly seats: readonly number[];
    }
  | { readonly kind: "stop"; readonly run: number };

/** From a shard. */
export type ShardReply =
  | { readonly kind: "joined" }
  /** It could not get ready. */
  | { readonly kind: "unable" }
  /** Now and then while it works. */
  | { readonly kind: "working" }
  /** What it has found out since it last said so. */
  | { readonly kind: "parts"; readonly run: number; readonly parts: readonly Part[] }
  | { readonly kind: "finished"; readonly run: number }
  | {
      readonly kind: "failed";
      readonly run: number;
      readonly code: EngineErrorCode;
      readonly message: string;
    };

/**
 * Parts go out in bundles: a run of ten layers has 80, and a message for each takes the sender
 * and the receiver longer than a quarter of a small run's work. Often enough that a run worth
 * watching is seen to move.
 */
const BUNDLE_MS = 30;

/** The memory of summaries, to be given away with them: nobody here looks at them again. */
function buffersOf(parts: readonly Part[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const part of parts) {
    if (part.kind !== "tensor" || part.summary === null) continue;
    const { sketch, moments } = part.summary;
    for (const { buffer } of [sketch.negative.counts, sketch.positive.counts, moments.count, moments.mean])
      if (buffer instanceof ArrayBuffer && buffer.byteLength > 0) buffers.add(buffer);
  }
  return [...buffers];
}

/** Collects parts. @returns takes one, and sends what is left */
function bundling(send: (parts: readonly Part[]) => void): {
  readonly add: (part: Part) => void;
  readonly flush: () => void;
} {
  let parts: Part[] = [];
  let sentMs = performance.now();
  const flush = (): void => {
    if (parts.length > 0) send(parts);
    parts = [];
    sentMs = performance.now();
  };
  return {
    add(part) {
      parts.push(part);
      if (performance.now() - sentMs >= BUNDLE_MS) flush();
    },
    flush,
  };
}

/** Lets letters in from the ports. @returns how to send them, by seat */
export function connect(ports: readonly (MessagePort | null)[], mailbox: Mailbox): readonly Post[] {
  return ports.map((port): Post => {
    if (port === null) return () => undefined;
    port.onmessage = ({ data }: MessageEvent<Letter>) => mailbox.put(data);
    return (letter, transfer) => port.postMessage(letter, [...transfer]);
  });
}

/** The posts of those who take part in a run, by index. */
export function postsOf(posts: readonly Post[], seats: readonly number[]): readonly Post[] {
  return seats.map((seat) => posts[seat] ?? (() => undefined));
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

  async function work({ run, task, index, seats }: Extract<ShardRequest, { kind: "work" }>): Promise<void> {
    const signal = running.get(run)?.signal ?? AbortSignal.abort();
    const pulse = setInterval(() => reply({ kind: "working" }), PULSE_MS);
    try {
      if (session === null) throw new EngineError("failed", "the shard has not joined");
      const peers = new ConnectedPeers(index, run, mailbox, postsOf(posts, seats));
      const { add, flush } = bundling((parts) => reply({ kind: "parts", run, parts }, buffersOf(parts)));
      await runShard(await session, task, peers, add, signal);
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
