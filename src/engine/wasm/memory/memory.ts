/**
 * The one linear memory: grown when a layout needs it, never given back; buffers are byte offsets into it.
 */
import { EngineError } from "../../engine.ts";
import type { Steps } from "./pacing.ts";

const PAGE = 65536;
/** Of a 32-bit memory; the last page stays free, so that pointers one past a buffer do not wrap around. */
const LIMIT = 65535 * PAGE;
/**
 * Where layouts start: page 0 is left alone, so that no buffer has offset 0, which kernels take for "none".
 */
const BASE = PAGE;
/** A cache line. */
const ALIGNMENT = 64;

/** Hands out consecutive, aligned offsets. Nothing is freed: a new layout starts over. */
export class Layout {
  #end: number;

  /** @param start first byte that may be taken, aligned; by default the first usable one */
  constructor(start: number = BASE) {
    this.#end = start;
  }

  /** @returns offset of `bytes` bytes */
  take(bytes: number): number {
    const offset = this.#end;
    this.#end = Math.ceil((offset + bytes) / ALIGNMENT) * ALIGNMENT;
    return offset;
  }

  /** @returns offset of `count` float32 */
  floats(count: number): number {
    return this.take(4 * count);
  }

  /** @returns offset of `count` float64 */
  doubles(count: number): number {
    return this.take(8 * count);
  }

  /** First byte behind everything taken. */
  get end(): number {
    return this.#end;
  }
}

/**
 * Makes the memory at least `bytes` long. What is in it stays, also when this fails.
 * @throws EngineError `out-of-memory`
 */
export function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  if (missing <= 0) return;
  if (bytes > LIMIT) {
    throw new EngineError(
      "out-of-memory",
      `too large for WebAssembly: ${bytes} bytes (expected <= ${LIMIT})`,
    );
  }
  try {
    memory.grow(missing);
  } catch (cause) {
    throw new EngineError("out-of-memory", `cannot grow the memory to ${bytes} bytes`, { cause });
  }
}

/** Bytes that are to lie elsewhere. */
export interface Move {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

/**
 * Moves blocks to places that may overlap the old ones, in pieces. Neither the old places nor the new ones
 * overlap among themselves, and the blocks keep their order. So of those that move up the highest goes first,
 * of those that move down the lowest: nothing is written where something still waits to be moved.
 */
export function* moveAll(memory: WebAssembly.Memory, moves: readonly Move[]): Steps<void> {
  const ascending = moves.toSorted((a, b) => a.from - b.from);
  const up = ascending.filter(({ from, to }) => to > from).toReversed();
  const down = ascending.filter(({ from, to }) => to < from);
  for (const { from, to, bytes } of [...up, ...down]) {
    new Uint8Array(memory.buffer).copyWithin(to, from, from + bytes);
    yield;
  }
}

/** A view of `count` float32; invalid after the memory has grown. */
export function floatsAt(
  memory: WebAssembly.Memory,
  offset: number,
  count: number,
): Float32Array<ArrayBuffer> {
  return new Float32Array(memory.buffer, offset, count);
}

/** A view of `count` float64; invalid after the memory has grown. */
export function doublesAt(
  memory: WebAssembly.Memory,
  offset: number,
  count: number,
): Float64Array<ArrayBuffer> {
  return new Float64Array(memory.buffer, offset, count);
}

/** A view of `count` uint32; invalid after the memory has grown. */
export function wordsAt(memory: WebAssembly.Memory, offset: number, count: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(memory.buffer, offset, count);
}
