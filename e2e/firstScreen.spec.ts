/**
 * The first screen at 1440 x 900 is quiet: few texts and controls, large enough type, much chart, and nothing
 * jumps. `npm run first-screen` prints the same figures.
 */
import { LINKS, SCREEN, measureFirstScreen, openFirstScreen } from "../scripts/firstScreen.js";
import { expect, test } from "./fixtures.ts";

test.use({ openGroups: "", viewport: SCREEN, colorScheme: "light" });

for (const link of ["", ...LINKS]) {
  test(`the first screen keeps to its measures: ${link === "" ? "the empty address" : link}`, async ({
    page,
  }) => {
    await openFirstScreen(page, `./${link}`);
    const found = await measureFirstScreen(page);
    expect(found.texts, "texts").toBeLessThanOrEqual(150);
    // The default has 32 at most; a network with a finding has its third fix beside them.
    expect(found.controls, "controls").toBeLessThanOrEqual(link === LINKS[1] ? 33 : 32);
    expect(found.smallestPx, "smallest type").toBeGreaterThanOrEqual(12);
    expect(found.readable, "share of texts of 13 px or more").toBeGreaterThan(0.5);
    expect(found.chartShare, "the charts' share of the screen").toBeGreaterThanOrEqual(0.6);
    expect(found.layoutShift, "layout shift").toBeLessThan(0.01);
  });
}

test.describe("a projector", () => {
  test.use({ viewport: { width: 1920, height: 1080 } });

  test("has the strips in sight, and the drawn network says what its circles mean", async ({ page }) => {
    await openFirstScreen(page, `./${LINKS[1] ?? ""}&theme=projector`);
    const strips = page.getByRole("figure", { name: /^Shares per layer/ });
    await expect(strips).toBeInViewport({ ratio: 1 });
    const input = page.getByText("input", { exact: true });
    await expect(input).toHaveAttribute("title", /^Circles stand for the units of a layer\./);
    await input.click();
    await expect(page.getByRole("tooltip")).toContainText("The stronger the colour, the larger");
  });
});
