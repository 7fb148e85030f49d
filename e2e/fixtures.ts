/**
 * The `test` of every browser test. It fails when the page logs a warning or an error, throws, or violates
 * its policy.
 */
import { expect, test as base } from "@playwright/test";
import type { ConsoleMessage } from "@playwright/test";
import { InitscopePage } from "./initscopePage.ts";

interface Fixtures {
  /**
   * Groups of controls that the device remembers as open: all of them, unless a test is about a first visit.
   */
  readonly openGroups: string;
  readonly initscope: InitscopePage;
  /** All messages of the page so far. A test that provokes one empties the list. */
  readonly complaints: string[];
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
  openGroups: ["network weights layers normalisation data training", { option: true }],
  complaints: [
    async ({ context, openGroups }, provide) => {
      await context.addInitScript((groups) => {
        try {
          localStorage.setItem("initscope.more", groups);
        } catch {
          // A test has taken the storage away, or the page has none yet.
        }
      }, openGroups);
      const complaints: string[] = [];
      context.on("console", (message) => {
        if (!["error", "warning"].includes(message.type()) || isRemark(message)) return;
        complaints.push(`console.${message.type()}: ${message.text()}`);
      });
      context.on("weberror", (error) => complaints.push(`uncaught: ${error.error().message}`));
      await context.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
          console.error(`content security policy: ${effectiveDirective} forbids ${blockedURI}`);
        });
      });
      await provide(complaints);
      expect(complaints, "complaints of the page").toEqual([]);
    },
    { auto: true },
  ],
  initscope: async ({ page }, provide) => {
    await provide(new InitscopePage(page));
  },
});

export { expect };
