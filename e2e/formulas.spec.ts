/** Formulas: symbols explained by pointer, keyboard and touch, readable by machines, with current numbers. */
import { expect, test } from "./fixtures.ts";

const SMALL = "#v=1&depth=4&width=32&batch=32&init=xavier_normal&norm=batch&seed=1";

test("a formula explains its symbols to pointer and keyboard, with this layer's numbers", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  const law = page.locator("[data-formula]").first();
  const tip = page.getByRole("tooltip");
  await expect(law.locator("math")).toHaveCount(1);
  await law.hover();
  await expect(tip).toContainText("fan-in: inputs of the layer: 32");
  await expect(tip).toContainText("gain: a factor chosen for the activation");
  // The tip stays while the pointer is on it, and closes when the pointer leaves both.
  await tip.hover();
  await expect(tip).toBeVisible();
  await page.mouse.move(0, 0);
  await expect(tip).toBeHidden();

  await law.focus();
  await expect(tip).toContainText("normal distribution");
  await expect(law).toHaveAccessibleDescription(/normal distribution with this mean and variance/);
  await page.keyboard.press("Escape");
  await expect(tip).toBeHidden();
  await page.keyboard.press("Tab");
  await expect(tip).toContainText("standard deviation of the weights: 0.177");
  await initscope.open(SMALL.replace("width=32", "width=50"));
  await law.focus();
  await expect(tip).toContainText("fan-in: inputs of the layer: 50");
});

test("in Chinese too; the same letter means another thing elsewhere", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(`${SMALL}&lang=zh`);
  const tip = page.getByRole("tooltip");
  const batchNorm = page.locator("[data-formula]", { hasText: "ε" }).first();
  await batchNorm.focus();
  await expect(tip).toContainText("防止根号下为 0 的小数");
  await expect(tip).toContainText("单元 j 在一批输入上的标准差");
  await expect(tip).not.toContainText("权重的标准差");
});

test.describe("with a finger", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test("a tap explains a formula of a lesson, another tap puts it away; a list holds all symbols of the step", async ({
    page,
  }) => {
    await page.goto("./#lesson=relu_he&step=2&lang=en");
    const panel = page.getByRole("region", { name: "Lesson", exact: true });
    const formula = panel.locator("[data-formula]", { hasText: "Var" }).first();
    const tip = page.getByRole("tooltip");
    await expect(formula.locator("math").first()).toBeAttached();
    await formula.tap();
    await expect(tip).toContainText("expectation");
    const box = await tip.boundingBox();
    expect(box === null ? NaN : box.x).toBeGreaterThanOrEqual(0);
    expect(box === null ? NaN : box.x + box.width).toBeLessThanOrEqual(390);
    await panel.getByRole("heading", { level: 2 }).tap();
    await expect(tip).toBeHidden();
    await panel.getByText("Symbols in this step").click();
    await expect(panel.getByRole("definition").first()).toHaveText(/weights of the layer/);
    await expect(panel.getByRole("link", { name: "Glossary" })).toHaveAttribute("href", "docs/glossary.html");
  });
});

test("a term says its sentence by keyboard, and leads to its entry in the glossary", async ({
  initscope,
  context,
}) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  await initscope.setNumber("Depth", 5);
  const tip = page.locator("#term-tip");
  const legend = page.getByRole("main").locator("ul [data-term]");
  // The words come after the first picture. The list is one stop of the Tab key.
  await expect(legend).toHaveCount(4);
  await expect(legend.and(page.locator("[tabindex='0']"))).toHaveCount(1);
  await legend.first().focus();
  await expect(tip).toContainText("Standard deviation of all outputs of a layer");
  await expect(legend.first()).toHaveAccessibleDescription(/how large the signal is/);
  await page.keyboard.press("ArrowRight");
  await expect(legend.nth(1)).toBeFocused();
  await expect(tip).toContainText("Spread of a unit from input to input");
  await page.keyboard.press("Escape");
  await expect(tip).toBeHidden();
  await expect(legend.nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  const link = tip.getByRole("link", { name: "Glossary" });
  await expect(link).toBeFocused();
  const [glossary] = await Promise.all([context.waitForEvent("page"), page.keyboard.press("Enter")]);
  await expect(glossary).toHaveURL(/glossary\.html#batch-std$/);
  await expect(glossary.locator("#batch-std")).toBeInViewport();
  await glossary.close();
  await page.keyboard.press("Escape");
  await expect(legend.nth(1)).toBeFocused();
  await expect(tip).toBeHidden();
});

test("a term within the verdict's sentence explains itself by tap", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open("#v=1&depth=30&width=32&batch=32&init=xavier_normal&seed=1");
  const term = page.getByRole("main").locator("p [data-term='spread']");
  await term.click();
  const tip = page.locator("#term-tip");
  await expect(tip).toContainText("how large the signal of a layer is");
  await expect(tip.getByRole("link", { name: "Glossary" })).toHaveAttribute(
    "href",
    "docs/glossary.html#spread",
  );
});
