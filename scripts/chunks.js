/**
 * `npm run chunks`: opens the page with one of the files that are fetched later missing, each in turn, and
 * looks at every view. The page must start, compute and log no fault; what is missing should be said,
 * with a reload that keeps the link. Files that the page can do without, unsaid, are listed.
 *
 *   npm run chunks -- --only=Inspector
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openBuild } from "../bench/openBuild.js";
import { ROOT } from "./house.js";

const { values } = parseArgs({
  options: {
    /** A part of the names of the files to leave out; all of them by default. */
    only: { type: "string", default: "" },
    /** Files at most, evenly spread. */
    count: { type: "string", default: "Infinity" },
  },
});

/** Without these there is no page: index.html or the reference engine has the say. */
const NEEDED = /^(?:index|start|en|zh|rolldown-runtime|entry|worker)-/;
const MS = 3000;

/** The views, each in a fresh document: its link, and what is pressed there. */
const VIEWS =
  /** @type {readonly (readonly [string, (page: import("@playwright/test").Page) => Promise<void>])[]} */ ([
    ["#v=1&depth=6&width=16&batch=16&seed=1&layer=2&inspector=open&theory=open&table=open", async () => {}],
    ["#v=1&depth=6&width=16&batch=16&seed=1&sweep=open&a.init=zeros", async () => {}],
    [
      "#v=1&depth=6&width=24&batch=16&act=leaky_relu&norm=batch&res=plain&keep=0.9&acts=2-3:tanh&seed=1",
      async (page) => {
        await page
          .locator('aside button[aria-expanded="false"], form button[aria-expanded="false"]')
          .evaluateAll((notes) => {
            for (const note of notes) if (note instanceof HTMLElement) note.click();
          });
      },
    ],
    [
      "#v=1&depth=4&width=16&batch=16&seed=1",
      async (page) => {
        for (const tab of ["Presets", "Lessons", "Myths"]) {
          await press(page, "Explore");
          await page.getByRole("tab", { name: tab }).click({ timeout: MS });
          await page.keyboard.press("Escape");
        }
        for (const name of ["Share", "Export", "Help"]) {
          await press(page, name);
          await page.waitForTimeout(300);
          await page.keyboard.press("Escape");
        }
      },
    ],
    [
      "#v=1&depth=3&width=8&batch=16&act=tanh&task=moons&n=32&mb=8&steps=20&seed=1",
      (page) => press(page, "Train"),
    ],
    ["#v=1&depth=6&width=16&batch=16&seed=1&form=ridges", async () => {}],
    ["#v=1&depth=6&width=16&batch=16&seed=1&form=heatMap", async () => {}],
    ["#lesson=why_not_zeros&step=1", async () => {}],
    ["#v=1&depth=4&width=16&batch=16&seed=1&mode=present", async () => {}],
    ["#v=1&depth=4&width=16&batch=16&seed=1&mode=embed", async () => {}],
    ["#v=1&depth=9999&width=16&batch=8&act=nonsense&seed=1", async () => {}],
  ]);

/** @param {import("@playwright/test").Page} page @param {string} name */
async function press(page, name) {
  await page.getByRole("button", { name, exact: true }).first().click({ timeout: MS });
}

const { page: first, close } = await openBuild();
const address = first.url().split("#")[0] ?? "";
const browser = first.context().browser();
if (browser === null) throw new Error("the page has no browser");

const all = readdirSync(join(ROOT, "dist/assets")).filter(
  (name) => name.endsWith(".js") && !NEEDED.test(name) && name.includes(values.only),
);
const count = Math.min(Number(values.count), all.length);
const files = Array.from({ length: count }, (_, at) => all[Math.floor((at * all.length) / count)] ?? "");

let failures = 0;
/** @type {string[]} */
const silent = [];
for (const file of files) {
  /** @type {string[]} */
  const faults = [];
  let said = "";
  for (const [link, visit] of VIEWS) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on("pageerror", ({ message }) => faults.push(`uncaught: ${message}`));
    page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && !text.startsWith("Failed to load resource")) faults.push(text);
    });
    await page.route(`**/assets/${file}`, (route) => route.abort());
    try {
      await page.goto(address + link);
      const isLesson = link.startsWith("#lesson");
      if (!isLesson)
        await page.waitForFunction(() => performance.getEntriesByName("initscope:run").length > 0);
      // What is missing may be what would be pressed.
      await visit(page).catch(() => undefined);
      const reload = page.getByRole("button", { name: "Reload the page" }).first();
      const alert = page.getByRole("alert").filter({ hasText: /\S/ }).first();
      await reload
        .or(alert)
        .first()
        .waitFor({ timeout: 1500 })
        .catch(() => undefined);
      if (await reload.isVisible()) {
        said = "a reload is offered";
        const { hash } = new URL(page.url());
        await page.unroute(`**/assets/${file}`);
        await reload.click({ timeout: MS });
        await page.waitForFunction(() => performance.getEntriesByName("initscope:run").length > 0);
        // A lesson's short link is written out once its first picture is there.
        const named = (/** @type {string} */ text) => (isLesson ? /lesson=[^&]+/.exec(text)?.[0] : text);
        if (named(new URL(page.url()).hash) !== named(hash))
          faults.push(`the reload has lost the link: ${page.url()}`);
      } else if (await alert.isVisible()) said = `it says: ${(await alert.innerText()).split("\n")[0]}`;
    } catch (error) {
      faults.push(
        `${link}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`,
      );
    }
    await page.close();
    if (said !== "" || faults.length > 0) break;
  }
  if (faults.length > 0) failures++;
  if (said === "" && faults.length === 0) silent.push(file);
  console.log(`${faults.length > 0 ? "FAILED" : "ok"} ${file}: ${faults[0] ?? (said || "nothing is said")}`);
}
await close();
console.log(
  `${files.length} files, ${failures} failures, ${silent.length} that the page does without, unsaid`,
);
if (failures > 0) process.exitCode = 1;
