/** A file of weights on the device: it is read in the browser, judged, and no request leaves. */
import AxeBuilder from "@axe-core/playwright";
import { faultyModels } from "../src/testing/weights/faultyModels.ts";
import { safetensors } from "../src/testing/weights/writeFiles.ts";
import { expect, test } from "./fixtures.ts";

test("a file is opened, judged by its recipe, sorted and searched, and no request leaves", async ({
  page,
  initscope,
}) => {
  await initscope.open("#v=1&depth=3&width=16&seed=1");
  const buffer = Buffer.from(safetensors(faultyModels()[1]?.tensors ?? []));
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(`${request.method()} ${request.url()}`));

  await page.getByRole("button", { name: "Open", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Weights" });
  const choose = async (file: { readonly name: string; readonly buffer: Buffer }, button: string) => {
    const chooser = page.waitForEvent("filechooser");
    await dialog.getByRole("button", { name: button }).click();
    await (await chooser).setFiles({ ...file, mimeType: "application/octet-stream" });
  };
  await choose({ name: "gpt.safetensors", buffer: buffer.subarray(0, -1) }, "Choose a file…");
  await expect(dialog.getByRole("alert")).toContainText("The file ends too early");
  await choose({ name: "gpt.safetensors", buffer }, "Choose another file…");
  await expect(dialog.getByText("Worth a look: 2 of 7")).toBeVisible();
  const groups = dialog.getByRole("region", { name: "Layers by name" });
  await expect(groups.getByRole("row").nth(1)).toContainText(
    "the recipe says 0.02/√24 = 0.00408: the depth factor is missing.",
  );
  // A role of one's own: a plain layer takes no depth factor.
  await groups.getByRole("combobox").first().selectOption({ label: "Linear" });
  await expect(dialog.getByText("Worth a look: 1 of 7")).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);

  await dialog.getByRole("radio", { name: "Tensors" }).check({ force: true });
  const tensors = dialog.getByRole("region", { name: "Tensors" });
  await tensors.getByRole("button", { name: "Std", exact: true }).click();
  await expect(tensors.getByRole("columnheader", { name: /^Std/ })).toHaveAttribute("aria-sort", "ascending");
  await dialog.getByRole("searchbox", { name: "Search" }).fill("h.11 c_proj.weight");
  await expect(tensors.getByRole("row")).toHaveCount(3);
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toBe("gpt.safetensors.csv");

  // The same from the console, and a drop that replaces the file.
  const rows = await page.evaluate(
    (own) => window.initscope?.audit(new File([Uint8Array.from(own)], "gpt.safetensors")),
    [...buffer],
  );
  expect(rows).toHaveLength(73);
  await page.keyboard.press("Escape");
  const files = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["words"], "readme.bin"));
    return transfer;
  });
  await page.dispatchEvent("main", "dragover", { dataTransfer: files });
  await expect(page.getByText("Drop the file to open it")).toBeVisible();
  await page.dispatchEvent("main", "drop", { dataTransfer: files });
  await expect(dialog.getByRole("alert")).toContainText("readme.bin: This is none of the files");

  // Scripts of the page itself may come; nothing goes out.
  const { origin } = new URL(page.url());
  expect(addresses.filter((address) => !address.startsWith(`GET ${origin}/assets/`))).toEqual([]);
});

test("the MLP of a file runs, is undone, and a link without the file asks for it", async ({
  page,
  initscope,
}) => {
  await initscope.open("#v=1&depth=3&width=16&act=tanh&seed=1");
  const file = "src/weights/network/golden/layer_norm.safetensors";
  await page.getByRole("button", { name: "Open", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Weights" });
  const chosen = page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Choose a file…" }).click();
  await (await chosen).setFiles(file);
  await dialog.getByRole("button", { name: "Run as a network" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("no theory line: weights come from a file")).toBeVisible();
  await expect(page).toHaveURL(/width=24-16-5&in=12.*&init=given&norm=layer/);
  const link = page.url();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page).toHaveURL(/depth=3&width=16/);

  // A visit without the file.
  await page.goto("about:blank");
  await initscope.open(link.slice(link.indexOf("#")));
  const notice = page.getByRole("region", { name: "Weights of a file" });
  await expect(notice).toContainText("He normal stands in");
  const again = page.waitForEvent("filechooser");
  await notice.getByRole("button", { name: "Open the file…" }).click();
  await (await again).setFiles(file);
  await expect(notice).toBeHidden();
  await expect(page.getByText("no theory line: weights come from a file")).toBeVisible();
});
