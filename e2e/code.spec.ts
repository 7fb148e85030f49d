/** The experiment as a program: the dialog, its files, and the same text from the console. */
import { expect, test } from "./fixtures.ts";

test("the code of an experiment is shown, copied and downloaded, and the console gives the same", async ({
  initscope,
  context,
}) => {
  const { page } = initscope;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const link = "#v=1&depth=3&width=24&batch=16&act=tanh&norm=layer&seed=1";
  await initscope.open(link);
  await initscope.command("Export").click();
  await page.getByRole("menuitem", { name: "Code", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Code" });
  const listing = dialog.getByRole("region", { name: "Code" });
  await expect(listing).toContainText("z[3] = a[2] @ W[3].T");
  const shown = await listing.innerText();
  expect(shown).toMatch(/a\[3\] = tanh\(n\[3\]\) +# std 0\.\d+/);

  await dialog.getByRole("button", { name: "Copy" }).click();
  await expect(dialog.getByRole("status")).toHaveText("Copied");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.trim()).toBe(shown.trim());

  const script = await initscope.saved(() => dialog.getByRole("button", { name: "Download .py" }).click());
  expect(script.name).toMatch(/-numpy\.py$/);
  expect(script.bytes.toString("utf8")).toBe(copied);
  const notebook = await initscope.saved(() =>
    dialog.getByRole("button", { name: "Download .ipynb" }).click(),
  );
  expect(notebook.name).toMatch(/-numpy\.ipynb$/);
  expect(JSON.parse(notebook.bytes.toString("utf8"))).toMatchObject({ nbformat: 4 });

  // The address in the first lines is the page's there, and the link alone here.
  const own = await page.evaluate((hash) => window.initscope?.code(hash, "numpy"), link);
  const body = (text = ""): string => text.slice(text.indexOf("# %% Setting"));
  expect(body(own)).toBe(body(copied));

  // A fix of the verdict is the lines that it changes.
  await dialog
    .getByText(/^As a fix: /)
    .first()
    .click();
  await expect(dialog.getByRole("region", { name: /^As a fix: / }).first()).toContainText(/^[-+] /m);

  await dialog.getByRole("tab", { name: "PyTorch" }).click();
  await expect(dialog.getByRole("tabpanel", { name: "PyTorch" })).toBeVisible();
  await dialog.getByRole("tab", { name: "Keras" }).click();
  await expect(listing).toContainText("z[3] = dense[3](a[2])");
  await expect(dialog.getByRole("status")).toContainText("Keras 3 (TensorFlow)");
  await dialog.getByRole("tab", { name: "JAX" }).click();
  await expect(listing).toContainText("jnp.tanh(n[3])");
  await dialog.getByRole("button", { name: "Close" }).click();

  // A task is trained in the script as well.
  await initscope.open("#v=1&depth=2&width=8&batch=16&task=xor&n=16&steps=4&seed=1");
  await initscope.command("Export").click();
  await page.getByRole("menuitem", { name: "Code", exact: true }).click();
  await expect(
    dialog.getByText(/^The script trains too\. Train the network on this page first/),
  ).toBeVisible();
  await expect(listing).toContainText("LOSSES = []");
  const trained = await page.evaluate(() =>
    window.initscope?.code("#v=1&depth=2&width=8&batch=16&task=xor&n=16&steps=4&seed=1", "jax"),
  );
  expect(trained).toMatch(/LOSSES = \[\n +\(0, [\d.]+\), \(1, /);
});
