/**
 * The `test` of every browser test. It fails when the page logs a warning or an error, throws, violates
 * its policy, or asks another origin for anything.
 */
import { expect, test as base } from "@playwright/test";
import type { ConsoleMessage } from "@playwright/test";
import { Complaints } from "./complaints.ts";
import { InitscopePage } from "./initscopePage.ts";

interface Fixtures {
  /**
   * Groups of controls that the device remembers as open: all of them, unless a test is about a first visit.
   */
  readonly openGroups: string;
  readonly initscope: InitscopePage;
  /** What the page complains of, and what a test expects it to complain of. */
  readonly complaints: Complaints;
}

/** The text of a message, with the address of the file where it is about a failed fetch. */
function textOf(message: ConsoleMessage): string {
  const { url } = message.location();
  const isFetch = message.text().startsWith("Failed to load resource");
  return `console.${message.type()}: ${message.text()}${isFetch ? ` ${url}` : ""}`;
}

/**
 * Messages of the browser, its driver and the test runner, which the page cannot prevent. Chromium prefixes
 * such lines with the context: `[.WebGL-0x55d0c0a1c300]GL Driver Message (OpenGL, Performance, ...`.
 */
function isRemark(message: ConsoleMessage): boolean {
  // The browser logs this when a page requests a WebGPU adapter where there is none; the page receives null.
  if (message.text() === "No available adapters.") return true;
  // The test runner logs this, because it blocks service workers.
  if (message.text() === "Service Worker registration blocked by Playwright") return true;
  return /^\[\.WebGL-0x[0-9a-f]+\]\s*GL Driver Message \(OpenGL, Performance/.test(message.text());
}

export const test = base.extend<Fixtures>({
  openGroups: ["controls network weights layers normalisation data training", { option: true }],
  complaints: [
    async ({ context, openGroups }, provide) => {
      await context.addInitScript((groups) => {
        try {
          localStorage.setItem("initscope.more", groups);
        } catch {
          // A test has taken the storage away, or the page has none yet.
        }
      }, openGroups);
      const complaints = new Complaints();
      context.on("console", (message) => {
        if (!["error", "warning"].includes(message.type()) || isRemark(message)) return;
        complaints.add(textOf(message));
      });
      // A request may be told of when its page has left already: every origin that was opened counts.
      const opened = new Set<string>();
      context.on("request", (request) => {
        const { protocol, origin } = new URL(request.url());
        // Data and blobs travel nowhere, and a navigation is the test's or the visitor's.
        if (!protocol.startsWith("http")) return;
        if (request.isNavigationRequest()) {
          opened.add(origin);
          return;
        }
        if (request.serviceWorker() !== null || opened.has(origin)) return;
        complaints.add(`request to another origin: ${origin}`);
      });
      context.on("weberror", (error) => complaints.add(`uncaught: ${error.error().message}`));
      await context.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
          console.error(`content security policy: ${effectiveDirective} forbids ${blockedURI}`);
        });
      });
      await provide(complaints);
      // The browser may log a failed fetch after the page has shown it.
      await expect.poll(() => complaints.missing(), "complaints that the test expects").toEqual([]);
      expect(complaints.unexpected(), "complaints of the page").toEqual([]);
    },
    { auto: true },
  ],
  page: async ({ page }, provide) => {
    await provide(page);
    // What the page still fetches through a test's route ends with the test. A test may have closed the page.
    if (!page.isClosed()) await page.unrouteAll({ behavior: "ignoreErrors" });
  },
  initscope: async ({ page }, provide) => {
    await provide(new InitscopePage(page));
  },
});

export { expect };
