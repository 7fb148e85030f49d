/**
 * `npm run icons`: draws the icons of the installed page from public/favicon.svg. Run it after a change of
 * that file, and commit its output.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { provideChromium } from "./chromium.js";
import { ROOT } from "./house.js";

/**
 * Systems cut a maskable icon to various shapes: the paper reaches the edges, and the drawing stays within
 * the circle of 80 % of the width that is always kept (w3.org/TR/appmanifest, "Icon masks"). Its corners
 * reach half a diagonal out: 0.8 / sqrt(2).
 */
const MASKABLE_SCALE = 0.56;

const ICONS = [
  { name: "192.png", sizePx: 192, scale: 1 },
  { name: "512.png", sizePx: 512, scale: 1 },
  { name: "maskable.png", sizePx: 512, scale: MASKABLE_SCALE },
];

const executablePath = await provideChromium();
if (executablePath === null) throw new Error("missing Chromium (expected one to draw with)");
const drawing = readFileSync(join(ROOT, "public/favicon.svg"), "utf8");
const folder = join(ROOT, "public/icons");
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
for (const { name, sizePx, scale } of ICONS) {
  const page = await browser.newPage({
    viewport: { width: sizePx, height: sizePx },
    colorScheme: "light",
  });
  const paper = scale === 1 ? "transparent" : "#fff";
  await page.setContent(
    `<style>body { display: grid; place-items: center; height: 100vh; margin: 0; background: ${paper} }
     svg { width: ${100 * scale}% }</style>${drawing}`,
  );
  await page.screenshot({ path: join(folder, name), omitBackground: true });
  await page.close();
}
await browser.close();
