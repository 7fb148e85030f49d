/** Remembers which standard draws lie where, so that a run draws only what has changed since the last one. */
import type { DrawBlock } from "./buffers.ts";
import type { Drawing } from "../operations/draws.ts";
import { floatsAt, moveAll } from "../memory/memory.ts";
import type { Move } from "../memory/memory.ts";
import type { KernelModule } from "../kernels/module.ts";
import { Pace } from "../memory/pacing.ts";
import type { Steps } from "../memory/pacing.ts";

function countOf({ rows, columns }: DrawBlock): number {
  return rows * columns;
}

/** Operations to finish one number, for the pace: the host may draw it. */
const FINISH_COST = 32;

export class BlockCache {
  readonly #module: KernelModule;
  readonly #drawing: Drawing;
  readonly #finishPace = new Pace();
  /** Blocks whose draws are complete, by offset. */
  #valid = new Map<number, DrawBlock>();

  constructor(module: KernelModule, drawing: Drawing) {
    this.#module = module;
    this.#drawing = drawing;
  }

  /**
   * Takes over the blocks of a new layout. A block that is still in its place stays; one that has moved is
   * carried along where `movable` says so; everything else is forgotten, because the new run writes over it.
   * The memory must already be large enough.
   * @param others what else is to be moved, in the order of the layout like `movable`
   */
  *relocate(
    blocks: readonly DrawBlock[],
    movable: readonly DrawBlock[],
    others: readonly Move[] = [],
  ): Steps<void> {
    const byKey = new Map([...this.#valid.values()].map((block) => [block.key, block]));
    const carried: DrawBlock[] = [];
    const moves = [...others];
    for (const block of movable) {
      const old = byKey.get(block.key);
      if (old === undefined || old.offset === block.offset) continue;
      carried.push(block);
      moves.push({ from: old.offset, to: block.offset, bytes: 4 * countOf(old) });
    }
    // What is being moved is in neither place until it has arrived.
    const kept = blocks.filter((block) => this.#valid.get(block.offset)?.key === block.key);
    this.#valid = new Map(kept.map((block) => [block.offset, block]));
    yield* moveAll(this.#module.memory, moves);
    for (const block of carried) this.#valid.set(block.offset, block);
  }

  /**
   * Draws a block of the current layout unless it is there. What lies in its place is forgotten first, so a
   * draw that is cut off does not pass for a complete one; blocks may take turns in one place.
   * @param work `drawWorkBytes` bytes
   */
  *ensure(block: DrawBlock, work: number): Steps<void> {
    if (this.#valid.get(block.offset)?.key === block.key) return;
    this.#valid.delete(block.offset);
    const { standard, finish, offset, first, rows, columns } = block;
    if (standard !== null) yield* this.#drawing.steps(standard, offset, work, { first, count: rows });
    if (finish !== null) {
      yield* this.#finishPace.cut(rows, FINISH_COST * columns, 1, (row0, row1) => {
        finish(floatsAt(this.#module.memory, offset, rows * columns), row0, row1, first);
      });
    }
    this.#valid.set(block.offset, block);
  }
}
