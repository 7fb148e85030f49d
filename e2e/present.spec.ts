/**
 * A teacher's links: presenting, hiding and locking, a code for phones, and a frame in a foreign page that
 * exchanges messages with it.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { extname, join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { FrameLocator, Locator, Page } from "@playwright/test";
import jsQR from "jsqr";
import { builtFile } from "./builtFile.ts";
import { expect, test } from "./fixtures.ts";
import { chooseFromMenu, openTab, verdictTitle } from "./initscopePage.ts";
import type { InitscopePage } from "./initscopePage.ts";

const LOCKED = "Locked by the teacher’s link.";
const SMALL = "#v=1&depth=4&width=32&batch=32&seed=1";

async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

/** A public address of the site: its own address in a test leads to this computer, and has no code. */
const PUBLIC = "https://initscope.example.edu/";

/** Opens a link as if the site were published: the files come from the site under test. */
async function openInPublic(initscope: InitscopePage, hash: string): Promise<void> {
  const { page } = initscope;
  await page
    .context()
    .route(`${PUBLIC}**`, (route) => route.fulfill({ path: builtFile(route.request().url()) }));
  await page.goto(`${PUBLIC}${hash}`);
  await initscope.waitForRun(0);
}

/** Reads a code from the screen as a phone would. */
async function readCode(page: Page, code: Locator): Promise<string | undefined> {
  const shot = (await code.screenshot()).toString("base64");
  // A blank page decodes the file into pixels; the site's policy does not apply there.
  const reader = await page.context().newPage();
  const { width, height, inks } = await reader.evaluate(async (file) => {
    const image = new Image();
    image.src = `data:image/png;base64,${file}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("no canvas");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    // The code has only greys, so its red channel is enough.
    const inks = Array.from({ length: data.length / 4 }, (_, at) => ((data[4 * at] ?? 0) > 127 ? "1" : "0"));
    return { width: image.width, height: image.height, inks: inks.join("") };
  }, shot);
  await reader.close();
  const pixels = new Uint8ClampedArray(4 * inks.length);
  for (let at = 0; at < inks.length; at++) pixels.fill(inks[at] === "1" ? 255 : 0, 4 * at, 4 * at + 3);
  return jsQR(pixels, width, height)?.data;
}

test.describe("presenting", () => {
  /** Notes requests for the screen to stay lit, and their ends. */
  async function watchWakeLock(page: Page): Promise<() => Promise<string[]>> {
    await page.addInitScript(() => {
      const log: string[] = [];
      Object.assign(window, { wakeLog: log });
      Object.defineProperty(navigator, "wakeLock", {
        value: {
          request: (kind: string) => {
            log.push(`request ${kind}`);
            return Promise.resolve({ release: () => Promise.resolve(log.push("release")) });
          },
        },
      });
    });
    return () => page.evaluate(() => (window as Window & { wakeLog?: string[] }).wakeLog ?? []);
  }

  test("begins with a press, fills and lights the screen, and Escape ends it", async ({ initscope }) => {
    const { page } = initscope;
    const wakeLog = await watchWakeLock(page);
    await initscope.open(SMALL);
    await chooseFromMenu(page, "Present");
    const bar = page.getByRole("banner", { name: "Presentation" });
    await expect(bar).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "projector");
    await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
    await expect.poll(() => page.evaluate(() => location.hash)).toBe(`${SMALL}&mode=present`);
    await expect.poll(wakeLog).toEqual(["request screen"]);
    await expect(initscope.slider("Depth")).toBeHidden();
    // Another tab in front ends the wake lock; when the page is back, it requests a new one.
    for (const state of ["hidden", "visible"]) {
      await page.evaluate((next) => {
        Object.defineProperty(document, "visibilityState", { value: next, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    }
    await expect.poll(wakeLog).toEqual(["request screen", "request screen"]);
    await page.keyboard.press("Escape");
    await expect(bar).toBeHidden();
    await expect(page.locator("html")).not.toHaveAttribute("data-theme");
    await expect.poll(() => page.evaluate(() => document.fullscreenElement === null)).toBe(true);
    await expect.poll(() => page.evaluate(() => location.hash)).toBe(SMALL);
    await expect.poll(wakeLog).toEqual(["request screen", "request screen", "release"]);
  });

  test("an Escape for the code that also ends the full screen leaves the presentation", async ({
    initscope,
  }) => {
    const { page } = initscope;
    await initscope.open(SMALL);
    await chooseFromMenu(page, "Present");
    const bar = page.getByRole("banner", { name: "Presentation" });
    const code = page.getByRole("dialog", { name: "Scan to open" });
    await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
    await page.keyboard.press("q");
    await expect(code).toBeVisible();
    // What Firefox does at one Escape, which the page does not receive.
    await page.evaluate(async () => {
      const dialog = document.querySelector<HTMLDialogElement>("dialog[open]");
      dialog?.dispatchEvent(new Event("cancel"));
      dialog?.close();
      await document.exitFullscreen();
    });
    await expect(code).toBeHidden();
    await expect(bar).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(bar).toBeHidden();
  });

  test("is led by a pointer's keys: layers, controls, the code, black", async ({ initscope }) => {
    const { page } = initscope;
    await initscope.open("#v=1&seed=1&mode=present");
    const bar = page.getByRole("banner", { name: "Presentation" });
    await expect(bar.getByRole("heading", { name: "He (MSRA, Kaiming) and ReLU" })).toBeVisible();
    for (const key of ["b", "."]) {
      await page.keyboard.press(key);
      await expect(page.getByRole("dialog", { name: "The screen is black." })).toBeVisible();
      // The key restores the picture and does nothing else.
      await page.keyboard.press("PageDown");
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await expect(bar.getByRole("heading", { name: "He (MSRA, Kaiming) and ReLU" })).toBeVisible();
    }
    await page.keyboard.press("q");
    const code = page.getByRole("dialog", { name: "Scan to open" });
    // The link for the class opens the page, not the presentation.
    await expect(code.getByText(/#v=1&seed=1$/)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(code).toBeHidden();
    await page.keyboard.press("ArrowRight");
    await expect(bar).toContainText("std of activations, layer 1");
    await page.keyboard.press("ArrowRight");
    await expect(bar).toContainText("std of activations, layer 2");
    await page.keyboard.press("ArrowLeft");
    await expect(bar).toContainText("std of activations, layer 1");
    // Without a list there is nothing to step through, and nothing replaces what is on the screen.
    await expect(bar.getByRole("button", { name: "Next", exact: true })).toHaveCount(0);
    for (const key of ["PageDown", "PageUp", " "]) await page.keyboard.press(key);
    await expect(bar.getByRole("heading", { name: "He (MSRA, Kaiming) and ReLU" })).toBeVisible();
    await page.keyboard.press("c");
    await expect(initscope.slider("Depth")).toBeVisible();
    // Escape closes the innermost first.
    await page.keyboard.press("Escape");
    await expect(initscope.slider("Depth")).toBeHidden();
    await expect(bar).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(bar).toBeHidden();
  });

  test("steps through a lesson under its title, locked too, and its numbers wait for the reveal", async ({
    page,
  }) => {
    await page.goto("./#lesson=xavier_he_30&mode=present&title=Thirty%20layers&lock=controls,header");
    const bar = page.getByRole("banner", { name: "Presentation" });
    await expect(bar.getByRole("heading", { name: "Thirty layers" })).toBeVisible();
    await expect(page).toHaveTitle("Thirty layers · Initscope");
    const panel = page.getByRole("region", { name: "Lesson", exact: true });
    await expect(panel.getByText("Step 1 of")).toBeVisible();
    await expect(page.getByText(/std of activations, layer/)).toBeHidden();
    await page.keyboard.press("PageDown");
    await expect(panel.getByText("Step 2 of")).toBeVisible();
    // One row leads on: the bar's.
    await expect(page.getByRole("button", { name: "Next", exact: true })).toHaveCount(1);
    await page.keyboard.press("PageUp");
    await expect(panel.getByText("Step 1 of")).toBeVisible();
    // The class gets the same step, with the same locks.
    await bar.getByRole("button", { name: "QR code" }).click();
    const code = page.getByRole("dialog", { name: "Scan to open" });
    await expect(
      code.getByText(/&lesson=xavier_he_30&step=1&title=Thirty%20layers&lock=header,controls$/),
    ).toBeVisible();
  });

  test("works where the browser offers neither the full screen nor a wake lock", async ({ initscope }) => {
    const { page } = initscope;
    await page.addInitScript(() => {
      Reflect.deleteProperty(Navigator.prototype, "wakeLock");
      Object.defineProperty(document, "fullscreenEnabled", { value: false });
    });
    await initscope.open(SMALL);
    await chooseFromMenu(page, "Present");
    const bar = page.getByRole("banner", { name: "Presentation" });
    await expect(bar.getByRole("button", { name: "Leave", exact: true })).toBeVisible();
    await expect(bar.getByRole("button", { name: /full screen/i })).toHaveCount(0);
    await bar.getByRole("button", { name: "Leave", exact: true }).click();
    await expect(page.getByRole("banner", { name: "Commands" })).toBeVisible();
  });

  test("stays in its window where the browser refuses the full screen and the wake lock", async ({
    initscope,
  }) => {
    const { page } = initscope;
    await page.addInitScript(() => {
      const refuse = (): Promise<never> => Promise.reject(new TypeError("Permissions check failed"));
      Element.prototype.requestFullscreen = refuse;
      Object.defineProperty(navigator, "wakeLock", { value: { request: refuse } });
    });
    await initscope.open(SMALL);
    await chooseFromMenu(page, "Present");
    const bar = page.getByRole("banner", { name: "Presentation" });
    await bar.getByRole("button", { name: "Full screen", exact: true }).click();
    await page.keyboard.press("f");
    await expect(bar).toContainText("std of activations");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("banner", { name: "Commands" })).toBeVisible();
  });

  for (const language of ["en", "zh"]) {
    test(`axe finds nothing: ${language}`, async ({ initscope }) => {
      await initscope.open(`${SMALL}&mode=present&lang=${language}`);
      await expect(initscope.page.getByRole("banner")).toBeVisible();
      expect(await violationsOf(initscope.page)).toEqual([]);
    });
  }
});

test.describe("a link", () => {
  test("hides what it names, and keeps it hidden through changes and presets", async ({ initscope }) => {
    const { page } = initscope;
    await initscope.open(`${SMALL}&hide=network,verdict,gradients,strips,facts`);
    await expect(page.getByRole("figure")).toHaveCount(2);
    await expect(page.getByText("The signal")).toHaveCount(0);
    await expect(initscope.slider("Depth")).toHaveCount(0);
    await expect(initscope.command("Data table")).toHaveCount(0);
    await initscope.choose("Initialiser", "Xavier normal (Glorot)");
    await expect
      .poll(() => page.evaluate(() => location.hash))
      .toBe(
        "#v=1&depth=4&width=32&batch=32&init=xavier_normal&seed=1&hide=network,verdict,gradients,strips,facts",
      );
    await openTab(page, "Presets");
    await initscope.runAfter(() => page.getByRole("button", { name: /All zeros/ }).click());
    await expect(page.getByRole("figure")).toHaveCount(2);
    expect(await violationsOf(page)).toEqual([]);
  });

  test("hides header and controls", async ({ initscope }) => {
    const { page } = initscope;
    await initscope.open(`${SMALL}&hide=header,controls`);
    await expect(page.getByRole("banner")).toHaveCount(0);
    await expect(page.getByRole("complementary")).toHaveCount(0);
    await expect(page.getByRole("figure")).toHaveCount(4);
    expect(await violationsOf(page)).toEqual([]);
  });

  test("locks what it names, and says why", async ({ initscope }) => {
    const { page } = initscope;
    // Strips have no controls to lock.
    await initscope.open(`${SMALL}&lock=weights,header,strips`);
    await expect(initscope.choice("Initialiser")).toBeDisabled();
    await expect(initscope.number("Gain")).toBeDisabled();
    await expect(initscope.number("Depth")).toBeEnabled();
    // What only explains can still be opened.
    const more = page.getByRole("button", { name: "More: Weights" });
    await more.click();
    await expect(more).toHaveAttribute("aria-expanded", "false");
    await more.click();
    const about = page.getByRole("button", { name: "About: Initialiser" });
    await about.click();
    await expect(about).toHaveAttribute("aria-expanded", "true");
    await expect(page.getByRole("group", { name: "Weights" })).toContainText(LOCKED);
    const note = page.getByRole("main").getByRole("status").filter({ hasText: "teacher’s link" });
    await expect(note).toHaveText(
      "The teacher’s link locks: Commands, Weights. Everything else can be changed.",
    );
    // A locked control can be focused, and gives its reason in words.
    const presets = page.getByRole("button", { name: "Explore" });
    await expect(presets).toHaveAttribute("aria-disabled", "true");
    await expect(presets).toHaveAttribute("title", LOCKED);
    await presets.press("Enter");
    await expect(note).toHaveText("Nothing was changed. The teacher’s link locks: Commands.");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    // One button turns the weights, another the activation.
    const fixes = page.getByRole("main").getByRole("listitem").getByRole("button");
    await fixes.and(page.locator("[aria-disabled]")).first().press("Enter");
    await expect(note).toHaveText("Nothing was changed. The teacher’s link locks: Weights.");
    expect(await initscope.setNumber("Depth", 5)).toMatchObject({ depth: 5 });
    await expect(note).toHaveText(/^The teacher’s link locks/);
    expect(await violationsOf(page)).toEqual([]);
  });

  test("locks comparing, the sweep and the whole panel", async ({ initscope }) => {
    const { page } = initscope;
    await initscope.open(`${SMALL}&lock=compare,controls`);
    for (const name of ["Depth", "Gain", "Seed"] as const)
      await expect(initscope.number(name)).toBeDisabled();
    await expect(page.getByRole("complementary").getByText(LOCKED)).toHaveCount(1);
    await initscope.command("Compare").press("Enter");
    await expect(page.getByText("Nothing was changed.")).toContainText("Compare and sweep");
    await chooseFromMenu(page, "Sweep");
    const sweep = page.getByRole("region", { name: "Sweep" });
    const variant = sweep.getByRole("listitem").getByRole("button", { pressed: false }).first();
    await expect(variant).toHaveAttribute("aria-disabled", "true");
    await variant.press("Enter");
    await expect(page.getByText("Nothing was changed.")).toContainText("Compare and sweep, All controls");
    await expect
      .poll(() => page.evaluate(() => location.hash))
      .toBe(`${SMALL}&sweep=open&lock=compare,controls`);
    expect(await violationsOf(page)).toEqual([]);
    await initscope.open(`${SMALL}&hide=compare`);
    await expect(initscope.command("Compare")).toHaveCount(0);
    await expect(page.getByRole("menuitem", { name: "Sweep", includeHidden: true })).toHaveCount(0);
    await expect(initscope.command("Data table")).toBeVisible();
  });

  test("has no code where it leads to this computer only, and says why", async ({ initscope }) => {
    const { page } = initscope;
    await initscope.open(SMALL);
    await initscope.command("Share").click();
    const dialog = page.getByRole("dialog", { name: "Share" });
    await expect(dialog.getByText(/leads to this computer only/)).toBeVisible();
    await expect(dialog.getByRole("img", { name: "QR code of the link" })).toHaveCount(0);
  });

  test("is read from its code, small in the dialog and large on the screen", async ({ initscope }) => {
    const { page } = initscope;
    await openInPublic(initscope, `${SMALL}&theme=dark`);
    await initscope.command("Share").click();
    const dialog = page.getByRole("dialog", { name: "Share" });
    const link = await dialog.getByRole("textbox", { name: "Link" }).inputValue();
    expect(link).toContain(SMALL);
    expect(await readCode(page, dialog.getByRole("img", { name: "QR code of the link" }).first())).toBe(link);
    await dialog.getByRole("radio", { name: "Presentation" }).check();
    await dialog.getByRole("textbox", { name: "Title for the class" }).fill("Why <not> zeros?");
    await dialog.getByText("What the class sees").click();
    await dialog.getByRole("checkbox", { name: "Hide: Gradients" }).check();
    await dialog.getByRole("checkbox", { name: "Lock: Seed" }).check();
    await dialog.getByRole("checkbox", { name: "Lock: Weights" }).check();
    await dialog.getByRole("checkbox", { name: "Lock: Seed" }).uncheck();
    const chosen = `${link}&mode=present&title=Why%20%3Cnot%3E%20zeros%3F&hide=gradients&lock=weights`;
    await expect(dialog.getByRole("textbox", { name: "Link" })).toHaveValue(chosen);
    await expect(dialog.getByText(`${chosen.length} bytes, a code of`)).toContainText("from the back row");
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Show the code large" }).click();
    const large = page.getByRole("dialog", { name: "Scan to open" });
    // The view of a camera: the whole screen, in any theme.
    expect(await readCode(page, large)).toBe(chosen);
    await expect(large.getByText("Why <not> zeros?")).toBeVisible();
    await expect(large.getByText(chosen)).toBeInViewport({ ratio: 1 });
    const box = await large.getByRole("img").boundingBox();
    // Title and address take what is left.
    expect(box?.height).toBeGreaterThan(0.8 * (page.viewportSize()?.height ?? Infinity));
    await large.getByRole("button", { name: "Full screen" }).click();
    await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
    await page.evaluate(() => document.exitFullscreen());
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(large).toBeHidden();
    await expect(dialog).toBeVisible();
  });

  test("gives a frame for another page to copy", async ({ initscope, context }) => {
    const { page } = initscope;
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await initscope.open(`${SMALL}&lang=zh`);
    await page.getByRole("button", { name: "分享" }).click();
    await page.getByRole("radio", { name: "嵌入框" }).check();
    await page.getByRole("button", { name: "复制 HTML" }).click();
    await expect(page.getByText("已复制")).toBeVisible();
    const html = await page.evaluate(() => navigator.clipboard.readText());
    expect(html).toMatch(
      /^<iframe src="http[^"]*#v=1&amp;depth=4[^"]*&amp;mode=embed" title="Initscope" [^>]*sandbox="allow-scripts /,
    );
    expect(await violationsOf(page)).toEqual([]);
  });
});

/** The site on a host with open cross-origin access, as the common hosts of static pages have it. */
async function openSite(): Promise<Server> {
  const types: Readonly<Record<string, string>> = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://host");
    const file = join("dist", pathname === "/" ? "index.html" : pathname);
    const type = types[extname(file)] ?? "application/octet-stream";
    response
      .writeHead(200, { "content-type": type, "access-control-allow-origin": "*" })
      .end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function addressOf(server: Server): string {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no address");
  return `http://127.0.0.1:${address.port}/`;
}

interface FrameMessage {
  readonly kind: string;
  readonly reason?: string;
  readonly link?: string;
  readonly height?: number;
  readonly verdict?: { readonly kind: string; readonly sentence: string };
  readonly layers?: readonly { readonly layer: number; readonly activation: { readonly std: number } }[];
}

test.describe("a frame in a foreign page", () => {
  let server: Server;
  let origin: string;
  /** The answers of the foreign server. */
  let html = "";

  test.beforeAll(async () => {
    server = createServer((_request, response) => {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end(html);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = addressOf(server);
  });
  test.afterAll(() => {
    server.close();
  });

  /** Opens a page of another origin with a frame whose height follows the frame's messages. */
  async function openHost(
    page: Page,
    site: string | undefined,
    hash: string,
    widthPx: number,
    attributes = "",
  ): Promise<FrameLocator> {
    const src = `${site ?? ""}${hash}`.replaceAll("&", "&amp;");
    html = `<!doctype html><html lang="en"><title>A course</title><body><main><h1>A course</h1>
      <iframe src="${src}" ${attributes} title="Initscope" style="border:0;width:${widthPx}px;height:200px"></iframe></main>
      <script>
        const frame = document.querySelector("iframe");
        window.heard = [];
        addEventListener("message", ({ source, data }) => {
          if (source !== frame.contentWindow || data?.source !== "initscope") return;
          heard.push(data);
          if (data.kind === "resize") frame.style.height = data.height + "px";
        });
        window.say = (data) => frame.contentWindow.postMessage(data, "*");
      </script></body></html>`;
    await page.goto(origin);
    return page.frameLocator("iframe");
  }
  const heard = (page: Page, kind: string): Promise<FrameMessage[]> =>
    page.evaluate(
      (wanted) =>
        (window as unknown as { heard: FrameMessage[] }).heard.filter((message) => message.kind === wanted),
      kind,
    );
  const say = (page: Page, data: unknown): Promise<void> =>
    page.evaluate((message) => (window as unknown as { say: (data: unknown) => void }).say(message), data);

  test("shows verdict and figures without the program around them, 320 px wide, as high as it needs", async ({
    page,
    baseURL,
  }) => {
    // The script imitates browsers that block storage in frames of other sites.
    await page.addInitScript(() => {
      Object.defineProperty(window, "localStorage", {
        get: () => {
          throw new DOMException("blocked", "SecurityError");
        },
      });
    });
    const frame = await openHost(page, baseURL, `${SMALL}&mode=embed`, 320);
    await expect(frame.getByRole("figure")).toHaveCount(4);
    await expect(frame.getByRole("main").getByText(verdictTitle("healthy"))).toBeVisible();
    await expect(frame.getByRole("banner")).toHaveCount(0);
    await expect(frame.getByRole("slider")).toHaveCount(0);
    await expect(frame.getByRole("link", { name: "Open in Initscope" })).toHaveAttribute(
      "href",
      `${baseURL ?? ""}${SMALL}`,
    );
    // The frame is as high as its page: nothing scrolls in either direction, and the height is stable.
    const overflow = () =>
      frame
        .locator("html")
        .evaluate((root) => [root.scrollHeight - innerHeight, root.scrollWidth - innerWidth]);
    await expect.poll(overflow).toEqual([0, 0]);
    expect((await heard(page, "resize")).at(-1)?.height).toBeGreaterThan(600);
    expect(await violationsOf(page)).toEqual([]);
  });

  test("is set by messages, and answers with the result", async ({ page, baseURL }) => {
    await openHost(page, baseURL, `${SMALL}&mode=embed`, 640);
    await expect.poll(async () => (await heard(page, "ready")).length).toBe(1);
    await expect.poll(async () => (await heard(page, "result")).length).toBe(1);
    const link = `${baseURL ?? ""}#v=1&depth=6&width=32&batch=32&act=tanh&init=normal&std=0.01&seed=1`;
    await say(page, { source: "initscope-host", kind: "set", link });
    await expect.poll(async () => (await heard(page, "result")).at(-1)?.link).toBe(link);
    const result = (await heard(page, "result")).at(-1);
    expect(result?.verdict?.kind).toBe("vanishing");
    expect(result?.layers?.map(({ layer }) => layer)).toEqual([1, 2, 3, 4, 5, 6]);
    // The same numbers as any other way to run the link.
    const own = await page.context().newPage();
    await own.goto(link);
    await own.waitForFunction(() => window.initscope !== undefined);
    const stds = await own.evaluate(
      async (hash) => {
        const run = await window.initscope?.run(hash);
        return run?.result.layers.map(({ tensors }) => tensors.activation?.std);
      },
      link.slice(link.indexOf("#")),
    );
    expect(result?.layers?.map(({ activation }) => activation.std)).toEqual(stds);
    await own.close();
    const before = (await heard(page, "result")).length;
    await say(page, { source: "initscope-host", kind: "get" });
    await expect.poll(async () => (await heard(page, "result")).length).toBe(before + 1);
    // Messages add no steps to the page's history.
    expect(await page.evaluate(() => history.length)).toBe(2);
  });

  test("runs in a sandbox that takes its origin, its storage and all permissions away", async ({ page }) => {
    const site = await openSite();
    const frame = await openHost(
      page,
      addressOf(site),
      `${SMALL}&mode=embed`,
      320,
      'sandbox="allow-scripts"',
    );
    await expect.poll(async () => (await heard(page, "result")).length).toBe(1);
    await expect(frame.getByRole("main").getByText(verdictTitle("healthy"))).toBeVisible();
    const link = "#v=1&depth=3&width=16&batch=16&act=tanh&seed=2";
    await say(page, { source: "initscope-host", kind: "set", link });
    await expect.poll(async () => (await heard(page, "result")).at(-1)?.layers?.length).toBe(3);
    expect((await heard(page, "result")).at(-1)?.link).toBe(`${addressOf(site)}${link}`);
    expect(await frame.locator("html").evaluate(() => origin)).toBe("null");
    site.closeAllConnections();
    site.close();
  });

  test("answers on a page of a course as docs/embed.md writes it", async ({ page, baseURL }) => {
    const examples = readFileSync("docs/embed.md", "utf8").matchAll(/```html\n([^]*?)```/g);
    const example =
      [...examples].map(([, code = ""]) => code).find((code) => code.includes("<script>")) ?? "";
    html = `<!doctype html><html lang="en"><title>A course</title><body>${example}</body></html>`
      .replace("https://example.edu/initscope/", baseURL ?? "")
      .replace("&amp;seed=1", "&amp;width=32&amp;batch=32&amp;seed=1");
    await page.goto(origin);
    const answer = page.locator("#answer");
    await expect(answer).toContainText(verdictTitle("healthy"));
    await page.getByRole("button", { name: "Show" }).click();
    await expect(answer).toContainText(verdictTitle("vanishing"));
    expect((await page.locator("iframe").boundingBox())?.height).not.toBe(1000);
  });

  test("refuses unreadable messages with a reason, and ignores foreign ones", async ({ page, baseURL }) => {
    await openHost(page, baseURL, `${SMALL}&mode=embed`, 640);
    await expect.poll(async () => (await heard(page, "ready")).length).toBe(1);
    for (const data of [null, 7, "set", { kind: "set", link: SMALL }, { source: "other", kind: "set" }]) {
      await say(page, data);
    }
    await say(page, { source: "initscope-host", kind: "set", link: 5 });
    await say(page, { source: "initscope-host", kind: "set", link: "#chapter-3" });
    await say(page, { source: "initscope-host", kind: "reset" });
    await expect
      .poll(async () => (await heard(page, "refused")).map(({ reason }) => reason))
      .toEqual([
        "invalid link: 5 (expected a string)",
        'invalid link: "#chapter-3" (expected keys such as #v=1&depth=10)',
        'invalid kind: "reset" (expected set or get)',
      ]);
    expect((await heard(page, "result")).length).toBeLessThanOrEqual(1);
  });
});
