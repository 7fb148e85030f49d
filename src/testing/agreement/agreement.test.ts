/**
 * Random experiments on the WASM engine against the float64 reference, by the tolerance law of
 * docs/numerics.md. `npm run agreement` compares tens of thousands.
 */
import { describe, expect, it } from "vitest";
import { createWasmEngine } from "../../engine/wasm/wasmEngine.ts";
import { encodeLink } from "../../link/codec.ts";
import { BACKENDS, loadNodeKernels } from "../wasm/nodeKernels.ts";
import { agreementOf } from "./agreement.ts";
import type { Comparison } from "./agreement.ts";
import { randomConfig } from "./randomConfigs.ts";

const COUNT = 250;

describe.each(BACKENDS)("on $backend", ({ backend, isAbsent }) => {
  it.skipIf(isAbsent)(
    `the WASM engine agrees with the reference on ${COUNT} random experiments`,
    async () => {
      const engine = createWasmEngine({ loadModule: () => loadNodeKernels(backend) });
      const faults: string[] = [];
      const total: Record<Comparison, number> = {
        values: 0,
        distribution: 0,
        overflow: 0,
        vanished: 0,
        cancelled: 0,
      };
      for (let index = 0; index < COUNT; index++) {
        const config = randomConfig(1, index);
        const { faults: found, compared } = await agreementOf(engine, config);
        for (const fault of found) faults.push(`${index} ${encodeLink(config)} ${fault}`);
        for (const [how, count] of Object.entries(compared)) total[how as Comparison] += count;
      }
      expect(faults).toEqual([]);
      // Most tensors are compared value by value: a law that excused all of them would say nothing.
      expect(total.values).toBeGreaterThan(
        0.8 * (total.distribution + total.overflow + total.vanished + total.cancelled),
      );
    },
  );
});
