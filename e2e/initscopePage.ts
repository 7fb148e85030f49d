/** The page as its user sees it: by roles and accessible names, which are part of the product's contract. */
import type { Locator, Page } from "@playwright/test";
import type { FindingKind } from "../src/experiment/diagnosis/finding.ts";
import { verdictMessages } from "../src/i18n/verdictText.ts";

/** Names of the controls that hold a number. */
export type NumberControl = "Depth" | "Width" | "Batch" | "Dropout keep" | "Gain" | "Seed";
/** Names of the controls that offer a list. */
export type ChoiceControl =
  "Activation" | "Last layer" | "Residual" | "Initialiser" | "Unit variance" | "Inputs" | "Gradient";
/** Names of the buttons. */
export type Command = "Compare" | "Share" | "Copy link" | "Export" | "Undo" | "Redo" | "Reset" | "Data table";

/** `detail` of the `initscope:run` measure. */
export interface RunDetail {
  readonly engine: string;
  readonly depth: number;
  readonly width: number;
  readonly batch: number;
  readonly flops: number;
}

export interface CsvExport {
  /** The lines before the header, without their `#`. */
  readonly comments: readonly string[];
  /** One record per layer and tensor, by column name. */
  readonly rows: readonly Readonly<Record<string, string>>[];
}

export interface SavedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

const RUN_MEASURE = "initscope:run";

/** The headline of a verdict, as the screen words it. */
export function verdictTitle(kind: FindingKind, language: "en" | "zh" = "en"): string {
  return verdictMessages[language][`${kind}.title`];
}

/**
 * The WASM backend that the built page must report in this browser. `() -> v128 { i8x16.relaxed_swizzle }` is
 * a valid module where there is relaxed SIMD.
 */
export async function wasmBackendOf(page: Page): Promise<"simd" | "relaxed-simd"> {
  const hasRelaxed = await page.evaluate(() =>
    WebAssembly.validate(
      // prettier-ignore
      Uint8Array.of(
        0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0,
        65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11,
      ),
    ),
  );
  return hasRelaxed ? "relaxed-simd" : "simd";
}

/** The export holds no quoted fields: ids and numbers only. */
export function parseCsv(text: string): CsvExport {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => line !== "");
  const comments = lines.filter((line) => line.startsWith("#")).map((line) => line.slice(1).trim());
  const [header = "", ...records] = lines.filter((line) => !line.startsWith("#"));
  const columns = header.split(",");
  const rows = records.map((record) => {
    const values = record.split(",");
    return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? ""]));
  });
  return { comments, rows };
}

/**
 * Stops the clock of an open page: its timers wait for `page.clock`, so a short state stays. From then on the
 * page has no timing measures, and no method here can wait for a run.
 */
export async function stopClock(page: Page): Promise<void> {
  await page.clock.install();
  await page.clock.pauseAt(new Date(Date.now() + 60_000));
}

/** Opens a tab of Explore by its name in the language of the page. */
export async function openTab(page: Page, tab: string): Promise<void> {
  await page.getByRole("button", { name: /^(?:Explore|探索)$/ }).click();
  await page.getByRole("tab", { name: tab, exact: true }).click();
}

/** Chooses a command of the header's menu by its name in the language of the page. */
export async function chooseFromMenu(page: Page, command: string): Promise<void> {
  await page.getByRole("button", { name: /^(?:Menu|菜单)$/ }).click();
  await page.getByRole("menuitem", { name: command, exact: true }).click();
}

export class InitscopePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /**
   * Opens a link such as `#v=1&depth=3&seed=1` in a fresh document and waits for its numbers; by default the
   * link without settings, because the empty address opens the story.
   */
  async open(hash = "#v=1&seed=1"): Promise<RunDetail> {
    // A new hash alone would not reload the page.
    await this.page.goto("about:blank");
    await this.page.goto(`./${hash}`);
    return this.waitForRun(0);
  }

  /** The number field of a control; its slider is reached by role `slider` and the same name. */
  number(name: NumberControl): Locator {
    // Widths may be a list, which a number field cannot show.
    const role = name === "Width" ? "textbox" : "spinbutton";
    return this.page.getByRole(role, { name, exact: true });
  }

  slider(name: NumberControl): Locator {
    return this.page.getByRole("slider", { name, exact: true });
  }

  choice(name: ChoiceControl): Locator {
    return this.page.getByRole("combobox", { name, exact: true });
  }

  command(name: Command): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** The headline of a verdict, beside the figures. */
  verdict(kind: FindingKind): Locator {
    return this.page.getByRole("main").getByText(verdictTitle(kind), { exact: true });
  }

  /** The first figure of the page: the activations of all layers. */
  mainChart(): Locator {
    return this.page.getByRole("figure").first();
  }

  dataTable(): Locator {
    return this.page.getByRole("table", { name: "Layer statistics" });
  }

  /** Types a number and waits for the run it causes. */
  async setNumber(name: NumberControl, value: number): Promise<RunDetail> {
    return this.runAfter(async () => {
      await this.number(name).fill(String(value));
      await this.number(name).press("Enter");
    });
  }

  /** Chooses by the visible label and waits for the run it causes. */
  async choose(name: ChoiceControl, label: string): Promise<RunDetail> {
    return this.runAfter(async () => {
      await this.choice(name).selectOption({ label });
    });
  }

  /** Opens the View menu. */
  private async openView(): Promise<void> {
    const menu = this.page.getByRole("button", { name: "View", exact: true });
    if ((await menu.getAttribute("aria-expanded")) !== "true") await menu.click();
  }

  /** Chooses the tensor of a row, in the View menu. */
  async tensor(row: "Forward" | "Backward", label: string): Promise<void> {
    await this.openView();
    await this.page.getByRole("combobox", { name: `${row} tensor` }).selectOption({ label });
  }

  /** Chooses how the distributions are drawn, in the View menu. */
  async view(choice: string): Promise<void> {
    await this.openView();
    await this.page
      .getByRole("group", { name: "View" })
      .getByRole("radio", { name: choice, exact: true })
      .check();
  }

  /** Performs an action that causes a run, and waits until that run is on the screen. */
  async runAfter(action: () => Promise<void>): Promise<RunDetail> {
    const sinceMs = await this.page.evaluate(() => performance.now());
    await action();
    return this.waitForRun(sinceMs);
  }

  /**
   * Waits for a run that ended after a moment of the page's clock, and until no figure is busy.
   * @param sinceMs defaults to the moment of the call, for a run that has not started
   */
  async waitForRun(sinceMs?: number): Promise<RunDetail> {
    const since = sinceMs ?? (await this.page.evaluate(() => performance.now()));
    const run = await this.page.waitForFunction(
      ({ name, since: earliestMs }) => {
        const newest = performance.getEntriesByName(name).at(-1);
        if (newest === undefined || newest.startTime + newest.duration <= earliestMs) return null;
        const isBusy =
          document.querySelector('figure[aria-busy="true"], [role="figure"][aria-busy="true"]') !== null;
        return isBusy || !("detail" in newest) ? null : newest.detail;
      },
      { name: RUN_MEASURE, since },
    );
    return (await run.jsonValue()) as RunDetail;
  }

  /**
   * Waits for the run of a network of a known depth: a lesson's link is read after the page may have begun
   * with another network.
   */
  async waitForDepth(depth: number): Promise<RunDetail> {
    const run = await this.waitForRun(0);
    return run.depth === depth ? run : this.waitForDepth(depth);
  }

  /** Performs an action that saves a file, and reads it. */
  async saved(action: () => Promise<void>): Promise<SavedFile> {
    const [download] = await Promise.all([this.page.waitForEvent("download"), action()]);
    const chunks: Uint8Array[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Uint8Array);
    return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
  }

  /** Saves a file through the export menu, by its name in the menu. */
  async save(kind: "CSV" | "JSON" | "SVG" | "PNG" | "Markdown table"): Promise<SavedFile> {
    await this.command("Export").click();
    return this.saved(() => this.page.getByRole("menuitem", { name: kind, exact: true }).click());
  }

  /** Exports the numbers on the screen and reads the file. */
  async exportCsv(): Promise<CsvExport> {
    return parseCsv((await this.save("CSV")).bytes.toString("utf8"));
  }
}
