/** Every catalogue entry on the engines that need no GPU, in the production build. */
import { expectAccurate } from "./accuracy.ts";
import { expectConformance } from "./conformanceCases.ts";
import { CASES } from "./conformanceLinks.ts";
import { expect, test } from "./fixtures.ts";
import { wasmBackendOf } from "./initscopePage.ts";

test.describe("conformance on WASM", () => {
  test("uses the fastest module that the browser can run", async ({ initscope }) => {
    await initscope.open("#v=1&depth=1&width=4&batch=4&seed=1");
    const report = await expectConformance(initscope, CASES[0] ?? "", "wasm");
    const backend = await wasmBackendOf(initscope.page);
    expect(report).toMatchObject({ engine: "wasm", backend, precision: "float32" });
  });

  test("agrees with the float64 reference for every entry", async ({ initscope }) => {
    await initscope.open("#v=1&depth=1&width=4&batch=4&seed=1");
    for (const link of CASES) {
      await test.step(link, async () => {
        const report = await expectConformance(initscope, link, "wasm");
        expect(report.engine).toBe("wasm");
      });
    }
  });
});

test("the reference engine agrees with itself in the built page", async ({ initscope }) => {
  await initscope.open("#v=1&depth=1&width=4&batch=4&seed=1");
  for (const link of CASES.slice(0, 6)) {
    const report = await expectConformance(initscope, link, "reference");
    expect(report.engine).toBe("reference");
  }
});

for (const engine of ["reference", "wasm"] as const) {
  test(`activations and derivatives are accurate from 1e-30 to 1e4: ${engine}`, async ({ initscope }) => {
    await initscope.open("#v=1&depth=1&width=4&batch=4&seed=1");
    await expectAccurate(initscope, engine);
  });
}
