/** The first load of the page: from its HTML to its first picture, and its memory then. Nothing is cached. */
import { openBuild } from "../openBuild.js";
import { printTable, spread } from "./numbers.js";

/** @param {number} repetitions */
export async function measureFirstLoad(repetitions) {
  /** @type {{ paintMs: number[], runMs: number[], pictureMs: number[], heapBytes: number[] }} */
  const results = { paintMs: [], runMs: [], pictureMs: [], heapBytes: [] };
  for (let i = 0; i < repetitions; i++) {
    const { page, close } = await openBuild([], (opened) =>
      opened.addInitScript(() => {
        new PerformanceObserver((list, observer) => {
          if (list.getEntriesByName("initscope:run").length === 0) return;
          observer.disconnect();
          // After two frames the first picture is on the screen.
          requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("bench:picture")));
        }).observe({ type: "measure", buffered: true });
      }),
    );
    await page.waitForFunction(() => performance.getEntriesByName("bench:picture").length > 0);
    const numbers = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType("navigation");
      const htmlMs = navigation instanceof PerformanceNavigationTiming ? navigation.responseEnd : NaN;
      const [run] = performance.getEntriesByName("initscope:run");
      return {
        paintMs: (performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN) - htmlMs,
        runMs: (run === undefined ? NaN : run.startTime + run.duration) - htmlMs,
        pictureMs: (performance.getEntriesByName("bench:picture")[0]?.startTime ?? NaN) - htmlMs,
      };
    });
    const session = await page.context().newCDPSession(page);
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    results.paintMs.push(numbers.paintMs);
    results.runMs.push(numbers.runMs);
    results.pictureMs.push(numbers.pictureMs);
    results.heapBytes.push(usedSize);
    await close();
  }
  return results;
}

/** @param {Awaited<ReturnType<typeof measureFirstLoad>>} results */
export function printFirstLoad({ paintMs, runMs, pictureMs, heapBytes }) {
  printTable(
    "First load, nothing cached, localhost; milliseconds after the HTML, median (least..greatest)",
    ["first paint", "first run done", "first picture", "JavaScript heap of the page, MB"],
    [[spread(paintMs), spread(runMs), spread(pictureMs), spread(heapBytes.map((bytes) => bytes / 1e6))]],
  );
}
