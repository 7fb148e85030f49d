/** The shards that stand by an engine: started when a run first wants them, lost ones left out. */
import { mergeSummaries } from "../../../experiment/mergeSummaries.ts";
import { EngineError } from "../../engine.ts";
import { waitFor } from "../memory/pacing.ts";
import type { Part } from "../run/parts.ts";
import { ConnectedPeers, Mailbox } from "./mailbox.ts";
import type { Post } from "./mailbox.ts";
import { ShardLost } from "../run/peers.ts";
import type { Peers } from "../run/peers.ts";
import type { Task } from "./session.ts";
import { connect, postsOf, PULSE_MS } from "./shard.ts";
import type { ShardReply, ShardRequest } from "./shard.ts";

/** A thread with a shard in it: a worker in the browser. */
export interface ShardThread {
  postMessage(message: ShardRequest, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ShardReply>) => void): void;
  addEventListener(type: "error" | "messageerror", listener: (event: Event) => void): void;
  terminate(): void;
}

/** A shard that has not answered by now will not be waited for any more. */
const START_WITHIN_MS = 3000;

interface Seat {
  readonly thread: ShardThread;
  isReady: boolean;
  /** Pulses since it was last heard of. */
  silence: number;
}

/** What a run wants to hear. */
interface Listener {
  readonly run: number;
  readonly seats: readonly number[];
  /** @param index of the shard within the run */
  readonly onReply: (
    index: number,
    reply: Exclude<ShardReply, { kind: "joined" | "unable" | "working" }>,
  ) => void;
  readonly onLost: () => void;
}

/** A shard that has not been heard of for so many pulses is gone, though nobody said so. */
const MOST_SILENT = 10;

/** The engine's own thread has seat 0. */
export class Team {
  /** See `mergeSummaries`: only a team has parts to merge. */
  readonly merge = mergeSummaries;
  readonly #mailbox = new Mailbox();
  /** By seat; holes where one is gone. Seat 0 is never taken. */
  readonly #seats = new Map<number, Seat>();
  readonly #ports: readonly MessagePort[];
  readonly #posts: readonly Post[];
  /** When all are ready or given up. */
  readonly #gathered: Promise<unknown>;
  #runs = 0;
  #listener: Listener | null = null;

  /**
   * Starts the threads.
   * @param limit shards in all, the engine's own among them
   */
  constructor(start: () => ShardThread, limit: number) {
    const seats = Array.from({ length: limit }, (_, seat) => seat);
    const channels = new Map<string, MessageChannel>();
    const portOf = (from: number, to: number): MessagePort | null => {
      if (from === to) return null;
      const key = `${Math.min(from, to)}:${Math.max(from, to)}`;
      const channel = channels.get(key) ?? new MessageChannel();
      channels.set(key, channel);
      return from < to ? channel.port1 : channel.port2;
    };
    const own = seats.map((seat) => portOf(0, seat));
    this.#ports = own.filter((port) => port !== null);
    this.#posts = connect(own, this.#mailbox);
    const answers = this.#ports.map((_, index) => {
      const seat = index + 1;
      const ports = seats.map((other) => portOf(seat, other));
      return new Promise<void>((resolve) => {
        try {
          this.#take(seat, start(), ports, resolve);
        } catch {
          // No thread: the team is smaller.
          resolve();
        }
      });
    });
    const late = new Promise<void>((resolve) => void setTimeout(resolve, START_WITHIN_MS));
    this.#gathered = Promise.race([Promise.all(answers), late]);
  }

  #take(
    seat: number,
    thread: ShardThread,
    ports: readonly (MessagePort | null)[],
    onAnswer: () => void,
  ): void {
    const entry: Seat = { thread, isReady: false, silence: 0 };
    this.#seats.set(seat, entry);
    const lose = (event?: Event): void => {
      event?.preventDefault();
      onAnswer();
      this.#lose(seat);
    };
    thread.addEventListener("message", ({ data }) => {
      entry.silence = 0;
      if (data.kind === "unable") lose();
      else if (data.kind === "joined") {
        entry.isReady = true;
        onAnswer();
      } else if (data.kind !== "working" && data.run === this.#listener?.run) {
        this.#listener.onReply(this.#listener.seats.indexOf(seat), data);
      }
    });
    thread.addEventListener("error", lose);
    thread.addEventListener("messageerror", lose);
    const given = ports.filter((port) => port !== null);
    thread.postMessage({ kind: "join", ports }, given);
  }

  #lose(seat: number): void {
    this.#seats.get(seat)?.thread.terminate();
    this.#seats.delete(seat);
    if (this.#listener?.seats.includes(seat) === true) this.#listener.onLost();
  }

  /** @returns the seats of up to `count` shards that are ready, the engine's own first */
  async seats(count: number): Promise<readonly number[]> {
    await this.#gathered;
    const ready = [...this.#seats].filter(([, { isReady }]) => isReady).map(([seat]) => seat);
    return [0, ...ready].slice(0, count);
  }

  /**
   * Has all shards of a run work: the others in their threads, the first one by `work`.
   * @param onPart receives what the others find out
   * @returns resolves when all have finished; rejects as `work` does, or with what
   *   another shard has failed with
   */
  async run(
    seats: readonly number[],
    task: Task,
    controller: AbortController,
    work: (peers: Peers) => Promise<void>,
    onPart: (index: number, part: Part) => void,
  ): Promise<void> {
    const run = ++this.#runs;
    const others = seats.slice(1);
    const post = (seat: number, message: ShardRequest): void =>
      this.#seats.get(seat)?.thread.postMessage(message, []);
    const unfinished = new Set(others);
    const finished = new Promise<void>((resolve) => {
      if (unfinished.size === 0) resolve();
      this.#listener = {
        run,
        seats,
        onLost: () => controller.abort(new ShardLost()),
        onReply: (index, reply) => {
          if (reply.kind === "parts") for (const part of reply.parts) onPart(index, part);
          else if (reply.kind === "failed") controller.abort(new EngineError(reply.code, reply.message));
          else if (unfinished.delete(seats[index] ?? 0) && unfinished.size === 0) resolve();
        },
      };
    });
    for (const seat of others) {
      const entry = this.#seats.get(seat);
      if (entry !== undefined) entry.silence = 0;
      post(seat, { kind: "work", run, task, index: seats.indexOf(seat), seats });
    }
    const watch = setInterval(() => {
      for (const seat of unfinished) {
        const entry = this.#seats.get(seat);
        if (entry !== undefined && ++entry.silence > MOST_SILENT) this.#lose(seat);
      }
    }, PULSE_MS);
    try {
      await work(new ConnectedPeers(0, run, this.#mailbox, postsOf(this.#posts, seats)));
      await waitFor(finished, controller.signal);
    } finally {
      clearInterval(watch);
      this.#listener = null;
      for (const seat of unfinished) post(seat, { kind: "stop", run });
    }
  }

  /** Ends all threads. */
  dispose(): void {
    for (const { thread } of this.#seats.values()) thread.terminate();
    for (const port of this.#ports) port.close();
    this.#seats.clear();
  }
}
