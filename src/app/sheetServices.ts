/** Exports the screen as files and as a table, once no more complete picture is on its way. */
import type { Text } from "../i18n/languages.ts";
import type { AppStoreApi } from "../store/store.ts";
import { onDemand } from "../views/onDemand.ts";
import type { AppServices, SheetSource, Tell } from "../views/services.ts";
import type { LinkSync } from "./linkSync.ts";
import type { Problems } from "./problems.ts";
import { saveFile } from "./saveFile.ts";

/** Code for export; the first screen does not need it. */
export const exporter = onDemand(() => import("./exporter.ts"));

interface SheetPorts {
  readonly store: AppStoreApi;
  readonly linkOf: LinkSync["linkOf"];
  /** The words on the screen. */
  readonly text: () => Text;
  readonly fetching: Problems["fetching"];
  /** Of the program. */
  readonly version: string;
}

type SheetServices = Pick<
  AppServices,
  "sheetSource" | "settledSheet" | "exportFile" | "copyTable" | "saveFile"
>;

export function createSheetServices({ store, linkOf, text, fetching, version }: SheetPorts): SheetServices {
  function sheetSource(): SheetSource | null {
    const { picture, pins, pinned, recording, view } = store.getState();
    if (picture?.report == null) return null;
    const { trainedSteps } = picture.plan;
    const step = trainedSteps === undefined ? "" : `&step=${trainedSteps}`;
    return {
      picture,
      pinned: pinned.map((run) => run.picture),
      recording,
      view,
      text: text(),
      // A preview is exported as a preview.
      link: linkOf({ ...picture.config, batch: picture.batch }, pins) + step,
      appVersion: version,
    };
  }

  async function settledSheet(tell: Tell): Promise<SheetSource | null> {
    const { settled } = await exporter.load();
    await settled(store, text().language, tell);
    return sheetSource();
  }

  return {
    sheetSource,
    settledSheet,
    saveFile,
    exportFile(kind, tell) {
      const file = settledSheet(tell).then(async (source) =>
        source === null ? null : (await exporter.load()).fileOf(kind, source),
      );
      fetching("export", file, (made) => {
        if (made !== null) saveFile(made.name, made.type, made.content);
      });
    },
    copyTable(tell) {
      const outcome = settledSheet(tell).then(async (source) =>
        source === null ? "" : (await exporter.load()).copyTable(source),
      );
      fetching("export", outcome, tell);
    },
  };
}
