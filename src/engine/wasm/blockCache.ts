/** Remembers which standard draws lie where, so that a run draws only what has changed since the last one. */
import type { DrawBlock } from "./buffers.ts";
import type { Drawing } from "./draws.ts";
import { floatsAt } from "./memory.ts";
import type { KernelModule } from "./module.ts";
import { Pace } from "./pacing.ts";
import type { Steps } from "./pacing.ts";

function countOf({ rows, columns }: DrawBlock): number {
  return rows * columns;
}

/** Operations to finish one number, for the pace: the host may draw it. */
const FINISH_COST = 32;

/** Numbers worth carrying along: more of them take longer than a pause should be late, and are drawn again in pieces. */
const MOST_CARRIED = 2 ** 20;

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
   * Takes over the blocks of a new layout. A block that is still in its place stays; one that has moved is carried
   * along where `movable` says so (copies are transient, so only the short ones); everything else is forgotten, because
   * the new run writes over it. The memory must already be large enough.
   */
  relocate(blocks: readonly DrawBlock[], movable: readonly DrawBlock[]): void {
    const { memory } = this.#module;
    const byKey = new Map([...this.#valid.values()].map((block) => [block.key, block]));
    const carried: { readonly block: DrawBlock; readonly values: Float32Array }[] = [];
    for (const block of movable) {
      const old = byKey.get(block.key);
      if (old === undefined || old.offset === block.offset || countOf(old) > MOST_CARRIED) continue;
      carried.push({ block, values: floatsAt(memory, old.offset, countOf(old)).slice() });
    }
    const kept = new Map<number, DrawBlock>();
    for (const block of blocks) {
      if (this.#valid.get(block.offset)?.key === block.key) kept.set(block.offset, block);
    }
    for (const { block, values } of carried) {
      floatsAt(memory, block.offset, values.length).set(values);
      kept.set(block.offset, block);
    }
    this.#valid = kept;
  }

  /**
   * Draws a block of the current layout unless it is there. What lies in its place is forgotten first, so a draw that is cut
   * off does not pass for a complete one; blocks may take turns in one place.
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
