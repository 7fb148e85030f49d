/**
 * The panel of settings: what a first visit shows, what a link opens, and what a field says it did instead.
 */
import { expect, test } from "./fixtures.ts";

const SMALL = "#v=1&depth=4&width=32&batch=32&seed=1";

test.describe("a first visit", () => {
  test.use({ openGroups: "" });

  test("shows seven settings; the others are under More, and what is opened stays open", async ({
    initscope,
  }) => {
    const { page } = initscope;
    await initscope.open(SMALL);
    const panel = page.getByRole("complementary", { name: "Experiment" });
    await expect(panel.getByRole("combobox")).toHaveCount(2);
    await expect(panel.getByRole("slider")).toHaveCount(3);
    await expect(initscope.choice("Residual")).toHaveCount(0);
    await expect(panel.getByRole("button", { name: /^About: / })).toHaveCount(0);
    await page.getByRole("button", { name: "More: Network" }).click();
    await expect(initscope.choice("Residual")).toBeVisible();
    await expect(page.getByRole("button", { name: "About: Activation" })).toBeVisible();
    await expect(initscope.choice("Inputs")).toHaveCount(0);
    await page.getByRole("button", { name: "More settings" }).click();
    await expect(page.getByRole("button", { name: "Layers of their own" })).toBeVisible();
    await page.getByRole("button", { name: "Data and gradient" }).click();
    await expect(initscope.choice("Inputs")).toBeVisible();
    expect(await page.evaluate(() => localStorage.getItem("initscope.more"))).toMatch(
      /network.*controls.*data/,
    );
  });

  test("a setting that a link brings is in sight", async ({ initscope }) => {
    await initscope.open(`${SMALL}&res=plain&x=uniform&inits=1:zeros`);
    await expect(initscope.choice("Residual")).toHaveValue("plain");
    await expect(initscope.choice("Inputs")).toHaveValue("uniform");
    await expect(initscope.page.getByRole("button", { name: "Layers of their own" })).toHaveAttribute(
      "aria-expanded",
      "true",
    );
    await expect(initscope.number("Gain")).toHaveCount(0);
    // The same in an open page, as a fix or an undo does it.
    await initscope.open(SMALL);
    await expect(initscope.choice("Residual")).toHaveCount(0);
    await initscope.runAfter(async () => {
      await initscope.page.evaluate(() => (location.hash = "#v=1&depth=4&width=32&batch=32&gain=2&seed=1"));
    });
    await expect(initscope.number("Gain")).toHaveValue("2");
  });
});

test("a field says what it did instead: beyond its range, no number, no integer", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  const panel = page.getByRole("complementary", { name: "Experiment" });
  const depth = initscope.number("Depth");
  for (const [typed, shown, said] of [
    ["500", "200", "500 is outside 1 to 200: 200 is used."],
    ["abc", "200", "“abc” is not a number: 200 stays."],
    ["12.5", "13", "Whole numbers only: 12.5 becomes 13."],
  ] as const) {
    await depth.fill(typed);
    await depth.press("Enter");
    await expect(depth).toHaveValue(shown);
    await expect(panel.getByRole("status").filter({ hasText: said })).toBeVisible();
    await expect(depth).toHaveAccessibleDescription(said);
  }
  await initscope.setNumber("Depth", 5);
  await expect(panel.getByText(/is used|stays/)).toHaveCount(0);
  const width = initscope.number("Width");
  await width.fill("wide");
  await width.press("Enter");
  await expect(width).toHaveValue("32");
  await expect(panel.getByText("“wide” is not a width: 32 stays.")).toBeVisible();
  await expect(width).toHaveAccessibleDescription(/^“wide” is not a width: 32 stays\./);
});

test("a list shows its chain, and reads as in textbooks at one press", async ({ initscope }) => {
  const { page } = initscope;
  expect(await initscope.open("#v=1&width=784-300-100-10&seed=1")).toMatchObject({ depth: 4 });
  await expect(page.getByText("784 → 784 → 300 → 100 → 10")).toBeVisible();
  await expect(initscope.number("Width")).toHaveValue("784-300-100-10");
  const reading = await initscope.runAfter(() =>
    page.getByRole("button", { name: "784 is the input" }).click(),
  );
  expect(reading).toMatchObject({ depth: 3 });
  await expect(initscope.number("Width")).toHaveValue("in:784-300-100-10");
  await expect(page.getByText("784 → 300 → 100 → 10")).toBeVisible();
  await expect(page).toHaveURL(
    /#v=1&depth=3&width=300-100-10&in=784&seed=1$|#v=1&width=300-100-10&in=784&seed=1$/,
  );
  await initscope.number("Width").fill("in:20-30-40");
  expect(await initscope.runAfter(() => initscope.number("Width").press("Enter"))).toMatchObject({
    depth: 2,
  });
  await expect(page.getByText("20 → 30 → 40")).toBeVisible();
});

test("the header keeps its rows: no command stands alone, at any width", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  for (const width of [360, 390, 720, 900, 1160, 1440]) {
    await page.setViewportSize({ width, height: 844 });
    const rows = await page
      .getByRole("banner", { name: "Commands" })
      // Those that come with the first change have their room already.
      .locator("button")
      .evaluateAll((buttons) => {
        const counts = new Map<number, number>();
        for (const button of buttons) {
          const { top, height, left, right } = button.getBoundingClientRect();
          if (height === 0) continue;
          if (left < 0 || right > innerWidth) throw new Error(`${button.textContent} sticks out`);
          const row = Math.round((top + height / 2) / 12);
          counts.set(row, (counts.get(row) ?? 0) + 1);
        }
        return [...counts.values()];
      });
    expect(rows.length, `rows at ${width} px`).toBeLessThanOrEqual(2);
    expect(Math.min(...rows), `fewest in a row at ${width} px`).toBeGreaterThan(2);
  }
});
