/** A loss and its gradient do not depend on how a batch is divided into parts. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "./config.ts";
import { drawUpstream } from "./draws.ts";
import { lossGradient } from "./losses.ts";
import { planExperiment } from "./plan.ts";

const [BATCH, UNITS] = [97, 11];

describe.each(["cross_entropy", "mse"] as const)("%s", (gradient) => {
  const plan = planExperiment({ ...DEFAULT_CONFIG, depth: 1, width: UNITS, batch: BATCH, gradient });
  const loss = lossGradient(plan, drawUpstream(plan));
  if (loss === null) throw new Error("no loss");
  const output = Float32Array.from({ length: BATCH * UNITS }, (_, i) => Math.sin(1 + 7 * i));

  it.each([[1], [2], [5], [32], [96]])("has the same bits in parts of %i inputs as in one", (rows) => {
    const whole = new Float32Array(BATCH * UNITS);
    const pieces = new Float32Array(BATCH * UNITS);
    const expected = loss.rows(output, whole, 0, BATCH);
    let total = 0;
    for (let row = 0; row < BATCH; row += rows)
      total = loss.rows(output, pieces, row, Math.min(BATCH, row + rows), total);
    expect(total).toBe(expected);
    expect(pieces).toEqual(whole);
  });
});
