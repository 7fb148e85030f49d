/** The opening story: the empty address, its sentence with the run's own number, and the repairing button. */
import AxeBuilder from "@axe-core/playwright";
import { STORY_LINK } from "../src/content/story.ts";
import { expect, test } from "./fixtures.ts";
import { verdictTitle } from "./initscopePage.ts";

for (const [language, arrives, repair] of [
  ["en-GB", /^Only 1 part in ([\d ,\u202f]+) of the signal arrives\.$/, "Repair it: He’s rule"],
  ["zh-CN", /^信号只有 1\/([\d ,\u202f]+) 传到最后一层。$/, "修好它：改用 He 的规则"],
] as const) {
  test.describe(language, () => {
    test.use({ locale: language });

    test("the empty address tells how a signal dies, and one press repairs it", async ({ initscope }) => {
      const { page } = initscope;
      const run = await initscope.open("");
      expect(run).toMatchObject({ depth: 30, width: 256 });
      expect(await page.evaluate(() => location.hash)).toBe(STORY_LINK);
      const main = page.getByRole("main");
      const sentence = main.getByText(arrives);
      await expect(sentence).toBeVisible();
      const said = arrives.exec((await sentence.textContent()) ?? "")?.[1] ?? "";
      // Xavier keeps 1 / sqrt 2 of a ReLU layer's signal: 2^14.5 over 29 layers, times two for chance.
      const parts = Number(said.replace(/[^\d]/g, ""));
      expect(Math.abs(Math.log2(parts) - 14.5)).toBeLessThan(1);
      const { violations } = await new AxeBuilder({ page }).include("main").analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([]);

      await initscope.runAfter(() => page.getByRole("button", { name: repair }).click());
      await expect(
        main.getByText(verdictTitle("healthy", language === "zh-CN" ? "zh" : "en"), { exact: true }),
      ).toBeVisible();
      await expect(sentence).toHaveCount(0);
      await expect(page).toHaveURL(/#v=1&depth=30&seed=1$/);
      await initscope.runAfter(() => page.keyboard.press("Control+z"));
      await expect(sentence).toBeVisible();
    });
  });
}

test("the same link opens with an ordinary verdict", async ({ initscope }) => {
  await initscope.open(STORY_LINK);
  await expect(initscope.verdict("vanishing")).toBeVisible();
  await expect(initscope.page.getByRole("button", { name: /^Repair it/ })).toHaveCount(0);
});
