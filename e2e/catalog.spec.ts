/**
 * The whole catalogue in the page: every setting changes the link and leads to a finished run, with notes,
 * rules, readings and facts. The conformance tests check the numbers.
 */
import AxeBuilder from "@axe-core/playwright";
import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { chooseFromMenu } from "./initscopePage.ts";
import type { InitscopePage, RunDetail } from "./initscopePage.ts";

const SMALL = "#v=1&depth=6&width=32&batch=32&seed=1";

/** The link once the address bar has been updated. */
async function expectLink({ page }: InitscopePage, part: string): Promise<void> {
  await expect.poll(() => page.evaluate(() => location.hash)).toContain(part);
}

async function expectRun(initscope: InitscopePage, run: Promise<RunDetail>, part: string): Promise<void> {
  expect(await run).toMatchObject({ engine: "wasm" });
  await expectLink(initscope, part);
}

test("last layer, residual, dropout, inputs and gradients go into the link, and Undo takes them back", async ({
  initscope,
}) => {
  await initscope.open(SMALL);
  await expectRun(initscope, initscope.choose("Last layer", "Sigmoid"), "&last=sigmoid&");
  await expectRun(initscope, initscope.choose("Residual", "Scaled by 1/√L"), "&res=depth_scaled&");
  await expectRun(initscope, initscope.setNumber("Dropout keep", 0.8), "&keep=0.8&");
  await expectRun(initscope, initscope.choose("Inputs", "A circle"), "&x=circle&");
  await expectRun(initscope, initscope.choose("Gradient", "Squared error, random targets"), "&grad=mse&");
  await expect(initscope.page.getByText(/loss \d/)).toBeVisible();
  await expectRun(
    initscope,
    initscope.choose("Gradient", "Cross-entropy, random classes"),
    "&grad=cross_entropy&",
  );
  // ln 32, the loss of a network that knows nothing.
  await expect(initscope.page.getByText(/untrained ln 32 = 3\.47/)).toBeVisible();
  await initscope.runAfter(() => initscope.command("Undo").click());
  await expect(initscope.choice("Gradient")).toHaveValue("mse");
  await initscope.runAfter(() => initscope.command("Reset").click());
  await expectLink(initscope, SMALL);
});

test("LSUV offers its target", async ({ initscope }) => {
  await initscope.open(SMALL);
  await initscope.choose("Initialiser", "LSUV");
  await expectRun(
    initscope,
    initscope.choose("Unit variance", "after the activation"),
    "&init=lsuv&target=after&",
  );
});

test("overrides: added for the selected layer, changed and removed by keyboard, and undone", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  const rules = page.getByRole("group", { name: "Layers of their own" });
  await expect(rules.getByText("Global: all layers alike.")).toBeVisible();
  await page.getByRole("button", { name: "Layer 3", exact: false }).first().click();
  await rules.getByRole("button", { name: "Add a rule: activation" }).focus();
  await expectRun(
    initscope,
    initscope.runAfter(() => page.keyboard.press("Enter")),
    "&acts=3:tanh&",
  );
  // The focus moves to the new rule.
  await expect(rules.getByRole("spinbutton", { name: "From layer" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expectRun(
    initscope,
    initscope.runAfter(() => page.keyboard.press("ArrowUp")),
    "&acts=3-4:tanh&",
  );
  await rules.getByRole("combobox", { name: "Activation of layers 3–4" }).selectOption({ label: "Sine" });
  await expectLink(initscope, "&acts=3-4:sin&");
  await expect(rules.getByText(/Mixed: 2 of 6 layers/)).toBeVisible();

  await initscope.runAfter(() => rules.getByRole("button", { name: "Add a rule: weights" }).click());
  await rules.getByRole("combobox", { name: /Initialiser of layers/ }).selectOption({ label: "Normal" });
  const std = rules.getByRole("spinbutton", { name: "Std of layers 3" });
  await initscope.runAfter(async () => {
    await std.fill("0.05");
    await std.press("Enter");
  });
  await expectLink(initscope, "&acts=3-4:sin&inits=3:normal@0.05&");

  await rules.getByRole("button", { name: "Remove the rule for layers 3–4" }).focus();
  await initscope.runAfter(() => page.keyboard.press("Enter"));
  await expect(rules.getByRole("button", { name: "Add a rule: activation" })).toBeFocused();
  await expectLink(initscope, "&batch=32&inits=3:normal@0.05&");
  await initscope.runAfter(() => initscope.command("Undo").click());
  await expectLink(initscope, "&acts=3-4:sin&");
});

test("every entry has a note with formula, purpose and source", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(`${SMALL.replace("&seed=1", "")}&act=leaky_relu&norm=layer&res=fixup&keep=0.5&seed=1`);
  for (const label of [
    "Activation",
    "Residual",
    "Dropout keep",
    "Initialiser",
    "Normalisation",
    "Inputs",
    "Gradient",
  ]) {
    const toggle = page.getByRole("button", { name: `About: ${label}` });
    await toggle.click();
    const id = await toggle.getAttribute("aria-controls");
    const note = page.locator(`[id="${id ?? ""}"]`);
    await expect(note.getByText(/^Source: /)).toBeVisible();
    await expect(note.locator(".katex-error")).toHaveCount(0);
  }
  await expect(page.getByText("2 blocks of two layers, from layer 2 to 5")).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test("where theory has a gap the legend says why, in both languages", async ({ initscope }) => {
  const { page } = initscope;
  const legend = page.getByRole("figure").first();
  await initscope.open(`${SMALL.replace("&seed=1", "")}&init=ones&seed=1`);
  await expect(legend.getByText("no theory line: all units are alike")).toBeVisible();
  await initscope.open(`${SMALL.replace("&seed=1", "")}&init=uniform_01&lang=zh&seed=1`);
  await expect(legend.getByText("没有理论线：权重均值不为 0")).toBeVisible();
  await initscope.open(SMALL);
  await expect(legend.getByText(/theory, band/)).toBeVisible();
  await expect(legend.getByText("batch std")).toBeVisible();
});

test("the facts name the phase and what narrow formats would do; a layer's readout takes their place", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open("#v=1&depth=30&width=64&batch=32&act=tanh&init=mean_field&std=3&seed=1");
  // Theory is shown on request; what does not fit a format shows itself.
  await expect(page.getByText(/^chaotic: /)).toBeHidden();
  await page.getByRole("button", { name: "Theory", exact: true }).click();
  await expect(page.getByText(/^chaotic: /)).toBeVisible();
  await initscope.open("#v=1&depth=20&width=64&batch=32&init=normal&seed=1");
  await expect(page.getByText(/activations overflow from layer \d+ on/).first()).toBeVisible();
  await page.getByRole("button", { name: "Layer 3", exact: false }).first().click();
  await expect(page.getByText("dW : W")).toBeVisible();
  await expect(page.getByText(/activations overflow from layer/)).toHaveCount(0);
  await initscope.open("#v=1&depth=20&width=64&batch=32&init=normal&lang=zh&seed=1");
  await expect(page.getByText(/激活值从第 \d+ 层起上溢/).first()).toBeVisible();
});

test("the table has weights, similarity and theory beside activations and gradients", async ({
  initscope,
}) => {
  await initscope.open(SMALL);
  await initscope.command("Data table").click();
  const header = (name: string) => initscope.dataTable().getByRole("columnheader", { name, exact: true });
  for (const name of [
    "Activation",
    "Layer as a whole",
    "Gradient dL/da",
    "Weights W",
    "Gradient dL/dW",
    "Theory",
  ]) {
    await expect(header(name)).toBeVisible();
  }
  for (const name of ["directions", "dW : W"]) await expect(header(name)).toHaveCount(1);
  // Measured, and predicted.
  for (const name of ["cosine", "dL/da RMS"]) await expect(header(name).first()).toBeVisible();
});

test("a term explains itself when it is pressed, with the words of its hint", async ({ initscope }) => {
  const { page } = initscope;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/SymbolTip-[\w-]+\.js$/, async (route) => {
    await released;
    await route.continue();
  });
  await initscope.open(SMALL);
  const term = page.getByText("input cosine", { exact: true });
  const tip = page.getByRole("tooltip");
  // A press that comes before the words is answered when they are there.
  await term.click();
  await expect(term).toBeFocused();
  release();
  await expect(tip).toContainText("Mean cosine between the activations of two different inputs");
  await expect(tip.getByRole("link", { name: "Glossary" })).toHaveAttribute(
    "href",
    "docs/glossary.html#cosine",
  );
  await page.keyboard.press("Escape");
  await expect(tip).toHaveCount(0);
});

test("names of controls, charts and panels explain themselves by tap and hover", async ({ initscope }) => {
  const { page } = initscope;
  const tip = page.locator("#term-tip");
  await initscope.open(SMALL);
  const depth = page.locator("label", { hasText: /^Depth$/ });
  await expect(page.getByRole("main").locator("ul [data-term]")).toHaveCount(4);
  const explains = async (name: Locator, words: RegExp, entry: string, isPutAway = true) => {
    // The words come when the page is at rest.
    await expect(async () => {
      await page.mouse.move(0, 0);
      await name.hover();
      await expect(name).toHaveAttribute("data-term", entry, { timeout: 500 });
    }).toPass();
    await expect(name).toHaveAttribute("title", words);
    await name.click();
    await expect(tip).toContainText(words);
    await expect(tip.getByRole("link", { name: "Glossary" })).toHaveAttribute(
      "href",
      `docs/glossary.html#${entry}`,
    );
    // A tip may lie over the next name.
    if (isPutAway) await page.keyboard.press("Escape");
  };
  // The label still gives its control the focus.
  await explains(depth, /number of weight layers/, "depth", false);
  await expect(page.getByRole("slider", { name: "Depth" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(tip).toHaveCount(0);
  await explains(page.getByRole("heading", { name: "Gradients" }), /how the loss changes/, "gradient");
  await explains(page.locator("label", { hasText: /^Weights$/ }), /size of all weights/, "weight");
  await explains(page.locator("svg text", { hasText: /^spread/ }), /how large the signal/, "spread");
  await explains(page.getByText("batch std", { exact: true }), /from input to input/, "batch-std");
  await chooseFromMenu(page, "Order and chaos");
  await explains(
    page.getByRole("heading", { name: "Order and chaos" }),
    /make inputs alike/,
    "order-and-chaos",
  );
});
