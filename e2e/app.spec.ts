/** A visitor's actions: open, change, share, come back, make mistakes, use the keyboard, use a phone. */
import { activations } from "../src/catalog/activations.ts";
import { initializers, menuLabel } from "../src/catalog/initializers.ts";
import { EngineDoor } from "./engineDoor.ts";
import { expect, test } from "./fixtures.ts";
import { openTab, wasmBackendOf } from "./initscopePage.ts";
import type { RunDetail } from "./initscopePage.ts";

const SMALL = "#v=1&depth=4&width=32&batch=32&seed=1";

test("opens with the default network: ten layers of 256 units, six tensors of each, four figures", async ({
  initscope,
}) => {
  const detail = await initscope.open();
  expect(detail).toMatchObject({ engine: "wasm", depth: 10, width: 256, batch: 256 });
  const { rows, comments } = await initscope.exportCsv();
  expect(rows).toHaveLength(10 * 6);
  for (const tensor of ["activation", "grad_weight"])
    expect(rows.filter((row) => row["tensor"] === tensor)).toHaveLength(10);
  expect(comments.join("\n")).toContain(`engine: wasm ${await wasmBackendOf(initscope.page)}`);
  await expect(initscope.page.getByRole("figure")).toHaveCount(4);
  await expect(initscope.page).toHaveTitle(/^10 × 256 .*ReLU.* · Initscope$/);
});

test("depth, batch, activation, initialiser, gain and seed change the numbers, and the link follows", async ({
  initscope,
}) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  const numbers = async () =>
    (await initscope.exportCsv()).rows.map(({ std, rms, mean }) => [std, rms, mean].join()).join();
  const seen = new Set([await numbers()]);
  const changes: readonly (readonly [key: string, change: () => Promise<RunDetail>])[] = [
    ["depth=6", () => initscope.setNumber("Depth", 6)],
    ["batch=16", () => initscope.setNumber("Batch", 16)],
    ["act=tanh", () => initscope.choose("Activation", "Tanh")],
    ["init=xavier_normal", () => initscope.choose("Initialiser", "Xavier normal (Glorot)")],
    ["gain=2", () => initscope.setNumber("Gain", 2)],
    ["seed=9", () => initscope.setNumber("Seed", 9)],
  ];
  for (const [key, change] of changes) {
    const run = await change();
    for (const name of ["depth", "batch"] as const)
      if (key.startsWith(name)) expect(`${name}=${run[name]}`).toBe(key);
    await expect.poll(async () => (await page.evaluate(() => location.hash)).split("&")).toContain(key);
    const after = await numbers();
    expect([...seen], key).not.toContain(after);
    seen.add(after);
  }
});

test("the menus offer every entry of the catalogue, and every entry runs", async ({ initscope }) => {
  await initscope.open(SMALL);
  await expect(initscope.choice("Activation").getByRole("option")).toHaveText([
    ...activations.map(({ label }) => label),
    "Your own",
  ]);
  const offered = await initscope.choice("Initialiser").getByRole("option").allTextContents();
  expect(offered.toSorted()).toEqual(initializers.map(menuLabel).toSorted());
  // From the last to the first, so that each choice is a change.
  for (const { label } of activations.toReversed()) await initscope.choose("Activation", label);
  const byPlace = offered.map((name) => initializers.find((entry) => menuLabel(entry) === name));
  for (const entry of byPlace.toReversed()) {
    if (entry === undefined || entry.id === "he_normal") continue;
    await initscope.choose("Initialiser", menuLabel(entry));
    await expect(initscope.choice("Initialiser")).toHaveValue(entry.id);
  }
});

test("batch norm keeps every layer's spread, before and after the activation", async ({ initscope }) => {
  await initscope.open("#v=1&depth=6&width=64&batch=64&act=tanh&init=normal&std=0.02&seed=1");
  const { page } = initscope;
  const stds = async () => {
    const { rows } = await initscope.exportCsv();
    return rows.filter(({ tensor }) => tensor === "activation").map(({ std }) => Number(std));
  };
  const without = await stds();
  expect((without.at(-1) ?? 0) / (without[0] ?? 1)).toBeLessThan(1e-3);
  await initscope.runAfter(() => page.getByRole("radio", { name: "Batch", exact: true }).check());
  for (const std of await stds()) expect(Math.abs(std - 0.628)).toBeLessThan(0.03);
  await initscope.runAfter(() => page.getByRole("radio", { name: "After", exact: true }).check());
  // Each unit is normalised over the batch: the pooled std is sqrt(var / (var + eps)), and 0.02 of
  // weight std keeps var >> eps.
  for (const std of await stds()) expect(std).toBeGreaterThan(0.9);
});

test("every normalisation shows its formula and its own controls, and goes into the link", async ({
  initscope,
}) => {
  await initscope.open("#v=1&depth=4&width=64&batch=64&act=tanh&init=normal&std=0.02&seed=1");
  const { page } = initscope;
  const normalisation = page.getByRole("radiogroup", { name: "Normalisation" });
  const statistics = page.getByRole("radiogroup", { name: "Statistics" });
  const hash = () => page.evaluate(() => location.hash);
  const stds = async () => {
    const { rows } = await initscope.exportCsv();
    return rows.filter(({ tensor }) => tensor === "activation").map(({ std }) => Number(std));
  };
  for (const name of ["Layer", "RMS"]) {
    await initscope.runAfter(() => normalisation.getByRole("radio", { name }).check());
    // E tanh^2 = 0.394 at q = 1, reduced by the effect of epsilon on a variance of 64 * 0.02^2.
    for (const std of await stds()) expect(Math.abs(std - 0.628)).toBeLessThan(0.03);
    await expect(statistics).toHaveCount(0);
    await expect.poll(() => hash()).toContain(`&norm=${name.toLowerCase()}&`);
  }
  await initscope.runAfter(() => normalisation.getByRole("radio", { name: "Batch" }).check());
  await expect(statistics.getByRole("radio", { name: "Batch" })).toBeChecked();
  await initscope.runAfter(() => statistics.getByRole("radio", { name: "Running" }).check());
  await expect(page.getByText(/running mean 0 and variance 1/)).toBeVisible();
  await expect.poll(() => hash()).toContain("&norm=batch&stats=running&");
  // No normalisation is on yet: the network fades as without it.
  const running = await stds();
  expect((running.at(-1) ?? 0) / (running[0] ?? 1)).toBeLessThan(1e-2);
});

test("a shared link gives a colleague the same numbers", async ({ initscope, browser }) => {
  await initscope.open(SMALL);
  await initscope.choose("Activation", "GELU");
  await initscope.command("Share").click();
  const link = await initscope.page.getByRole("textbox", { name: "Link" }).inputValue();
  await initscope.page.keyboard.press("Escape");
  const mine = await initscope.exportCsv();
  const colleague = await browser.newContext();
  const page = await colleague.newPage();
  await page.goto(link);
  const { InitscopePage } = await import("./initscopePage.ts");
  const theirs = new InitscopePage(page);
  await theirs.waitForRun(0);
  expect((await theirs.exportCsv()).rows).toEqual(mine.rows);
  await colleague.close();
});

test("exports JSON and switches the language", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  await initscope.command("Export").click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "JSON" }).click(),
  ]);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Uint8Array);
  const document = JSON.parse(Buffer.concat(chunks).toString("utf8")) as {
    rows: object[];
    sketches: object[];
  };
  expect(document.rows).toHaveLength(4 * 6);
  expect(document.sketches).toHaveLength(4);
  await page.getByRole("button", { name: /中文/ }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.getByRole("slider", { name: "深度", exact: true })).toBeVisible();
});

test("copies the link", async ({ initscope, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await initscope.open(SMALL);
  await initscope.command("Share").click();
  await initscope.command("Copy link").click();
  await expect(initscope.page.getByText("Copied")).toBeVisible();
  expect(await initscope.page.evaluate(() => navigator.clipboard.readText())).toContain(SMALL);
});

test.describe("mangled links", () => {
  for (const hash of [
    "#v=1&depth=-3&width=99999&batch=zero&act=nope&init=%E0%A4%A&seed=-1",
    "#v=9&m=4&depth=2&width=8&batch=4&seed=1",
    "#v=1&width=8-0-x&depth=2&batch=4&seed=1",
  ]) {
    test(`open with a notice that can be dismissed: ${hash}`, async ({ initscope }) => {
      await initscope.open(hash);
      const notice = initscope.page
        .getByRole("region", { name: /link/i })
        .or(initscope.page.getByRole("status"))
        .filter({ hasText: /adjusted|understood|newer|allowed/i })
        .first();
      await expect(notice).toBeVisible();
      await notice.getByRole("button", { name: /dismiss|close/i }).click();
      await expect(notice).toBeHidden();
    });
  }

  test("a foreign hash opens the default without a word", async ({ initscope }) => {
    const detail = await initscope.open("#section-2");
    expect(detail).toMatchObject({ depth: 10, width: 256 });
  });
});

test("Back and Forward step between presets, not slider ticks", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  await openTab(page, "Presets");
  await initscope.runAfter(() => page.getByRole("button", { name: /All zeros/ }).click());
  await initscope.setNumber("Depth", 3);
  await initscope.setNumber("Depth", 5);
  await initscope.runAfter(async () => {
    await page.goBack();
  });
  await expect(initscope.number("Depth")).toHaveValue("4");
  await initscope.runAfter(async () => {
    await page.goForward();
  });
  await expect(initscope.number("Depth")).toHaveValue("5");
});

test("undo, redo and reset", async ({ initscope }) => {
  await initscope.open(SMALL);
  await initscope.setNumber("Depth", 7);
  await initscope.runAfter(() => initscope.command("Undo").click());
  await expect(initscope.number("Depth")).toHaveValue("4");
  await initscope.runAfter(() => initscope.command("Redo").click());
  await expect(initscope.number("Depth")).toHaveValue("7");
  await initscope.runAfter(() => initscope.command("Reset").click());
  await expect(initscope.number("Depth")).toHaveValue("4");
});

test("works by keyboard alone: a slider, the layers, the table", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  const slider = initscope.slider("Depth");
  await slider.focus();
  expect(await initscope.runAfter(() => page.keyboard.press("ArrowRight"))).toMatchObject({ depth: 5 });
  expect(await initscope.runAfter(() => page.keyboard.press("PageUp"))).toMatchObject({ depth: 15 });
  expect(await initscope.runAfter(() => page.keyboard.press("Home"))).toMatchObject({ depth: 1 });
  await initscope.setNumber("Depth", 4);
  await page.getByRole("toolbar", { name: "Layers" }).getByRole("button").first().focus();
  await page.keyboard.press("End");
  await expect(page.getByRole("heading", { name: "Layer 4", exact: true })).toBeVisible();
  await initscope.command("Data table").focus();
  await page.keyboard.press("Enter");
  await expect(initscope.dataTable()).toBeVisible();
  // Two rows of headers, and one for each layer.
  await expect(initscope.dataTable().getByRole("rowheader")).toHaveCount(4);
});

test("layers too narrow for a histogram are a heat map, unless the visitor asks for another form", async ({
  initscope,
}) => {
  const { page } = initscope;
  const maps = page.locator("figure canvas");
  // Where there is room, thirty layers of saturated tanh show their U.
  await initscope.open("#v=1&depth=30&width=24&batch=16&act=tanh&init=normal&std=1&seed=1");
  const activations = page.getByRole("figure", { name: /^Activations/ });
  await expect(activations.locator("svg path").first()).toBeVisible();
  await expect(activations.locator("canvas")).toHaveCount(0);
  await initscope.open("#v=1&depth=60&width=24&batch=16&seed=1");
  await expect(maps).toHaveCount(2);
  await initscope.view("Upright");
  await expect(maps).toHaveCount(0);
  await initscope.view("Automatic: Heat map");
  await expect(maps).toHaveCount(2);
});

test("the value axis follows one rule, and its control says what is drawn", async ({ initscope }) => {
  const { page } = initscope;
  for (const depth of [20, 100]) {
    await initscope.open(`#v=1&depth=${depth}&width=24&batch=16&init=normal&std=0.1&seed=1`);
    const figure = page.getByRole("figure", { name: /^Activations/ });
    await expect(figure.getByText(/^\|x\| from .* hence log/)).toBeVisible();
    await page.getByRole("button", { name: "View", exact: true }).click();
    await expect(page.getByRole("radio", { name: "Automatic: Magnitude" })).toBeChecked();
    await initscope.view("Value");
    await expect(figure.getByText(/^values from/)).toBeVisible();
  }
});

test("a dragged slider updates the picture and leaves timing marks", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  const box = await initscope.slider("Depth").boundingBox();
  if (box === null) throw new Error("the slider has no box");
  await page.mouse.move(box.x + 4, box.y + box.height / 2);
  await page.mouse.down();
  for (let step = 1; step <= 10; step++) await page.mouse.move(box.x + 4 + step * 3, box.y + box.height / 2);
  await page.mouse.up();
  await page.waitForFunction(() => performance.getEntriesByName("initscope:update").length > 0);
  const depth = Number(await initscope.number("Depth").inputValue());
  expect(depth).not.toBe(4);
  await expect(initscope.mainChart()).toHaveAccessibleName(new RegExp(`, ${depth} layers`));
  await expect(initscope.mainChart()).not.toHaveAttribute("aria-busy", "true");
});

test("a preview says so beside the legend; what only a full run tells waits for it", async ({
  initscope,
}) => {
  const { page } = initscope;
  // The contest of engines runs networks of its own, which would wait at the door as well.
  await page.route(/\/contest-/, () => new Promise(() => undefined));
  // A device so slow that every change is previewed, with the fewest inputs of a preview.
  const door = await EngineDoor.install(page, { takesMs: 2000 });
  await initscope.open("#v=1&depth=100&seed=1");
  await page.getByRole("button", { name: "Theory", exact: true }).click();
  const facts = page.getByRole("definition").first();
  const opacity = () => facts.evaluate((element) => Number(getComputedStyle(element).opacity));
  await expect(facts).toContainText("edge of chaos");
  expect(await opacity()).toBe(1);
  await door.hold(256);
  await initscope.slider("Gain").evaluate((slider: HTMLInputElement) => {
    const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
    const least = Number(slider.value) + 80;
    // Two changes at the same time on the page's clock: a movement, even on the slowest machine.
    const nowMs = performance.now();
    performance.now = () => nowMs;
    for (const position of [least, least + 10]) {
      setValue?.call(slider, String(position));
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }
    Reflect.deleteProperty(performance, "now");
  });
  const note = page.getByText("Preview with 32 of 256 inputs", { exact: true });
  await expect(note).toBeVisible();
  const boxes = await Promise.all(
    [note, page.getByText("theory, band: chance")].map((at) => at.boundingBox()),
  );
  const [noteBox, legendBox] = boxes;
  if (noteBox == null || legendBox == null) throw new Error("the note or the legend has no box");
  expect(noteBox.y + noteBox.height).toBeLessThanOrEqual(legendBox.y);
  await expect(initscope.verdict("exploding")).toBeVisible();
  await expect.poll(opacity).toBeLessThan(1);
  await expect(facts).toContainText("edge of chaos");
  await door.release();
  await expect(note).toBeHidden();
  await expect(facts).toContainText("no fixed point");
  await expect.poll(opacity).toBe(1);
});

test("an engine can be forced, and the badge names what ran", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  // An engine like any other is in Help; below the controls stands one that is not.
  await page.getByRole("button", { name: "Help" }).click();
  await page.getByRole("button", { name: /WASM SIMD/ }).click();
  await initscope.runAfter(() => page.getByRole("radio", { name: /reference/i }).check());
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("button", { name: /reference/i })).toBeVisible();
});

test("a long run shows progress and can be cancelled; the picture stays", async ({ initscope }) => {
  const { page } = initscope;
  const door = await EngineDoor.install(page);
  await initscope.open(SMALL);
  await door.rule({ isEndless: true });
  await page.evaluate(() => {
    location.hash = "#v=1&depth=60&width=512&batch=256&seed=1";
  });
  await expect(page.getByRole("progressbar")).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("button", { name: "Retry" })).toBeVisible();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await expect(initscope.mainChart()).toBeVisible();
});

test("a broken view says so and offers a way on", async ({ page, complaints }) => {
  complaints.expect(/made to fail/);
  await page.addInitScript(() => {
    // The first function that every view calls with a number.
    Intl.NumberFormat.prototype.formatToParts = () => [];
    Object.defineProperty(Intl.NumberFormat.prototype, "format", {
      get: () => () => {
        throw new Error("made to fail");
      },
    });
  });
  await page.goto(`./${SMALL}`);
  await expect(page.getByRole("alert")).toContainText("broke");
  await expect(page.getByRole("button", { name: "Load again" })).toBeVisible();
});

test.describe("phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("fits 390 px without sideways scrolling, with the controls in a sheet", async ({ initscope }) => {
    const { page } = initscope;
    await initscope.open(SMALL);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    // A tap on a layer shows its numbers at the finger.
    const plot = page.locator("[data-plot]").first();
    await plot.tap({ position: { x: 100, y: 40 } });
    const numbers = page.locator("strong", { hasText: /^Layer \d+$/ });
    await expect(numbers).toBeInViewport();
    const [at, place] = [await plot.boundingBox(), await numbers.boundingBox()];
    expect(Math.abs((place?.y ?? Infinity) - (at?.y ?? 0) - 40)).toBeLessThan(100);
    await page.getByRole("button", { name: "Controls" }).click();
    await expect(initscope.slider("Depth")).toBeVisible();
    await initscope.choose("Activation", "Tanh");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
