/** `npm run screenshots`: takes the pictures of the documentation from the build. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { chromium } from "@playwright/test";
import { preview } from "vite";
import { findChromium } from "./chromium.js";
import { openFirstScreen } from "./firstScreen.js";
import { ROOT, buildIfStale } from "./house.js";
import { withPalette } from "./palettePng.js";

const FOLDER = join(ROOT, "docs/screenshots");
/** Largest size of a picture: pages with several of them must load on a slow line. */
const LIMIT_BYTES = 150_000;

/**
 * The pictures.
 * @type {readonly {
 *   name: string,
 *   folder?: string,
 *   link: string,
 *   width?: number,
 *   height?: number,
 *   scale?: number,
 *   prepare?: (page: import("@playwright/test").Page) => Promise<void>,
 * }[]}
 */
const SHOTS = [
  { name: "default", link: "#v=1&seed=1" },
  { name: "overflow", link: "#v=1&depth=20&width=512&init=normal&std=10&seed=1" },
  { name: "sigmoid-xavier", link: "#v=1&act=sigmoid&init=xavier_normal&seed=1" },
  { name: "heat-map", link: "#v=1&depth=100&act=tanh&init=xavier_normal&seed=1" },
  { name: "compare", link: "#v=1&depth=30&seed=1&a.init=xavier_normal", height: 1000 },
  { name: "inspector", link: "#v=1&act=tanh&init=xavier_normal&seed=1", height: 1000, prepare: inspect },
  { name: "phone", link: "#v=1&seed=1", width: 390, height: 844, scale: 1.5 },
  { name: "projector", link: "#v=1&seed=1&theme=projector", width: 1920, height: 1080, scale: 0.75 },
  { name: "dark", link: "#v=1&act=tanh&init=xavier_normal&seed=1&theme=dark" },
  { name: "chinese", link: "#v=1&seed=1&lang=zh" },
  // The picture of shared links, named by index.html: it goes with the site.
  {
    name: "og",
    folder: "public",
    link: "#v=1&depth=30&act=tanh&init=normal&std=0.05&seed=1&hide=header,controls,strips,facts",
    width: 1200,
    height: 630,
  },
];

/** Opens a layer and scrolls to the top of its inspector. @param {import("@playwright/test").Page} page */
async function inspect(page) {
  await page
    .getByRole("toolbar", { name: "Layers" })
    .getByRole("button", { name: /^Layer 5,/ })
    .click();
  const inspector = page.getByRole("region", { name: /^Inspector/ });
  // A separate run gives exact counts; the spectrum follows.
  await inspector.getByText(/^Largest /).waitFor();
  await inspector.evaluate((element) => element.scrollIntoView());
}

/**
 * The buttons of the verdict and the zones of the slider are the last to come.
 * @param {import("@playwright/test").Page} page
 */
async function settled(page) {
  await page.waitForFunction(
    () =>
      document.querySelector("[aria-busy='true']") === null &&
      document.querySelector("main fieldset:not(:has([aria-hidden] > span))") === null,
  );
}

async function takeAll() {
  if (!(await buildIfStale())) return false;
  mkdirSync(FOLDER, { recursive: true });
  const server = await preview({ root: ROOT, configFile: false, logLevel: "warn", preview: { port: 0 } });
  const address = server.resolvedUrls?.local[0] ?? "";
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: ["--no-sandbox"],
    ...(executablePath === null ? {} : { executablePath }),
  });
  let isSmall = true;
  for (const { name, folder, link, width = 1440, height = 900, scale = 1, prepare } of SHOTS) {
    const page = await browser.newPage({
      viewport: { width, height },
      deviceScaleFactor: scale,
      colorScheme: "light",
      locale: "en-GB",
    });
    await openFirstScreen(page, address + link);
    await settled(page);
    await prepare?.(page);
    const path = join(folder === undefined ? FOLDER : join(ROOT, folder), `${name}.png`);
    const picture = withPalette(await page.screenshot({ animations: "disabled" }));
    writeFileSync(path, picture);
    console.log(`${(picture.length / 1000).toFixed(1).padStart(8)} kB  ${relative(ROOT, path)}`);
    isSmall &&= picture.length < LIMIT_BYTES;
    await page.close();
  }
  await browser.close();
  await server.close();
  if (!isSmall) console.error(`a picture is too large (expected less than ${LIMIT_BYTES / 1000} kB)`);
  return isSmall;
}

if (!(await takeAll())) process.exitCode = 1;
