/**
 * `npm run agreement`: random experiments on the WASM engine against the float64 reference, by the tolerance
 * law of docs/numerics.md. Ends with an error where they differ.
 *
 *   npm run agreement -- --count=50000 --seed=2
 */
import { parseArgs } from "node:util";
import { source } from "./source.js";

const { values } = parseArgs({
  options: { count: { type: "string", default: "50000" }, seed: { type: "string", default: "1" } },
});

/** @type {typeof import("../src/testing/agreement/agreement.ts")} */
const { agreementOf } = await source("src/testing/agreement/agreement.ts");
/** @type {typeof import("../src/testing/agreement/randomConfigs.ts")} */
const { randomConfig } = await source("src/testing/agreement/randomConfigs.ts");
/** @type {typeof import("../src/testing/wasm/nodeKernels.ts")} */
const { BACKENDS, loadNodeKernels } = await source("src/testing/wasm/nodeKernels.ts");
/** @type {typeof import("../src/engine/wasm/wasmEngine.ts")} */
const { createWasmEngine } = await source("src/engine/wasm/wasmEngine.ts");
/** @type {typeof import("../src/link/codec.ts")} */
const { encodeLink } = await source("src/link/codec.ts");

let faultCount = 0;
for (const { backend, isAbsent } of BACKENDS) {
  if (isAbsent) {
    console.log(`${backend}: skipped, this Node has none`);
    continue;
  }
  const engine = createWasmEngine({ loadModule: () => loadNodeKernels(backend) });
  const startMs = performance.now();
  /** @type {Record<string, number>} */
  const total = {};
  let found = 0;
  for (let index = 0; index < Number(values.count); index++) {
    const config = randomConfig(Number(values.seed), index);
    const { faults, compared } = await agreementOf(engine, config);
    for (const fault of faults) console.log(`${index} ${encodeLink(config)} ${fault}`);
    found += Number(faults.length > 0);
    for (const [how, count] of Object.entries(compared)) total[how] = (total[how] ?? 0) + count;
  }
  faultCount += found;
  const ways = Object.entries(total).map(([how, count]) => `${count} by ${how}`);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
  console.log(
    `${backend}: ${values.count} experiments, ${found} that differ, ${seconds} s; tensors compared: ${ways.join(", ")}`,
  );
}
if (faultCount > 0) process.exitCode = 1;
