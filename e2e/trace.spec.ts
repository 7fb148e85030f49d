/** A training that was recorded elsewhere: opened, judged, read by its names, closed, and refused. */
import { expect, test } from "./fixtures.ts";

/** A network of three layers whose signal grows thirtyfold, over two steps. Every tensor is +-size. */
function traceDocument() {
  const tensor = (size: number) => {
    const bits = new Uint32Array(new Float32Array([size]).buffer)[0] ?? 0;
    const side = { first_bin: bits >>> 17, counts: [50] };
    return {
      count: 100,
      nan: 0,
      pos_inf: 0,
      neg_inf: 0,
      zeros: 0,
      underflow: 0,
      mean: 0,
      std: size,
      rms: size,
      min: -size,
      max: size,
      skewness: 0,
      excess_kurtosis: -2,
      batch_std: size,
      unit_std: 0,
      negative: side,
      positive: side,
    };
  };
  const names = ["encoder.fc_in", "encoder.fc_mid", "encoder.fc_out"];
  return {
    format: "initscope-trace",
    version: 1,
    model: "TinyNet",
    framework: "PyTorch 2",
    layers: names.map((name) => ({ name, kind: "Linear", fan_in: 10, fan_out: 10, units: 10 })),
    snapshots: [0, 8].map((step) => ({
      step,
      loss: 2 - step / 8,
      layers: [1, 4, step === 0 ? 32 : 1].map((size) => ({
        tensors: {
          activation: tensor(size),
          grad_activation: tensor(1),
          weight: tensor(1),
          update: tensor(2 ** -10),
        },
        dead_units: 0,
        cosine: 0.25,
      })),
    })),
  };
}

test("a trace is judged and shown under the names of its layers, and closing it returns to the network", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open("#v=1&depth=5&width=16&batch=16&seed=1");
  const opened = await page.evaluate((trace) => window.initscope?.open(trace), traceDocument());
  expect(opened).toEqual({
    model: "TinyNet",
    framework: "PyTorch 2",
    layers: ["encoder.fc_in", "encoder.fc_mid", "encoder.fc_out"],
    steps: [0, 8],
  });
  const bar = page.getByRole("region", { name: "Recorded elsewhere" });
  await expect(bar).toContainText("TinyNet, recorded in PyTorch 2.");
  await expect(page.getByText("The signal explodes.").first()).toBeVisible();
  await expect(
    page.getByText("the signal grows 32-fold from encoder.fc_in to encoder.fc_out").first(),
  ).toBeVisible();

  // Files of numbers are the visitor's own; pictures can be taken.
  await initscope.command("Export").click();
  await expect(page.getByRole("menuitem")).toHaveText(["SVG", "PNG", "Charts and sizes…"]);
  await page.keyboard.press("Escape");

  // The timeline is that of a training.
  await bar.getByRole("slider", { name: "Step" }).press("End");
  await expect(bar).toContainText("Step 8 of 8");
  await expect(page.getByText("Nothing stands out.").first()).toBeVisible();
  await page.getByRole("toolbar", { name: "Layers" }).getByRole("button").nth(1).click();
  await expect(page.getByRole("region", { name: "Layer 2: encoder.fc_mid" })).toContainText(
    "10 units, Linear",
  );

  await bar.getByRole("button", { name: "Close the recording" }).click();
  await expect(bar).toBeHidden();
  await expect(page.getByRole("toolbar", { name: "Layers" }).getByRole("button")).toHaveCount(5);

  // A file that is dropped anywhere is told from others by what it says.
  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['{"format": "initscope-trace", "version": 9}'], "run.json"));
    return transfer;
  });
  await page.dispatchEvent("main", "drop", { dataTransfer: dropped });
  await expect(page.getByRole("alert")).toContainText("run.json has version 9 of the format");
});
