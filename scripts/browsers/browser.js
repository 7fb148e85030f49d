/** What the tests of other browsers need of one: a page, and the value of an expression in it. */
import { chromium } from "@playwright/test";
import { findChromium } from "../chromium.js";

/**
 * @typedef {object} Browser
 * @property {string} version
 * @property {() => string[]} complaints errors and warnings of the console since the last call
 * @property {(url: string) => Promise<void>} open loads an address in a fresh document
 * @property {(expression: string) => Promise<unknown>} evaluate the JSON of an expression, or of its promise
 * @property {() => Promise<void>} close
 */

/** The browser with which the others are compared. @returns {Promise<Browser>} */
export async function openChromium() {
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: ["--no-sandbox", "--disable-background-networking"],
    ...(executablePath === null ? {} : { executablePath }),
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  return {
    version: `Chromium ${browser.version()}`,
    complaints: () => complaints.splice(0),
    async open(url) {
      await page.goto("about:blank");
      await page.goto(url);
    },
    evaluate: (expression) => page.evaluate(expression),
    close: () => browser.close(),
  };
}
