/** The place of attention in the passes: its code is fetched with the first network that has it. */
import type { AttentionStats, AttentionSums } from "../../../experiment/attentionStats.ts";
import { EngineError } from "../../engine.ts";
import type { Steps } from "../memory/pacing.ts";
import type { LayerBuffers } from "../run/buffers.ts";
import type { RunContext } from "../run/runContext.ts";

/** See attending.ts. */
interface AttentionPasses {
  stats(parts: readonly AttentionSums[]): AttentionStats;
  handOver(context: RunContext, layer: LayerBuffers, out: number): Steps<void>;
  attend(
    context: RunContext,
    layer: LayerBuffers,
    values: number,
    mixed: number,
  ): Steps<AttentionSums | null>;
  attendBackward(context: RunContext, layer: LayerBuffers, gradient: number, spare: number): Steps<void>;
}

let passes: AttentionPasses | null = null;

export function provideAttention(given: AttentionPasses): void {
  passes = given;
}

/** @throws EngineError `failed` where the code is missing */
export function attentionPasses(): AttentionPasses {
  if (passes === null) throw new EngineError("failed", "attention was not fetched");
  return passes;
}
