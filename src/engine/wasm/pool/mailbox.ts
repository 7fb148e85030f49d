/** How shards reach each other: by messages from each to each, without a memory in common. */
import { mergeSummaries } from "../../../experiment/mergeSummaries.ts";
import type { Summary } from "../../../experiment/statistics.ts";
import type { Steps } from "../memory/pacing.ts";
import type { Deferred, Payload, Peers } from "../run/peers.ts";

export interface ExchangeMessage {
  readonly run: number;
  readonly exchange: number;
  /** Index of the shard within the run. */
  readonly from: number;
  readonly payload: Payload;
}

/** A shard sends as many buffers as it gets, to up to seven others. */
const MOST_SPARE = 14;

/** Where a shard's messages come in; it lasts from run to run. */
export class Mailbox {
  readonly #payloads = new Map<string, Payload>();
  /** Buffers that have come in and are free to go out again: fresh memory is slow to touch. */
  readonly #spare: Float32Array<ArrayBuffer>[] = [];
  #run = 0;
  #wake: (() => void) | null = null;

  /** Forgets what was said in earlier runs. */
  begin(run: number): void {
    this.#run = run;
    for (const key of this.#payloads.keys()) if (Number.parseInt(key, 10) < run) this.#payloads.delete(key);
  }

  put({ run, exchange, from, payload }: ExchangeMessage): void {
    if (run < this.#run) return;
    this.#payloads.set(`${run}:${exchange}:${from}`, payload);
    this.#wake?.();
  }

  has(exchange: number, senders: readonly number[]): boolean {
    return senders.every((from) => this.#payloads.has(`${this.#run}:${exchange}:${from}`));
  }

  /** @returns one payload for each sender; they must be there */
  take(exchange: number, senders: readonly number[]): readonly Payload[] {
    return senders.flatMap((from) => {
      const key = `${this.#run}:${exchange}:${from}`;
      const payload = this.#payloads.get(key);
      this.#payloads.delete(key);
      return payload ?? [];
    });
  }

  /** A copy of some rows, to be given away. */
  copy(rows: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
    const index = this.#spare.findIndex(({ length }) => length === rows.length);
    const [copy] = index < 0 ? [] : this.#spare.splice(index, 1);
    if (copy === undefined) return rows.slice();
    copy.set(rows);
    return copy;
  }

  /** Takes back what has been read. */
  reuse(buffers: readonly Float32Array<ArrayBuffer>[]): void {
    this.#spare.push(...buffers);
    if (this.#spare.length > MOST_SPARE) this.#spare.splice(0, this.#spare.length - MOST_SPARE);
  }

  /** Resolves when something has come in. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

export type Post = (message: ExchangeMessage, transfer: readonly ArrayBuffer[]) => void;

/** A shard of several. */
export class ConnectedPeers implements Peers {
  readonly index: number;
  readonly count: number;
  readonly others: readonly number[];
  readonly everyone: readonly number[];
  readonly #run: number;
  readonly #mailbox: Mailbox;
  readonly #posts: readonly Post[];
  readonly #deferred: Deferred[] = [];
  #exchanges = 0;

  /** @param posts how to reach each shard of the run, by index; the own one is not used */
  constructor(index: number, run: number, mailbox: Mailbox, posts: readonly Post[]) {
    this.index = index;
    this.count = posts.length;
    this.everyone = posts.map((_, shard) => shard);
    this.others = this.everyone.filter((shard) => shard !== index);
    this.#run = run;
    this.#mailbox = mailbox;
    this.#posts = posts;
    mailbox.begin(run);
  }

  open(): number {
    return this.#exchanges++;
  }

  #send(exchange: number, to: number, payload: Payload, transfer: readonly ArrayBuffer[]): void {
    const message = { run: this.#run, exchange, from: this.index, payload };
    if (to === this.index) this.#mailbox.put(message);
    else this.#posts[to]?.(message, transfer);
  }

  send(exchange: number, to: number, rows: Float32Array<ArrayBuffer>): void {
    const copy = this.#mailbox.copy(rows);
    this.#send(exchange, to, copy, [copy.buffer]);
  }

  defer(deferred: Deferred): void {
    this.#deferred.push(deferred);
  }

  *settle(most: number): Steps<void> {
    for (;;) {
      const [next] = this.#deferred;
      if (next === undefined) return;
      const { exchange, senders, work } = next;
      if (this.#deferred.length <= most && !this.#mailbox.has(exchange, senders)) return;
      this.#deferred.shift();
      const rows = yield* this.#receive<Float32Array<ArrayBuffer>>(exchange, senders);
      yield* work(rows);
      this.#mailbox.reuse(rows);
    }
  }

  *#receive<Kind extends Payload>(exchange: number, senders: readonly number[]): Steps<readonly Kind[]> {
    while (!this.#mailbox.has(exchange, senders)) yield this.#mailbox.next();
    // An exchange carries one kind of payload: its place in the program says which.
    return this.#mailbox.take(exchange, senders) as readonly Kind[];
  }

  /** Gives everyone the payloads of all, in shard order. */
  *#share<Kind extends Payload>(own: Kind): Steps<readonly Kind[]> {
    const exchange = this.open();
    for (const shard of this.everyone) this.#send(exchange, shard, own, []);
    return yield* this.#receive<Kind>(exchange, this.everyone);
  }

  *sum(vector: Float64Array<ArrayBuffer>): Steps<void> {
    const all = yield* this.#share(vector.slice());
    vector.fill(0);
    for (const part of all) for (const [i, value] of part.entries()) vector[i] = (vector[i] ?? 0) + value;
  }

  /**
   * With n_s inputs of mean m_s on each shard: m = sum n_s m_s / B and M2 = sum M2_s + n_s (m_s - m)^2 (Chan,
   * Golub, LeVeque 1979), in float64.
   */
  *join(means: Float64Array<ArrayBuffer>, squares: Float64Array<ArrayBuffer>, rows: number): Steps<void> {
    const units = means.length;
    const own = new Float64Array(2 * units + 1);
    own.set(means);
    own.set(squares, units);
    own[2 * units] = rows;
    const all = yield* this.#share(own);
    const parts = all.map((part) => ({ part, count: part[2 * units] ?? 0 }));
    const batch = parts.reduce((sum, { count }) => sum + count, 0);
    for (let unit = 0; unit < units; unit++) {
      let sum = 0;
      for (const { part, count } of parts) sum += count * (part[unit] ?? 0);
      const mean = sum / batch;
      let square = 0;
      for (const { part, count } of parts) {
        square += (part[units + unit] ?? 0) + count * ((part[unit] ?? 0) - mean) ** 2;
      }
      means[unit] = mean;
      squares[unit] = square;
    }
  }

  *summary(own: Summary): Steps<Summary> {
    const [first, ...others] = yield* this.#share(own);
    return mergeSummaries([first ?? own, ...others]);
  }
}
