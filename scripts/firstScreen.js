/**
 * `npm run first-screen`: how full the first screen is. It counts texts, controls and sizes of type, and
 * measures the charts' share of the area and the layout shift, on the built page at 1440 x 900.
 * `e2e/firstScreen.spec.ts` holds the same figures to their limits.
 */
import { basename } from "node:path";
import { chromium } from "@playwright/test";
import { preview } from "vite";
import { findChromium } from "./chromium.js";
import { ROOT, buildIfStale } from "./house.js";

/** The screen on which the first screen is measured. */
export const SCREEN = { width: 1440, height: 900 };

/** The measured links: a healthy network, and one in which the signal fades. */
export const LINKS = ["#v=1&seed=1", "#v=1&depth=30&act=tanh&init=normal&std=0.05&seed=1"];

/**
 * @typedef {object} FirstScreen
 * @property {number} texts pieces of text on the screen: a text node, a formula, a text of a chart, the value
 *   of a field or a menu
 * @property {number} numbers those of them without a letter
 * @property {number} controls places where a key or a press acts, a group of radio buttons or a toolbar
 *   counting as one: the keyboard stops once at each
 * @property {number} pressable the same with every button of a toolbar and every radio button for itself
 * @property {number} smallestPx smallest size of type
 * @property {number} readable share of texts of 13 px or more
 * @property {number} chartShare share of the screen from the top of the first figure to the end of the last
 * @property {number} layoutShift cumulative layout shift since the page was opened
 */

/** The last file that the page fetches by itself: before it come all views of the first screen. */
const LAST_FETCHED = /\/assets\/offline-[\w-]+\.js$/;

/**
 * Opens a link and waits for its numbers and for the views that are fetched after the first picture.
 * @param {import("@playwright/test").Page} page
 * @param {string} address
 */
export async function openFirstScreen(page, address) {
  const last = page.waitForResponse(LAST_FETCHED);
  await page.goto(address);
  await (await last).finished();
  await page.waitForFunction(
    () =>
      performance.getEntriesByName("initscope:run").length > 0 &&
      document.querySelector("figure[aria-busy='true']") === null,
  );
}

/**
 * Measures what an open page shows without scrolling.
 * @param {import("@playwright/test").Page} page
 * @returns {Promise<FirstScreen>}
 */
export function measureFirstScreen(page) {
  return page.evaluate(async () => {
    const READABLE_PX = 13;
    /** @param {DOMRect} box */
    const isOnScreen = ({ width, height, top, bottom, left, right }) =>
      width > 1 && height > 1 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;

    /**
     * The part of a box inside the boxes that clip or scroll it.
     * @param {DOMRect} box
     * @param {Element | null} from
     */
    function clipped(box, from) {
      let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
      for (let outer = from; outer !== null && outer !== document.body; outer = outer.parentElement) {
        const { overflowX, overflowY, clipPath } = getComputedStyle(outer);
        if (clipPath !== "none") return new DOMRect();
        const edge = outer.getBoundingClientRect();
        if (overflowX !== "visible") [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
        if (overflowY !== "visible") [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
      }
      return right > left && bottom > top
        ? new DOMRect(left, top, right - left, bottom - top)
        : new DOMRect();
    }

    /** @type {Map<Node, { text: string, sizePx: number }>} */
    const texts = new Map();
    const range = document.createRange();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = (node.textContent ?? "").trim();
      if (element === null || text === "" || element.closest("option, script, style, template") !== null)
        continue;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      range.selectNodeContents(node);
      if (!isOnScreen(clipped(range.getBoundingClientRect(), element))) continue;
      // A formula is one text, and so is a power of ten in a chart; their small letters are typesetting. A
      // sentence is one text, whether its terms are marked or not.
      const whole = element.closest(".katex, svg text, span:has(> [data-term])");
      if (whole !== null && texts.has(whole)) continue;
      const outer = element.closest(":not(sub, sup)") ?? element;
      const sizePx = parseFloat(getComputedStyle(whole ?? outer).fontSize);
      texts.set(whole ?? node, { text: whole?.textContent ?? text, sizePx });
    }

    const pressable = [
      ...document.querySelectorAll("a[href], button, input, select, summary, textarea"),
    ].filter(
      (element) =>
        element.checkVisibility({ visibilityProperty: true }) &&
        isOnScreen(clipped(element.getBoundingClientRect(), element.parentElement)),
    );
    /** @type {Set<unknown>} */
    const controls = new Set();
    for (const element of pressable) {
      const isRadio = element instanceof HTMLInputElement && element.type === "radio";
      const toolbar = element.closest("[role=toolbar], [role=tablist]");
      controls.add(isRadio ? `radio ${element.name}` : (toolbar ?? element));
      const isField =
        element instanceof HTMLInputElement && !["radio", "range", "checkbox"].includes(element.type);
      if (isField || element instanceof HTMLSelectElement)
        texts.set(element, { text: element.value, sizePx: parseFloat(getComputedStyle(element).fontSize) });
    }

    const figures = [...document.querySelectorAll("figure")]
      .map((figure) => clipped(figure.getBoundingClientRect(), figure.parentElement))
      .filter(isOnScreen);
    const top = Math.max(0, Math.min(...figures.map((box) => box.top)));
    const bottom = Math.min(innerHeight, Math.max(...figures.map((box) => box.bottom)));
    const widthPx = Math.max(...figures.map((box) => box.width));

    /** @type {number} */
    const layoutShift = await new Promise((resolve) => {
      let sum = 0;
      // The browser hands over what it has recorded, and calls back at once for a page that never shifted.
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          if ("value" in entry && "hadRecentInput" in entry && !entry.hadRecentInput)
            sum += Number(entry.value);
        }
      }).observe({ type: "layout-shift", buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum))));
    });

    const pieces = [...texts.values()];
    return {
      texts: pieces.length,
      numbers: pieces.filter(({ text }) => /\d/.test(text) && !/\p{L}/u.test(text)).length,
      controls: controls.size,
      pressable: pressable.length,
      smallestPx: Math.min(...pieces.map(({ sizePx }) => sizePx)),
      readable: pieces.filter(({ sizePx }) => sizePx >= READABLE_PX).length / pieces.length,
      chartShare: figures.length === 0 ? 0 : (widthPx * (bottom - top)) / (innerWidth * innerHeight),
      layoutShift,
    };
  });
}

async function report() {
  if (!(await buildIfStale())) return false;
  const server = await preview({ root: ROOT, configFile: false, logLevel: "warn", preview: { port: 0 } });
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: ["--no-sandbox"],
    ...(executablePath === null ? {} : { executablePath }),
  });
  for (const link of ["", ...LINKS]) {
    const page = await browser.newPage({ viewport: SCREEN, colorScheme: "light", locale: "en-GB" });
    await openFirstScreen(page, (server.resolvedUrls?.local[0] ?? "") + link);
    const { readable, chartShare, layoutShift, ...counts } = await measureFirstScreen(page);
    console.log(link === "" ? "the empty address" : link);
    for (const [name, value] of Object.entries(counts)) console.log(`${String(value).padStart(8)}  ${name}`);
    console.log(`${(100 * readable).toFixed(0).padStart(6)} %  texts of 13 px or more`);
    console.log(`${(100 * chartShare).toFixed(0).padStart(6)} %  charts' share of the screen`);
    console.log(`${layoutShift.toFixed(4).padStart(8)}  cumulative layout shift`);
    await page.close();
  }
  await browser.close();
  await server.close();
  return true;
}

if (basename(process.argv[1] ?? "") === "firstScreen.js" && !(await report())) process.exitCode = 1;
