/**
 * `node bench/plane.js`: the time of the measured plane of order and chaos in the page, 64 x 64 networks of
 * 20 layers and 64 units, from the press to the last network. The page's worker computes, the page itself
 * reads and draws.
 *
 *   --grid=16     stops at the coarser grid of 16 x 16, and says what all of them would take
 *   --act=tanh    the activation
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { openBuild } from "./openBuild.js";

const { values } = parseArgs({
  options: { grid: { type: "string", default: "64" }, act: { type: "string", default: "tanh" } },
});
const CELLS = 64;
const grid = Number(values.grid);
if (![8, 16, 32, CELLS].includes(grid))
  throw new RangeError(`invalid grid: ${grid} (expected 8, 16, 32 or 64)`);

const network = `#v=1&depth=20&width=64&batch=32&act=${values.act}&init=mean_field&std=1.3&bias=0.3&seed=1`;
const { page, close } = await openBuild([], async () => {}, `${network}&sweep=plane`);
try {
  const plane = page.getByRole("region", { name: "Order and chaos" });
  const wanted = grid ** 2;
  await plane.getByRole("slider").first().waitFor();
  const startMs = performance.now();
  await plane.getByRole("radio", { name: "Measure" }).check();
  const count = await page.waitForFunction(
    (least) => {
      const [, found = "0"] = /(\d+) of \d+ networks measured/.exec(document.body.innerText) ?? [];
      return Number(found) >= least ? Number(found) : null;
    },
    wanted,
    { timeout: 0 },
  );
  const seconds = (performance.now() - startMs) / 1000;
  const networks = Number(await count.jsonValue());
  const each = seconds / networks;
  console.log(`${networks} networks in ${seconds.toFixed(1)} s, ${(1000 * each).toFixed(2)} ms each`);
  if (networks < CELLS ** 2) console.log(`all ${CELLS ** 2} would take ${(each * CELLS ** 2).toFixed(1)} s`);
  console.log(
    `load of the machine: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(" ")}`,
  );
} finally {
  await close();
}
