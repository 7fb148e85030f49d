/**
 * A teacher's hour: a lecture list of five links, presented with a clicker, with a prediction and its reveal,
 * back, an aside, a jump, and the screen of the beginning at the end.
 */
import type { Locator, Page } from "@playwright/test";
import { EMPTY_LECTURE, packLecture, withEntry } from "../src/content/lectures/lecture.ts";
import type { Lecture } from "../src/content/lectures/lecture.ts";
import { expect, test } from "./fixtures.ts";
import { chooseFromMenu } from "./initscopePage.ts";

const WORDS = {
  en: {
    bar: "Presentation",
    list: "List",
    go: "Go to number 5",
    lock: "Lock in",
    reveal: "Reveal",
    lesson: "Lesson",
    question: "Which weights will the first step of training change?",
    next: /^(?:Next|On to step 2 of 4)$/,
    forward: "Next",
  },
  zh: {
    bar: "演示",
    list: "清单",
    go: "转到第 5 项",
    lock: "锁定",
    reveal: "揭晓",
    lesson: "课程",
    question: "训练的第一步会改变哪些权重？",
    next: /^(?:下一个|下一步|进入第 2 步，共 4 步)$/,
    forward: "下一个",
  },
} as const;

const FIRST = "#v=1&depth=4&width=32&batch=32&seed=1";
const ENTRIES = [
  ["One", FIRST],
  ["Two", "#v=1&depth=5&width=32&batch=32&act=tanh&seed=1&axis=magnitude"],
  ["Three", "#v=1&depth=5&width=100&batch=200&act=tanh&init=zeros&seed=1&lesson=why_not_zeros&step=1"],
  ["Four", "#v=1&depth=6&width=32&batch=32&act=sigmoid&seed=1"],
  ["Five", "#v=1&depth=7&width=32&batch=32&seed=1&layer=3"],
] as const;
const LECTURE = ENTRIES.reduce<Lecture>((list, [title, link]) => withEntry(list, { title, link }), {
  ...EMPTY_LECTURE,
  title: "Week 3",
});

const hash = (page: Page): Promise<string> => page.evaluate(() => location.hash);

/** Size of the screen, and the least size of a question's letters on it, in pixels. */
const SIZES = [
  ["projector", { width: 1920, height: 1080 }, 26],
  ["phone", { width: 390, height: 844 }, 16],
] as const;

for (const [size, viewport, letters] of SIZES) {
  for (const language of ["en", "zh"] as const) {
    test.describe(`${size}, ${language}`, () => {
      test.use({ viewport });

      test("a teacher's hour", async ({ page }) => {
        const words = WORDS[language];
        const source = (await packLecture(LECTURE)) ?? "";
        const link = `${FIRST}&lecture=${source}&entry=1&mode=present&lang=${language}`;
        await page.goto(`./${link}`);
        const bar = page.getByRole("banner", { name: words.bar });
        const title = (name: string): Locator => bar.getByRole("heading", { level: 1, name, exact: true });
        await expect(title("One")).toBeVisible();
        const fits = async (): Promise<void> => {
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(width).toBeLessThanOrEqual(viewport.width);
        };

        // The clicker goes on; each entry brings its drawing with it.
        await page.keyboard.press("PageDown");
        await expect(title("Two")).toBeVisible();
        await expect.poll(() => hash(page)).toContain(`${ENTRIES[1][1]}&lecture=${source}&entry=2`);
        await page.keyboard.press("PageDown");
        await expect(title("Three")).toBeVisible();

        // Predict and reveal.
        const panel = page.getByRole("region", { name: words.lesson, exact: true });
        const question = panel.getByText(words.question);
        await expect(question).toBeInViewport();
        expect(
          await question.evaluate((text) => Number.parseFloat(getComputedStyle(text).fontSize)),
        ).toBeGreaterThanOrEqual(letters);
        // The question has the room: no figure is in sight that could tell, and one row leads on.
        await expect(page.getByRole("figure")).toHaveCount(0);
        await expect(bar.getByRole("button", { name: words.forward, exact: true })).toHaveCount(1);
        await expect(panel.getByRole("button", { name: words.next })).toHaveCount(1);
        await fits();
        await panel.getByRole("radio").first().check();
        await panel.getByRole("button", { name: words.lock, exact: true }).click();
        await panel.getByRole("button", { name: words.reveal, exact: true }).click();
        await expect(panel.getByRole("heading", { level: 3 })).toBeVisible();
        await expect(page.getByRole("figure").first()).toBeVisible();
        await fits();

        // Back; what is changed there is there again later.
        await page.keyboard.press("PageUp");
        await expect(title("Two")).toBeVisible();
        await expect(panel).toBeHidden();
        await page.keyboard.press("ArrowRight");
        await expect.poll(() => hash(page)).toContain("&layer=1&lecture=");

        // Jump to the last entry; beyond it there is nothing.
        await bar.getByRole("button", { name: words.list, exact: true }).click();
        await page.getByRole("dialog").getByRole("button", { name: words.go, exact: true }).click();
        await expect(title("Five")).toBeVisible();
        await page.keyboard.press("PageDown");
        await page.keyboard.press(" ");
        await expect(title("Five")).toBeVisible();
        await page.keyboard.press("PageUp");
        await expect(title("Four")).toBeVisible();

        // And back to the beginning, where it ends.
        for (const name of ["Three", "Two"]) {
          await page.keyboard.press("PageUp");
          await expect(title(name)).toBeVisible();
          // What has been revealed is told again, without another question.
          if (name === "Three") await expect(panel.getByRole("heading", { level: 3 })).toBeVisible();
        }
        await expect.poll(() => hash(page)).toContain("&layer=1&lecture=");
        await page.keyboard.press("PageUp");
        await expect(title("One")).toBeVisible();
        await page.keyboard.press("PageUp");
        await page.keyboard.press("Escape");
        await expect(bar).toBeHidden();
        await expect.poll(() => hash(page)).toBe(`${FIRST}&lecture=${source}&entry=1&lang=${language}`);
        await fits();
      });
    });
  }
}

test("Present keeps the teacher's experiment: it is the first entry, and Previous and Undo bring it back", async ({
  initscope,
}) => {
  const { page } = initscope;
  const mine = "#v=1&depth=5&width=32&batch=32&act=tanh&init=normal&std=0.2&seed=1";
  await initscope.open(FIRST);
  await initscope.command("Share").click();
  const dialog = page.getByRole("dialog", { name: "Share" });
  await dialog.getByRole("button", { name: "Add to lecture" }).click();
  await expect(dialog.getByText("Added as number 1.")).toBeVisible();
  await page.keyboard.press("Escape");
  // The list is on the device: another visit presents it.
  await initscope.open(mine);
  await page.keyboard.press("p");
  const bar = page.getByRole("banner", { name: "Presentation" });
  await expect(bar.getByText("1 of 2")).toBeVisible();
  await initscope.runAfter(() => page.keyboard.press("PageDown"));
  await expect(bar.getByText("2 of 2")).toBeVisible();
  await expect.poll(() => hash(page)).toContain(FIRST);
  await initscope.runAfter(() => page.keyboard.press("PageUp"));
  await expect.poll(() => hash(page)).toContain(mine);
  await initscope.runAfter(() => page.keyboard.press(" "));
  await expect(bar.getByText("2 of 2")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(bar).toBeHidden();
  await initscope.runAfter(() => page.keyboard.press("Control+z"));
  await expect.poll(() => hash(page)).toContain(mine);
  await expect(page.getByRole("region", { name: "Lecture list" })).toContainText("1 of 2");
});

test("a list is put in order by keys and pointer, renamed, cut, saved as a file and opened again", async ({
  initscope,
}) => {
  const { page } = initscope;
  const source = (await packLecture(LECTURE)) ?? "";
  await initscope.open(`${FIRST}&lecture=${source}&entry=1`);
  const bar = page.getByRole("region", { name: "Lecture list" });
  await bar.getByRole("button", { name: "List", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Lecture list" });
  const titles = async (): Promise<readonly string[]> =>
    dialog
      .getByRole("textbox", { name: /^Title of number/ })
      .evaluateAll((fields) => fields.map((field) => (field instanceof HTMLInputElement ? field.value : "")));
  await expect.poll(titles).toEqual(["One", "Two", "Three", "Four", "Five"]);
  await dialog.getByRole("button", { name: /^Move number 1/ }).press("ArrowDown");
  await expect.poll(titles).toEqual(["Two", "One", "Three", "Four", "Five"]);
  await expect(dialog.getByRole("button", { name: /^Move number 2/ })).toBeFocused();
  const [from, to] = await Promise.all(
    [5, 3].map((place) =>
      dialog.getByRole("button", { name: new RegExp(`^Move number ${place}`) }).boundingBox(),
    ),
  );
  if (from == null || to == null) throw new Error("no handles to drag");
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 8 });
  await page.mouse.up();
  await expect.poll(titles).toEqual(["Two", "One", "Five", "Three", "Four"]);
  await dialog.getByRole("button", { name: "Remove number 4" }).click();
  await expect.poll(titles).toEqual(["Two", "One", "Five", "Four"]);
  await dialog.getByRole("button", { name: "Bring it back" }).click();
  await expect.poll(titles).toEqual(["Two", "One", "Five", "Three", "Four"]);
  await dialog.getByRole("textbox", { name: "Title of number 1" }).fill("Zwei");
  const file = await initscope.saved(() => dialog.getByRole("button", { name: "Save as a file" }).click());
  expect(file.name).toBe("initscope-lecture.json");
  // What is on the screen has moved with its entry.
  await page.keyboard.press("Escape");
  await expect(bar).toContainText("2 of 5");

  await initscope.open("#v=1&depth=3&width=16&batch=16&seed=1");
  await initscope.command("Share").click();
  const share = page.getByRole("dialog", { name: "Share" });
  const open = share.locator('input[type="file"]');
  await open.setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await expect(share.getByText("This version cannot read this lecture list.")).toBeVisible();
  await open.setInputFiles({ name: file.name, mimeType: "application/json", buffer: file.bytes });
  await expect(share.getByRole("textbox", { name: "Title of number 1" })).toHaveValue("Zwei");
});

test("a list that is cut off says so, and can be closed", async ({ initscope }) => {
  const { page } = initscope;
  const source = (await packLecture(LECTURE)) ?? "";
  await initscope.open(`${FIRST}&lecture=${source.slice(0, -9)}&entry=2`);
  const bar = page.getByRole("region", { name: "Lecture list" });
  await expect(bar.getByRole("alert")).toContainText("cut off or damaged");
  await bar.getByRole("button", { name: "Close the list" }).click();
  await expect(bar).toBeHidden();
  await expect.poll(() => hash(page)).toBe(FIRST);
});

test("the menu adds what is on the screen to the list, which is kept in Share", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(FIRST);
  await chooseFromMenu(page, "Add to lecture");
  await expect(page.getByText("Added as number 1. The list is in Share.")).toBeVisible();
  await initscope.open("#v=1&depth=5&width=32&batch=32&act=tanh&seed=1");
  await chooseFromMenu(page, "Add to lecture");
  await expect(page.getByText("Added as number 2. The list is in Share.")).toBeVisible();
  await initscope.command("Share").click();
  for (const [place, summary] of [
    ["1", "4 × 32 · ReLU · He normal"],
    ["2", "5 × 32 · Tanh · He normal"],
  ] as const)
    await expect(page.getByRole("textbox", { name: `Title of number ${place}` })).toHaveValue(summary);
});
