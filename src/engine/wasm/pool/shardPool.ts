/**
 * The shard pool of an engine: workers with a shard in each, started when a run first needs them and lent to
 * runs. A lost shard leaves the pool.
 */
import { mergeSummaries } from "../../../experiment/mergeSummaries.ts";
import { EngineError } from "../../engine.ts";
import { waitFor } from "../memory/pacing.ts";
import type { ShardMessage } from "../run/shardMessages.ts";
import { ConnectedPeers, Mailbox } from "./mailbox.ts";
import type { Post } from "./mailbox.ts";
import { ShardLost } from "../run/peers.ts";
import type { Peers } from "../run/peers.ts";
import type { Task, TrainTask } from "./session.ts";
import { connect, postsOf, PULSE_MS } from "./shard.ts";
import type { ShardReply, ShardRequest } from "./shard.ts";

/** A thread with a shard in it: a worker in the browser. */
export interface ShardThread {
  postMessage(message: ShardRequest, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ShardReply>) => void): void;
  addEventListener(type: "error" | "messageerror", listener: (event: Event) => void): void;
  terminate(): void;
}

/** The pool starts without the shards that have not answered by then. */
const START_WITHIN_MS = 3000;

interface PooledShard {
  readonly thread: ShardThread;
  isReady: boolean;
  /** Pulses since its last reply. */
  silence: number;
}

/** The run that listens to the replies of its shards. */
interface Listener {
  readonly run: number;
  readonly shardIds: readonly number[];
  /** @param index of the shard within the run */
  readonly onReply: (
    index: number,
    reply: Exclude<ShardReply, { kind: "joined" | "unable" | "working" }>,
  ) => void;
  readonly onLost: () => void;
}

/** A shard counts as lost after so many pulses without a reply. */
const MOST_SILENT = 10;

/** The shard in the engine's own thread has id 0. */
export class ShardPool {
  /** `mergeSummaries`, which only a run of several shards needs. */
  readonly merge = mergeSummaries;
  readonly #mailbox = new Mailbox();
  /** By id; a lost shard has no entry, and neither has shard 0. */
  readonly #shards = new Map<number, PooledShard>();
  readonly #ports: readonly MessagePort[];
  readonly #posts: readonly Post[];
  /** Resolves when every shard is ready or given up. */
  readonly #gathered: Promise<unknown>;
  #runs = 0;
  #listener: Listener | null = null;

  /**
   * Starts the threads.
   * @param limit shards in all, the engine's own among them
   */
  constructor(start: () => ShardThread, limit: number) {
    const shardIds = Array.from({ length: limit }, (_, shardId) => shardId);
    const channels = new Map<string, MessageChannel>();
    const portOf = (from: number, to: number): MessagePort | null => {
      if (from === to) return null;
      const key = `${Math.min(from, to)}:${Math.max(from, to)}`;
      const channel = channels.get(key) ?? new MessageChannel();
      channels.set(key, channel);
      return from < to ? channel.port1 : channel.port2;
    };
    const own = shardIds.map((shardId) => portOf(0, shardId));
    this.#ports = own.filter((port) => port !== null);
    this.#posts = connect(own, this.#mailbox);
    const answers = this.#ports.map((_, index) => {
      const shardId = index + 1;
      const ports = shardIds.map((other) => portOf(shardId, other));
      return new Promise<void>((resolve) => {
        try {
          this.#take(shardId, start(), ports, resolve);
        } catch {
          // No thread: the pool is smaller.
          resolve();
        }
      });
    });
    const late = new Promise<void>((resolve) => void setTimeout(resolve, START_WITHIN_MS));
    this.#gathered = Promise.race([Promise.all(answers), late]);
  }

  #take(
    shardId: number,
    thread: ShardThread,
    ports: readonly (MessagePort | null)[],
    onAnswer: () => void,
  ): void {
    const entry: PooledShard = { thread, isReady: false, silence: 0 };
    this.#shards.set(shardId, entry);
    const lose = (event?: Event): void => {
      event?.preventDefault();
      onAnswer();
      this.#lose(shardId);
    };
    thread.addEventListener("message", ({ data }) => {
      entry.silence = 0;
      if (data.kind === "unable") lose();
      else if (data.kind === "joined") {
        entry.isReady = true;
        onAnswer();
      } else if (data.kind !== "working" && data.run === this.#listener?.run) {
        this.#listener.onReply(this.#listener.shardIds.indexOf(shardId), data);
      }
    });
    thread.addEventListener("error", lose);
    thread.addEventListener("messageerror", lose);
    const given = ports.filter((port) => port !== null);
    thread.postMessage({ kind: "join", ports }, given);
  }

  #lose(shardId: number): void {
    this.#shards.get(shardId)?.thread.terminate();
    this.#shards.delete(shardId);
    if (this.#listener?.shardIds.includes(shardId) === true) this.#listener.onLost();
  }

  /** @returns the ids of up to `count` shards that are ready, the engine's own first */
  async ready(count: number): Promise<readonly number[]> {
    await this.#gathered;
    const ready = [...this.#shards].filter(([, { isReady }]) => isReady).map(([shardId]) => shardId);
    return [0, ...ready].slice(0, count);
  }

  /**
   * Runs a task on all of its shards: the others in their threads, the first one by `work`.
   * @param onMessage receives the measurements of the other shards
   * @returns resolves when all have finished; rejects as `work` does, or with what
   *   another shard has failed with
   */
  async run(
    shardIds: readonly number[],
    task: Task | TrainTask,
    controller: AbortController,
    work: (peers: Peers) => Promise<void>,
    onMessage: (index: number, message: ShardMessage) => void,
  ): Promise<void> {
    const run = ++this.#runs;
    const others = shardIds.slice(1);
    const post = (shardId: number, message: ShardRequest): void =>
      this.#shards.get(shardId)?.thread.postMessage(message, []);
    const unfinished = new Set(others);
    const finished = new Promise<void>((resolve) => {
      if (unfinished.size === 0) resolve();
      this.#listener = {
        run,
        shardIds,
        onLost: () => controller.abort(new ShardLost()),
        onReply: (index, reply) => {
          if (reply.kind === "messages") for (const message of reply.messages) onMessage(index, message);
          else if (reply.kind === "failed") controller.abort(new EngineError(reply.code, reply.message));
          else if (unfinished.delete(shardIds[index] ?? 0) && unfinished.size === 0) resolve();
        },
      };
    });
    for (const shardId of others) {
      const entry = this.#shards.get(shardId);
      if (entry !== undefined) entry.silence = 0;
      post(shardId, { kind: "work", run, task, index: shardIds.indexOf(shardId), shardIds });
    }
    const watch = setInterval(() => {
      for (const shardId of unfinished) {
        const entry = this.#shards.get(shardId);
        if (entry !== undefined && ++entry.silence > MOST_SILENT) this.#lose(shardId);
      }
    }, PULSE_MS);
    try {
      await work(new ConnectedPeers(0, run, this.#mailbox, postsOf(this.#posts, shardIds)));
      await waitFor(finished, controller.signal);
    } finally {
      clearInterval(watch);
      this.#listener = null;
      for (const shardId of unfinished) post(shardId, { kind: "stop", run });
    }
  }

  /** Ends all threads. */
  dispose(): void {
    for (const { thread } of this.#shards.values()) thread.terminate();
    for (const port of this.#ports) port.close();
    this.#shards.clear();
  }
}
