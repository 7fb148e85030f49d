/**
 * Lessons as a class sees them: opened by link, predicted with pointer and keys, revealed, remembered; and a
 * teacher's lesson.
 */
import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { lessons } from "../src/content/lessons/lessons.ts";
import { secretsOf } from "../src/content/lessons/format/secrets.ts";
import { packText } from "../src/link/packed.ts";
import { failedFetch } from "./complaints.ts";
import { expect, test } from "./fixtures.ts";
import { InitscopePage, openTab } from "./initscopePage.ts";
import { expectSecret, numbersOf, numbersSaid, pictureOn, tellingNumbers } from "./lessonSecrets.ts";

const WORDS = {
  en: {
    lesson: "Lesson",
    lessons: "Lessons",
    step: (step: number) => `Step ${step} of`,
    lock: "Lock in",
    reveal: "Reveal",
    next: "Next",
    finish: "Finish",
    hits: /(\d+) of (\d+) predictions right/,
    layer: "Layer 1",
  },
  zh: {
    lesson: "课程",
    lessons: "课程",
    step: (step: number) => `第 ${step} 步`,
    lock: "锁定",
    reveal: "揭晓",
    next: "下一步",
    finish: "结束",
    hits: /(\d+) 次预测，猜对 (\d+) 次/,
    layer: "第 1 层",
  },
} as const;
type Language = keyof typeof WORDS;

async function openLesson(page: Page, hash: string, language: Language = "en"): Promise<Locator> {
  await page.goto("about:blank");
  await page.goto(`./${hash}&lang=${language}`);
  const panel = page.getByRole("region", { name: WORDS[language].lesson, exact: true });
  await expect(panel.getByRole("heading", { level: 2 })).toBeVisible();
  return panel;
}

/** The verdict that the lesson hides until the reveal. */
const vanishes = (page: Page): Locator => new InitscopePage(page).verdict("vanishing");

const sketchOf = (page: Page): Locator => page.getByRole("group", { name: /^(?:Your sketch|你的草图)/ });

/**
 * Makes a prediction: the first option, or the first layer moved by a key. A step without a prediction needs
 * none.
 */
async function predict(page: Page, panel: Locator, language: Language): Promise<boolean> {
  const words = WORDS[language];
  const lock = panel.getByRole("button", { name: words.lock, exact: true });
  if ((await lock.count()) === 0) return false;
  const option = panel.getByRole("radio").first();
  if ((await option.count()) > 0) await option.check();
  else await sketchOf(page).getByRole("slider", { name: words.layer, exact: true }).press("ArrowUp");
  await lock.click();
  await panel.getByRole("button", { name: words.reveal, exact: true }).click();
  return true;
}

/**
 * Every lesson is walked in one language, by turns, and in both where `INITSCOPE_LANGUAGES` is "both": the
 * words of the other one are held by the unit tests of lessons.
 */
const isBoth = process.env["INITSCOPE_LANGUAGES"] === "both";

for (const [turn, language] of (["en", "zh"] as const).entries()) {
  for (const { id, steps } of lessons.filter((_, index) => isBoth || index % 2 === turn)) {
    test(`${id} to its end, ${language}`, async ({ page }) => {
      const words = WORDS[language];
      const panel = await openLesson(page, `#lesson=${id}`, language);
      for (const [index, { link }] of steps.entries()) {
        await expect(panel.getByText(words.step(index + 1))).toBeVisible();
        const numbers = await numbersOf(page, link);
        await expectSecret(
          page,
          numbers,
          secretsOf(steps, index, (at) => at < index),
        );
        await predict(page, panel, language);
        // "Now you" appears with the explanation, once the runs are there.
        await expect(panel.getByRole("heading", { level: 3 })).toBeVisible();
        await expectSecret(
          page,
          numbers,
          secretsOf(steps, index, (at) => at <= index),
        );
        await expect(panel).not.toContainText("{{");
        await expect(panel).not.toContainText("NaN");
        await expect(panel.locator(".katex-error")).toHaveCount(0);
        const sticksOut = await panel
          .getByRole("paragraph")
          .evaluateAll((texts) => texts.filter((text) => text.scrollWidth > text.clientWidth + 1).length);
        expect(sticksOut).toBe(0);
        await panel.getByRole("button", { name: words.next, exact: true }).click();
      }
      // The summary has every prediction, and one row of buttons.
      const count = steps.filter(({ prediction }) => prediction !== undefined).length;
      await expect(panel.getByText(words.hits)).toContainText(String(count));
      await expect(panel.getByRole("listitem")).toHaveCount(count);
      await expect(page.getByRole("figure")).toHaveCount(0);
      await panel.getByRole("button", { name: words.finish, exact: true }).click();
      await expect(panel).toBeHidden();
    });
  }
}

test("a line sketched with the pointer is locked, and scored against the hidden result at the reveal", async ({
  page,
}) => {
  const panel = await openLesson(page, "#lesson=xavier_he_30");
  await expect(vanishes(page)).toBeHidden();
  await expect(page.getByRole("figure")).toHaveCount(1);
  // Files and the clipboard do not reveal it either.
  await expect(page.getByRole("button", { name: "Export", exact: true })).toBeDisabled();
  const sketch = sketchOf(page);
  const first = sketch.getByRole("slider", { name: "Layer 1", exact: true });
  await expect(first).toHaveAttribute("aria-valuetext", "1, not set yet");
  const box = await sketch.locator("..").boundingBox();
  if (box === null) throw new Error("no chart to draw on");
  const from = await first.boundingBox();
  if (from === null) throw new Error("no first layer");
  const at = (layer: number): number => from.x + (layer - 0.5) * from.width;
  // From 0.6 in layer 1 to 3e-5 in layer 30, in one quick stroke; 20 decades fill the
  // chart but 6 px at its ends.
  const decade = (box.height - 12) / 20;
  const y = (value: number): number => box.y + 6 + (10 - Math.log10(value)) * decade;
  await page.mouse.move(at(1), y(0.6));
  await page.mouse.down();
  await page.mouse.move(at(16), y(0.0042), { steps: 3 });
  await page.mouse.move(at(30), y(3e-5), { steps: 3 });
  await page.mouse.up();
  await expect(sketch.getByRole("slider", { name: "Layer 9", exact: true })).not.toHaveAttribute(
    "aria-valuetext",
    /not set/,
  );
  await panel.getByRole("button", { name: "Lock in" }).click();
  await expect(sketch).toBeHidden();
  await expect(vanishes(page)).toBeHidden();
  await panel.getByRole("button", { name: "Reveal" }).click();
  // The stroke follows (1/√2) per layer, as the run does within its band.
  await expect(panel.getByText("Very close.")).toBeVisible();
  // The gradients are what the next step asks for: they stay hidden, and so does the verdict over both.
  await expect(vanishes(page)).toBeHidden();
  await expect(page.getByRole("button", { name: /^Layer 30, .*std / })).toHaveCount(1);
  await panel.getByRole("button", { name: "Next", exact: true }).click();
  await expect(panel.getByText("Step 2 of 3")).toBeVisible();
  await predict(page, panel, "en");
  await expect(vanishes(page)).toBeVisible();
  await expect(page.getByRole("button", { name: "Export", exact: true })).toBeEnabled();
});

test("the check for secrets sees a number of the result", () => {
  const numbers = tellingNumbers([0.3421, 0.5, 128.4, NaN, undefined]);
  expect(numbers).toEqual(["0.342", "128"]);
  expect(numbersSaid(["Layer 3, activations std 0.342", "128 units"], numbers)).toEqual(["0.342", "128"]);
  expect(numbersSaid(["10.342", "0.3421", "0.5", "1280"], numbers)).toEqual([]);
});

/** A teacher's lesson of one step, whose words do not tell the experiment. */
function lessonOn(link: string, step: Readonly<Record<string, unknown>>): Promise<string> {
  return packText(
    JSON.stringify({ title: "A", steps: [{ title: "B", text: "C", explanation: "D", link, ...step }] }),
  );
}

const CHOICE = {
  kind: "choice",
  options: [
    { id: "yes", text: "Yes" },
    { id: "no", text: "No" },
  ],
  answer: "yes",
};
const SKETCH = { kind: "sketch", quantity: "std", decades: [-4, 2] };

// Forward, the two networks of the last pair are one: only their gradients differ.
for (const [what, step, links] of [
  ["a choice", { prediction: CHOICE }, ["&gain=0.3&seed=1", "&gain=3&seed=2"]],
  ["a sketch", { prediction: SKETCH }, ["&gain=0.3&seed=1", "&gain=3&seed=2"]],
  ["the gradient", { prediction: CHOICE, shows: "forward" }, ["&seed=1", "&grad=mse&seed=1"]],
] as const) {
  test(`until the reveal nothing on the page depends on the result: ${what}`, async ({ page }) => {
    const pictures: string[] = [];
    for (const link of links) {
      const source = await lessonOn(`#v=1&depth=8&width=32&batch=32${link}`, step);
      const panel = await openLesson(page, `#lesson=${source}`);
      if (step.prediction === SKETCH) {
        await sketchOf(page).getByRole("slider", { name: "Layer 1", exact: true }).press("ArrowUp");
      } else await panel.getByRole("radio").first().check();
      await panel.getByRole("button", { name: "Lock in", exact: true }).click();
      await expect(panel.getByRole("button", { name: "Reveal", exact: true })).toBeVisible();
      await new InitscopePage(page).waitForDepth(8);
      pictures.push(await pictureOn(page));
    }
    expect(pictures[0]?.length).toBeGreaterThan(1000);
    expect(pictures[1]).toBe(pictures[0]);
  });
}

test.describe("by finger", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test("a stroke draws over the layers, and the page stays where it is", async ({ page }) => {
    await openLesson(page, "#lesson=xavier_he_30");
    const sketch = sketchOf(page);
    const layer = (number: number): Locator =>
      sketch.getByRole("slider", { name: `Layer ${number}`, exact: true });
    await layer(15).scrollIntoViewIfNeeded();
    const [from, to] = [await layer(1).boundingBox(), await layer(30).boundingBox()];
    if (from === null || to === null) throw new Error("no chart to draw on");
    const top = (await sketch.locator("..").boundingBox())?.y;
    const client = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", x?: number, y?: number) =>
      client.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: x === undefined || y === undefined ? [] : [{ x, y }],
      });
    await touch("touchStart", from.x + from.width / 2, from.y + 20);
    for (let step = 1; step <= 10; step++) {
      await touch("touchMove", from.x + ((to.x - from.x) * step) / 10 + to.width / 2, from.y + 20 + 6 * step);
    }
    await touch("touchEnd");
    for (const number of [1, 15, 30])
      await expect(layer(number)).not.toHaveAttribute("aria-valuetext", /not set/);
    const drawn = await Promise.all([1, 30].map((number) => layer(number).inputValue()));
    expect(Number(drawn[1])).toBeLessThan(Number(drawn[0]) - 1);
    expect((await sketch.locator("..").boundingBox())?.y).toBe(top);
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  // A chart of the lesson's own, and the chart of the signal with a verdict that comes with the reveal.
  for (const lesson of ["saturation_dead&step=3", "histogram_lies&step=2", "order_chaos&step=3"]) {
    test(`the reveal keeps the sketch and the truth in sight: ${lesson}`, async ({ page }) => {
      const panel = await openLesson(page, `#lesson=${lesson}`);
      await predict(page, panel, "en");
      await expect(panel.getByRole("heading", { level: 3 })).toBeVisible();
      const chart = page
        .getByRole("main")
        .getByRole("figure")
        .filter({ has: page.locator("[data-sketch]") });
      await expect(chart).toHaveCount(1);
      await expect
        .poll(async () => {
          const [figure, sheet] = [await chart.boundingBox(), await panel.boundingBox()];
          return (
            figure !== null && sheet !== null && figure.y >= 0 && figure.y + figure.height <= sheet.y + 1
          );
        })
        .toBe(true);
    });
  }
});

test("the question has the room: over its chart, or all of it; and so has the summary", async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  const panel = await openLesson(page, "#lesson=why_not_zeros&theme=projector");
  const wide = async (): Promise<number> => (await panel.boundingBox())?.width ?? NaN;
  const letters = (): Promise<number> =>
    panel
      .getByRole("paragraph")
      .filter({ hasText: "We do not know" })
      .evaluate((text) => Number.parseFloat(getComputedStyle(text).fontSize));
  await expect(page.getByRole("figure")).toHaveCount(0);
  expect(await wide()).toBe(1920);
  expect(await letters()).toBeGreaterThanOrEqual(28);
  await predict(page, panel, "en");
  await expect(page.getByRole("figure").first()).toBeVisible();
  expect(await wide()).toBeLessThan(700);
  for (const title of ["Zeros with sigmoid", "Ones", "What breaks the symmetry"]) {
    await panel.getByRole("button", { name: "Next", exact: true }).click();
    await expect(panel.getByRole("heading", { level: 2, name: title })).toBeVisible();
    if (title === "Ones") {
      expect(await wide()).toBe(1920);
      await expect(sketchOf(page)).toBeInViewport();
    }
  }
  await panel.getByRole("button", { name: "Next", exact: true }).click();
  await expect(panel.getByText("0 of 1 predictions right")).toBeVisible();
  await expect(panel.getByRole("listitem")).toHaveCount(3);
  await expect(panel.getByText("not predicted")).toHaveCount(2);
  // A step can be made up for, and the way goes on to the next lesson.
  await panel.getByRole("button", { name: "Ones", exact: true }).click();
  await expect(panel.getByText("Step 3 of 4")).toBeVisible();
  await page.goBack();
  await panel.getByRole("button", { name: "Next lesson: Too small, too large" }).click();
  await expect(panel.getByText("Step 1 of 4")).toBeVisible();
  await expect(panel.getByRole("heading", { level: 2, name: "Weights from N(0, 1)" })).toBeVisible();
});

test("a lesson opened by link never lends its sketch to the experiment before it", async ({ page }) => {
  // The page begins with ten layers while the lesson loads; a line drawn in that time would be lost.
  await page.addInitScript(() => {
    const counts: number[] = [];
    Object.assign(window, { sketchCounts: counts });
    new MutationObserver(() => {
      const sliders = document.querySelectorAll('[role="group"][aria-label^="Your sketch"] input').length;
      if (sliders !== counts.at(-1)) counts.push(sliders);
    }).observe(document, { childList: true, subtree: true });
  });
  await openLesson(page, "#lesson=xavier_he_30");
  await expect(sketchOf(page).getByRole("slider")).toHaveCount(30);
  expect(await page.evaluate((): unknown => Reflect.get(window, "sketchCounts"))).toEqual([0, 30]);
});

test("by keys alone: layers set one by one, straight between them", async ({ page }) => {
  const panel = await openLesson(page, "#lesson=xavier_he_30");
  const layer = (number: number): Locator =>
    sketchOf(page).getByRole("slider", { name: `Layer ${number}`, exact: true });
  await layer(1).press("ArrowDown");
  await expect(layer(1)).toHaveAttribute("aria-valuetext", "0.56");
  await layer(1).press("ArrowRight");
  await expect(layer(2)).toBeFocused();
  await layer(2).press("ArrowLeft");
  await layer(30).press("Home");
  await expect(layer(30)).toHaveAttribute("aria-valuetext", "1×10⁻¹⁰");
  await expect(layer(15)).toHaveAttribute("aria-valuetext", /not set yet/);
  const lock = panel.getByRole("button", { name: "Lock in" });
  await lock.press("Enter");
  await expect(panel.getByRole("button", { name: "Reveal" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(panel).toContainText(/each layer keeps 7[01]\s%/);
});

test("Undo takes strokes back, and never the network", async ({ page }) => {
  const panel = await openLesson(
    page,
    "#v=1&depth=30&batch=128&init=xavier_normal&seed=1&lesson=xavier_he_30&step=1",
  );
  const hash = await page.evaluate(() => location.hash);
  const layer = (number: number): Locator =>
    sketchOf(page).getByRole("slider", { name: `Layer ${number}`, exact: true });
  await layer(1).press("ArrowDown");
  await layer(30).press("Home");
  await page.keyboard.press("Control+z");
  await expect(layer(30)).toHaveAttribute("aria-valuetext", "0.56, not set yet");
  await page.keyboard.press("Control+Shift+z");
  await expect(layer(30)).toHaveAttribute("aria-valuetext", "1×10⁻¹⁰");
  await panel.getByRole("button", { name: "Clear", exact: true }).click();
  await panel.getByRole("button", { name: "Undo the last stroke" }).click();
  await expect(layer(30)).toHaveAttribute("aria-valuetext", "1×10⁻¹⁰");
  for (let press = 0; press < 4; press++) await page.keyboard.press("Control+z");
  await expect(layer(1)).toHaveAttribute("aria-valuetext", "1, not set yet");
  expect(await page.evaluate(() => location.hash)).toBe(hash);
});

test("now you: the controls are free, and the lesson's experiment comes back", async ({ initscope }) => {
  const { page } = initscope;
  const panel = await openLesson(page, "#lesson=xavier_he_30&step=3");
  await predict(page, panel, "en");
  await initscope.runAfter(() => panel.getByRole("button", { name: "Try it" }).click());
  await expect(initscope.number("Depth")).toHaveValue("100");
  await initscope.setNumber("Depth", 60);
  expect(await page.evaluate(() => location.hash)).toContain("lesson=xavier_he_30&step=3");
  await initscope.runAfter(() =>
    panel.getByRole("button", { name: "Back to the lesson’s experiment" }).click(),
  );
  await expect(initscope.number("Depth")).toHaveValue("30");
  await expect(panel.getByRole("button", { name: "Back to the lesson’s experiment" })).toBeHidden();
});

test("progress is kept, said in the list, and erased; Back goes a step back", async ({ page }) => {
  const panel = await openLesson(page, "#lesson=why_not_zeros");
  await predict(page, panel, "en");
  await panel.getByRole("button", { name: "Next", exact: true }).click();
  await expect(panel.getByText("Step 2 of 4")).toBeVisible();
  await page.goBack();
  await expect(panel.getByText("Step 1 of 4")).toBeVisible();
  await page.goForward();
  await expect(panel.getByText("Step 2 of 4")).toBeVisible();
  await page.goto("about:blank");
  await page.goto("./#v=1&seed=1");
  await openTab(page, "Lessons");
  const dialog = page.getByRole("dialog", { name: "Lessons" });
  await expect(dialog.getByText("1 of 4 done")).toBeVisible();
  await dialog.getByRole("button", { name: /Why not zeros/ }).click();
  await expect(panel.getByText("Step 2 of 4")).toBeVisible();
  await openTab(page, "Lessons");
  await dialog.getByRole("button", { name: "Erase progress" }).click();
  await expect(dialog.getByText("Progress erased.")).toBeVisible();
  await expect(dialog.getByText("1 of 4 done")).toBeHidden();
  expect(await page.evaluate(() => localStorage.getItem("initscope.lessons"))).toBe("{}");
});

test("works where the page may store nothing", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new Error("storage is blocked");
      },
    });
  });
  const panel = await openLesson(page, "#lesson=why_not_zeros");
  await predict(page, panel, "en");
  await expect(panel).toContainText("the network is a constant");
});

test("a reload in the middle hides the result again", async ({ page }) => {
  const panel = await openLesson(page, "#lesson=xavier_he_30");
  await page.reload();
  await expect(panel.getByRole("button", { name: "Lock in" })).toBeVisible();
  await expect(vanishes(page)).toBeHidden();
});

test("links to nothing say so, and the page lives on", async ({ page }) => {
  for (const [hash, words] of [
    ["#lesson=no_such_lesson", "no such lesson"],
    ["#lesson=z.broken", "cut off or damaged"],
    ["#lesson=why_not_zeros&step=99", "no such step"],
  ] as const) {
    await page.goto("about:blank");
    await page.goto(`./${hash}`);
    await expect(page.getByRole("alert")).toContainText(words);
    await page.getByRole("button", { name: "Close the lesson" }).click();
    await expect(page.getByRole("figure").first()).toBeVisible();
    // The address follows a moment later.
    await expect(page).not.toHaveURL(/lesson=/);
  }
});

test("a teacher's own lesson: wrong, then right, then shared as a link", async ({ page, context }) => {
  const example = readFileSync(new URL("../docs/lesson-example.json", import.meta.url), "utf8");
  await page.goto("./#v=1&depth=4&width=32&batch=32&seed=1");
  await openTab(page, "Lessons");
  const dialog = page.getByRole("dialog", { name: "Lessons" });
  const text = dialog.getByRole("textbox", { name: "Lesson as JSON" });
  await text.fill('{"title": "Mine", "steps": [{"title": "One"}]}');
  await dialog.getByRole("button", { name: "Open this lesson" }).click();
  await expect(dialog.getByRole("alert")).toContainText(
    "steps[1].link: A share link of Initscope is expected",
  );
  await text.fill(example);
  await dialog.getByRole("button", { name: "Open this lesson" }).click();
  const panel = page.getByRole("region", { name: "Lesson", exact: true });
  await expect(panel.getByText("Step 1 of 2")).toBeVisible();
  const address = page.url();
  expect(address).toContain("lesson=z.");
  // The link contains the lesson.
  const other = await context.newPage();
  await other.goto(address);
  const theirs = other.getByRole("region", { name: "Lesson", exact: true });
  await expect(theirs.getByText("Step 1 of 2")).toBeVisible();
  await theirs.getByRole("radio").first().check();
  await theirs.getByRole("button", { name: "Lock in" }).click();
  await theirs.getByRole("button", { name: "Reveal" }).click();
  await expect(theirs.getByRole("heading", { level: 3 })).toBeVisible();
});

test("a lesson that does not load says so, and can be closed", async ({ page, complaints }) => {
  complaints.expect(failedFetch(/LessonPanel/));
  await page.route(/LessonPanel/, (route) => route.abort());
  await page.goto("./#lesson=why_not_zeros");
  await expect(page.getByRole("alert")).toContainText("could not be loaded");
  await page.getByRole("button", { name: "Close the lesson" }).click();
  await expect(page.getByRole("figure").first()).toBeVisible();
});

// accessibility.spec.ts has every theme and width; this test has the reveal and the list, in both languages.
for (const [language, theme, width] of [
  ["zh", "dark", 1440],
  ["en", "light", 390],
] as const) {
  test(`axe finds nothing: ${language}, ${theme}, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    const violationsOf = async (): Promise<readonly string[]> =>
      (await new AxeBuilder({ page }).analyze()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`,
      );
    const panel = await openLesson(page, `#lesson=saturation_dead&theme=${theme}`, language);
    await expect(sketchOf(page)).toBeVisible();
    expect(await violationsOf()).toEqual([]);
    await predict(page, panel, language);
    await expect(panel.getByRole("heading", { level: 3 })).toBeVisible();
    expect(await violationsOf()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await openTab(page, WORDS[language].lessons);
    await expect(page.getByRole("dialog").getByRole("listitem").first()).toBeVisible();
    expect(await violationsOf()).toEqual([]);
    // A question that has the room, and the summary.
    for (const step of [1, 5]) {
      await openLesson(page, `#lesson=why_not_zeros&step=${step}&theme=${theme}`, language);
      expect(await violationsOf()).toEqual([]);
    }
  });
}
