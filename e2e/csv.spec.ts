/** A CSV file of one's own as the task: chosen, dropped, learnt from, and never in a link. */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures.ts";

const LINK = "#v=1&depth=3&width=16&batch=64&act=tanh&task=csv&lr=0.3&steps=60&seed=1";

/** Two inputs on a circle, and the half of it. */
const HALVES = [
  "east,north,half",
  ...Array.from({ length: 60 }, (_, row) => {
    const turn = (2 * Math.PI * row * 7) / 60;
    return `${(5 + Math.cos(turn)).toFixed(4)},${(300 * Math.sin(turn)).toFixed(2)},${Math.sin(turn + 0.1) > 0 ? "upper" : "lower"}`;
  }),
].join("\n");

test("a file of one's own is asked for, read, learnt from, and not in the link", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(LINK);
  const bar = page.getByRole("region", { name: "Training", exact: true });
  await expect(bar.getByText(/a link does not hold its data/)).toBeVisible();
  await expect(bar.getByRole("button", { name: "Train", exact: true })).toHaveAttribute(
    "aria-disabled",
    "true",
  );

  const choose = async (text: string, button = bar.getByRole("button", { name: "Choose a CSV file…" })) => {
    const chooser = page.waitForEvent("filechooser");
    await button.press("Enter");
    await (await chooser).setFiles({ name: "halves.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  };
  await choose(HALVES.replace("\n5.", "\nfive."));
  await expect(bar.getByRole("alert")).toHaveText(
    "Line 3, column 1, east: “five.7431” is not a number. Correct the cell (decimals take a point), or take the column out of the file.",
  );
  await initscope.runAfter(() => choose(HALVES));
  await expect(bar.getByText(/^Not trained yet/)).toBeVisible();
  await bar.getByRole("button", { name: "Train", exact: true }).click();
  await expect(bar.getByText("Step 60 of 60")).toBeVisible();
  await expect(bar.getByRole("img", { name: /^Which class the network gives/ })).toBeVisible();
  await expect(page).toHaveURL(/[&]task=csv&n=48&/);
  expect(page.url().length).toBeLessThan(200);

  // Among the controls: what became of it, and another column to learn.
  const file = page.getByRole("group", { name: "CSV file" });
  await expect(
    page.getByText(
      "halves.csv: rows 60, inputs 2; 48 rows to learn from, 12 to test. 2 classes: lower, upper.",
    ),
  ).toBeVisible();
  await initscope.runAfter(async () => {
    await page.getByRole("combobox", { name: "Learn" }).selectOption("north");
  });
  await expect(
    page.getByText(
      "What is learnt is the distance from the mean, in units of the std. Left out, as they hold no numbers: half.",
    ),
  ).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([]);
  await page.getByRole("combobox", { name: "Learn" }).selectOption("half");

  // Dropped, by touch or mouse: a broken file changes nothing.
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["a,b\n1,x\n2\n"], "broken.csv", { type: "text/csv" }));
    return data;
  });
  await file.dispatchEvent("drop", { dataTransfer: dropped });
  await expect(file.getByRole("alert")).toHaveText(/^Cells in line 3: 1; in the first line: 2\./);

  // Sharing says so, and another visit has none of the data.
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await expect(
    page.getByText("The data of your CSV file are not in the link: whoever opens it chooses the file again."),
  ).toBeVisible();
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(bar.getByText(/a link does not hold its data/)).toBeVisible();
});
