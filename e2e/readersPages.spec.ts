/**
 * The pages beside the instrument: linked from the lessons, in the reader's language, readable, and on one
 * sheet where promised.
 */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures.ts";
import { openTab } from "./initscopePage.ts";

const SMALL = "#v=1&depth=4&width=32&batch=32&seed=1";

for (const [language, lessons, plan, title] of [
  ["en", "Lessons", "Lesson plan", /^Lesson plan/],
  ["zh", "课程", "教案", /^教案/],
] as const) {
  test(`the lesson plan is found among the lessons, and is one sheet: ${language}`, async ({ initscope }) => {
    const { page } = initscope;
    await initscope.open(`${SMALL}&lang=${language}`);
    await openTab(page, lessons);
    const [paper] = await Promise.all([
      page.waitForEvent("popup"),
      page.getByRole("dialog").getByRole("link", { name: plan, exact: true }).click(),
    ]);
    await expect(paper.getByRole("heading", { level: 1 })).toHaveText(title);
    const pdf = await paper.pdf({ preferCSSPageSize: true });
    expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    // On a phone nothing but a wide table scrolls sideways.
    await paper.setViewportSize({ width: 360, height: 740 });
    expect(await paper.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect((await new AxeBuilder({ page: paper }).analyze()).violations).toEqual([]);
  });
}
