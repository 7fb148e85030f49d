/** The figure as a file: drawn from the numbers, complete without the page, and of the stated size. */
import type { Page } from "@playwright/test";
import { EngineDoor } from "./engineDoor.ts";
import { expect, test } from "./fixtures.ts";
import { parseCsv } from "./initscopePage.ts";
import type { InitscopePage } from "./initscopePage.ts";

const SMALL = "#v=1&depth=4&width=32&batch=32&seed=1";

/** The file as an XML parser reads it. */
function look(page: Page, svg: string) {
  return page.evaluate((text) => {
    const document_ = new DOMParser().parseFromString(text, "image/svg+xml");
    const root = document_.documentElement;
    const elements = [...document_.querySelectorAll("*")];
    return {
      root: root.localName,
      namespace: root.namespaceURI,
      width: root.getAttribute("width"),
      height: root.getAttribute("height"),
      viewBox: root.getAttribute("viewBox"),
      fontFamily: root.getAttribute("font-family"),
      title: document_.querySelector("title")?.textContent ?? "",
      description: document_.querySelector("desc")?.textContent ?? "",
      names: [...new Set(elements.map(({ localName }) => localName))].toSorted(),
      // Attributes without a meaning outside the page.
      foreign: elements
        .flatMap((element) => [...element.attributes])
        .filter(
          ({ name, value }) =>
            /^(class|style|on.*)$/.test(name) || /var\(|currentColor|NaN|undefined/.test(value),
        )
        .map(({ name, value }) => `${name}=${value}`),
      inks: [...new Set(elements.map((element) => element.getAttribute("stroke")))],
      paths: elements
        .filter(({ localName }) => localName === "path")
        .map((path) => path.getAttribute("d") ?? ""),
      texts: [...document_.querySelectorAll("text")].map(({ textContent }) => textContent ?? ""),
      images: [...document_.querySelectorAll("image")].map((image) => image.getAttribute("href") ?? ""),
    };
  }, svg);
}

/** A token of the light theme, in which every file is drawn, whatever the theme of the page. */
function lightToken(page: Page, name: "--forward" | "--backward" | "--ink"): Promise<string> {
  return page.evaluate((token) => {
    const { dataset } = document.documentElement;
    const before = dataset["theme"];
    dataset["theme"] = "light";
    const value = getComputedStyle(document.documentElement).getPropertyValue(token).trim();
    if (before === undefined) delete dataset["theme"];
    else dataset["theme"] = before;
    if (value === "") throw new Error(`missing token: ${token}`);
    return value;
  }, name);
}

/** Positions of the marks of the signal chart, and of the lines of its powers of ten, from top to bottom. */
async function marksOf(page: Page, svg: string) {
  const inks = {
    forward: await lightToken(page, "--forward"),
    backward: await lightToken(page, "--backward"),
  };
  return page.evaluate(
    ([text, { forward, backward }]) => {
      const sheet = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
      // The row after the headline: its heading, then the chart.
      const chart = [...sheet.querySelectorAll(":scope > g")][1];
      const all = (selector: string) => [...(chart?.querySelectorAll(selector) ?? [])];
      const at = (element: Element, name: string) => Number(element.getAttribute(name));
      const outlines = (selector: string) =>
        all(selector).flatMap((path) => (path.getAttribute("d") ?? "").split("M").slice(1));
      return {
        // A disc begins at its left end, a square at its upper left corner and goes right.
        discs: outlines(`path[fill="${forward}"]`).map((outline) =>
          Number(/^[\d.-]+ ([\d.-]+)/.exec(outline)?.[1]),
        ),
        squares: outlines(`path[fill="${backward}"]`).map((outline) => {
          const [, top, side] = /^[\d.-]+ ([\d.-]+)h([\d.]+)/.exec(outline) ?? [];
          return Number(top) + Number(side) / 2;
        }),
        lines: all("line")
          .map((line) => at(line, "y1"))
          .toSorted((a, b) => a - b),
      };
    },
    [svg, inks] as const,
  );
}

/** Width and height in a PNG's first chunk. */
function sizeOfPng(bytes: Buffer): readonly [number, number] {
  expect(bytes.subarray(1, 4).toString("latin1")).toBe("PNG");
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

test("SVG: the whole figure stands alone, with its experiment, engine and link", async ({ initscope }) => {
  const { page } = initscope;
  // A title is a text of others: it must not become a part of the drawing.
  await initscope.open(`${SMALL}&theme=dark&title=${encodeURIComponent('"><script>alert(1)</script>')}`);
  const { name, bytes } = await initscope.save("SVG");
  expect(name).toBe("initscope-4x32-relu-he-normal.svg");
  const file = await look(page, bytes.toString("utf8"));
  expect(file).toMatchObject({ root: "svg", namespace: "http://www.w3.org/2000/svg", foreign: [] });
  expect(file.viewBox).toBe(`0 0 ${file.width} ${file.height}`);
  expect(file.fontFamily).toMatch(/Arial.*sans-serif$/);
  for (const banned of ["script", "style", "foreignObject"]) expect(file.names).not.toContain(banned);
  expect(file.title).toBe("Initscope: 4 × 32 · ReLU · He normal");
  expect(file.description).toContain("Spread per layer, 4 layers, ReLU.");
  for (const direction of ["--forward", "--backward"] as const)
    expect(file.inks).toContain(await lightToken(page, direction));
  const texts = file.texts.join("\n");
  for (const expected of [
    "Spread per layer",
    "Activations",
    "Gradients",
    "exactly zero\u202f%",
    "Depth: 4 · Width: 32 · Batch: 32",
    "WASM SIMD",
    "Initscope 0.",
    `${page.url().split("#")[0]}${SMALL}`,
  ])
    expect(texts).toContain(expected);
  // The outlines are the screen's shapes at the sheet's size: four histograms each way.
  const filled = file.paths.filter((path) => path.endsWith("Z"));
  expect(filled.length).toBeGreaterThanOrEqual(8);
});

test("SVG: every mark stands where its number is", async ({ initscope }) => {
  await initscope.open("#v=1&depth=6&width=32&batch=32&init=xavier_normal&seed=1");
  const { bytes } = await initscope.save("SVG");
  const { discs, squares, lines } = await marksOf(initscope.page, bytes.toString("utf8"));
  const { rows } = await initscope.exportCsv();
  const numbers = (tensor: string, column: string) =>
    rows.filter((row) => row["tensor"] === tensor).map((row) => Math.log10(Number(row[column])));
  // Lines of 10, 1, 0.1 and so on, equally far apart.
  const decadePx = (lines[1] ?? NaN) - (lines[0] ?? NaN);
  expect(decadePx).toBeGreaterThan(20);
  const first = numbers("activation", "std")[0] ?? NaN;
  const heights = [...numbers("activation", "std"), ...numbers("grad_activation", "rms")];
  expect([...discs, ...squares]).toHaveLength(12);
  [...discs, ...squares].forEach((y, index) => {
    // Lines lie on whole pixels, so a decade is known to one pixel, and no mark is two decades from another.
    expect(Math.abs(y - (discs[0] ?? NaN) - (first - (heights[index] ?? NaN)) * decadePx)).toBeLessThan(2);
  });
});

/** Opens a comparison and waits until A is drawn too. */
async function openPair(initscope: InitscopePage, link: string): Promise<void> {
  await initscope.open(link);
  await expect(initscope.page.getByRole("figure", { name: /^B over A/ })).toBeVisible();
}

test("a file is drawn as the screen is: tensors, axis, scales, ridges", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  await initscope.tensor("Forward", "Weights");
  await initscope.view("Magnitude");
  await initscope.view("Free");
  const free = await look(page, (await initscope.save("SVG")).bytes.toString("utf8"));
  expect(free.texts).toContain("Weights");
  expect(free.texts).not.toContain("Activations");
  expect(free.texts.filter((text) => text.includes("own scale"))).toHaveLength(2);
  await initscope.view("Ridges");
  const ridges = await look(page, (await initscope.save("SVG")).bytes.toString("utf8"));
  expect(ridges.foreign).toEqual([]);
  // One open outline per layer and direction; upright ones are closed.
  expect(ridges.texts.join()).toContain("|x| from");
  expect(ridges.height).not.toBe(free.height);
});

test("a comparison is one file: A over B, or beside it, with both experiments", async ({ initscope }) => {
  const { page } = initscope;
  await openPair(initscope, `${SMALL}&a.init=xavier_normal`);
  const over = await look(page, (await initscope.save("SVG")).bytes.toString("utf8"));
  expect(over.foreign).toEqual([]);
  expect(over.title).toContain("A: Xavier normal");
  const texts = over.texts.join("\n");
  for (const expected of ["std B/A", "gradient B/A", "line: A", "A: Depth: 4", "B: Depth: 4"])
    expect(texts).toContain(expected);
  expect(texts).toContain(`${page.url().split("#")[0]}${SMALL}&a.init=xavier_normal`);
  // A's outlines have the colour of text, and no fill.
  expect(over.inks).toContain(await lightToken(page, "--ink"));
  await page.getByRole("radio", { name: "Columns" }).check();
  const beside = await look(page, (await initscope.save("SVG")).bytes.toString("utf8"));
  expect(beside.texts.filter((text) => text === "Spread per layer")).toHaveLength(2);
  expect(beside.texts).toContain("A: Xavier normal");
});

test("a file requested during a run is saved when the run has ended", async ({ initscope }) => {
  const { page } = initscope;
  const door = await EngineDoor.install(page);
  await initscope.open("#v=1&depth=2&width=32&batch=32&seed=1");
  await door.hold();
  await initscope.number("Depth").fill("60");
  await initscope.number("Depth").press("Enter");
  let hasFile = false;
  page.once("download", () => (hasFile = true));
  await initscope.command("Export").click();
  await page.getByRole("menuitem", { name: "CSV" }).click();
  await expect(page.getByText("Waiting for the run to end")).toBeVisible();
  expect(hasFile).toBe(false);
  const file = await initscope.saved(() => door.release());
  // Only a full run measures weights and their gradients.
  const { rows, comments } = parseCsv(file.bytes.toString("utf8"));
  expect(rows.filter(({ tensor }) => tensor === "grad_weight")).toHaveLength(60);
  expect(comments.join()).toContain("depth=60&width=32&batch=32");
});

test("the same numbers give the same file", async ({ initscope }) => {
  await initscope.open(SMALL);
  const first = await initscope.save("SVG");
  await initscope.open(`${SMALL}&theme=projector`);
  expect((await initscope.save("SVG")).bytes.equals(first.bytes)).toBe(true);
});

test("PNG: twice as many pixels as the figure has", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  const svg = await look(page, (await initscope.save("SVG")).bytes.toString("utf8"));
  const { name, bytes } = await initscope.save("PNG");
  expect(name).toMatch(/^initscope-[\w-]+\.png$/);
  expect(sizeOfPng(bytes)).toEqual([2 * Number(svg.width), 2 * Number(svg.height)]);
});

test("a heat map is embedded as a picture, and drawn into the PNG", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open("#v=1&depth=30&width=24&batch=16&seed=1&form=heatMap");
  const file = await look(page, (await initscope.save("SVG")).bytes.toString("utf8"));
  expect(file.images).toHaveLength(2);
  for (const image of file.images) expect(image).toMatch(/^data:image\/png;base64,/);
  const { bytes } = await initscope.save("PNG");
  // The forward direction's blue somewhere in the second row of the figure, where only the heat map is.
  const blue = await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("missing 2d context");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(300, 700, 1800, 260);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) if ((data[i + 2] ?? 0) > (data[i] ?? 0) + 40) count++;
    return count;
  }, bytes.toString("base64"));
  // Half of every column holds values: far more than the outlines alone would colour.
  expect(blue).toBeGreaterThan(20_000);
});

test("one chart, in the size that was chosen", async ({ initscope }) => {
  const { page } = initscope;
  await initscope.open(SMALL);
  await initscope.command("Export").click();
  await page.getByRole("menuitem", { name: "Charts and sizes" }).click();
  const dialog = page.getByRole("dialog", { name: "Save a picture" });
  await dialog.getByRole("radio", { name: "Gradients" }).check();
  const preview = dialog.getByRole("img", { name: "Preview: Gradients" });
  await expect(preview).toBeVisible();
  const [width, height] = [
    Number(await preview.getAttribute("width")),
    Number(await preview.getAttribute("height")),
  ];
  await dialog.getByRole("radio", { name: "PNG, 3×" }).check();
  const png = await initscope.saved(() => dialog.getByRole("button", { name: "Save" }).click());
  expect(png.name).toBe("initscope-4x32-relu-he-normal-gradients.png");
  expect(sizeOfPng(png.bytes)).toEqual([3 * width, 3 * height]);
  await dialog.getByRole("radio", { name: "SVG" }).check();
  const svg = await initscope.saved(() => dialog.getByRole("button", { name: "Save" }).click());
  const file = await look(page, svg.bytes.toString("utf8"));
  expect(file.foreign).toEqual([]);
  expect(file.texts.join("\n")).toContain("Gradients");
  expect(file.texts.join("\n")).not.toContain("exactly zero");
  expect(file.texts.join("\n")).toContain(SMALL);
});

test("the table goes to the clipboard as Markdown, and says so", async ({ initscope, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { page } = initscope;
  await initscope.open(SMALL);
  await initscope.command("Export").click();
  await page.getByRole("menuitem", { name: "Markdown table" }).click();
  await expect(page.getByText("Table copied")).toBeVisible();
  const table = await page.evaluate(() => navigator.clipboard.readText());
  expect(table.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(2 + 4);
  expect(table).toContain(SMALL);
});

test("where copying is not allowed, the table becomes a file", async ({ initscope }) => {
  const { page } = initscope;
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "clipboard", {
      value: { writeText: () => Promise.reject(new DOMException("denied", "NotAllowedError")) },
    });
  });
  await initscope.open(SMALL);
  const { name, bytes } = await initscope.save("Markdown table");
  expect(name).toMatch(/^initscope-[\w-]+\.md$/);
  expect(bytes.toString("utf8")).toContain("| layer | mean a |");
  await expect(page.getByText(/saved as a file/)).toBeVisible();
});

test.describe("on paper", () => {
  test("one page, of either shape and size", async ({ initscope }) => {
    const { page } = initscope;
    await initscope.open("#v=1&depth=60&width=24&batch=16&seed=1&theme=dark");
    // The print view is fetched after the first picture; without it, printing shows the figures of the
    // screen.
    await expect(page.locator("[data-part='print']")).toBeAttached();
    for (const [format, landscape] of [
      ["A4", false],
      ["A4", true],
      ["Letter", true],
    ] as const) {
      const pdf = await page.pdf({ format, landscape });
      const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
      expect(pages, `${format} ${landscape}`).toHaveLength(1);
    }
  });

  test("the page is the exported figure under its verdict, and nothing of it stays", async ({
    initscope,
  }) => {
    const { page } = initscope;
    await initscope.open(SMALL);
    const sheet = page.locator("[data-part='print']");
    await expect(sheet).toBeAttached();
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    await expect(sheet.getByRole("img", { name: /^Initscope: 4 × 32/ })).toBeVisible();
    await expect(sheet).toContainText(SMALL);
    await expect(page.getByRole("button")).toHaveCount(0);
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await expect(sheet).toBeEmpty();
    await expect(initscope.mainChart()).toBeVisible();
  });
});
