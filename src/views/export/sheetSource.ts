/** From the screen to the networks of a sheet: one, one over the other, or two to four beside each other. */
import { compareTranslator } from "../../i18n/compareText.ts";
import { stripsTranslator } from "../../i18n/stripsText.ts";
import { gapTranslator } from "../../i18n/gapText.ts";
import { exportTranslator } from "../../i18n/exportText.ts";
import type { Picture } from "../../store/state.ts";
import { differenceText } from "../compare/difference.ts";
import { PIN_LETTERS } from "../compare/letters.ts";
import { axesOf, overlayOf } from "../compare/overlay.tsx";
import { pictureCells } from "../picture/data/cells.ts";
import type { PictureCells } from "../picture/data/cells.ts";
import { ALONE } from "../picture/frame/comparison.ts";
import { signalSummary } from "../picture/signal/FramedSignalChart.tsx";
import { theoryOf } from "../picture/data/theory.ts";
import type { SheetSource } from "../services.ts";
import type { SheetTexts } from "./Sheet.tsx";
import { columnAxis, columnOf } from "./sheetContent.ts";
import type { Measure, SheetContent } from "./sheetContent.ts";
import { experimentText, headlineOf, sourceText } from "./words.ts";

/** A network by its letter, and by the settings in which it differs from the others. */
interface Network {
  readonly letter: string;
  readonly name: string;
  readonly cells: PictureCells;
}

const PRESENT = "B";

/** The networks in the order in which they stand: A, B, C, D. */
function networksOf({ picture, pinned, text }: SheetSource): readonly Network[] {
  const pictures: [letter: string, picture: Picture][] = [[PRESENT, picture]];
  pinned.forEach((other, index) => {
    const letter = PIN_LETTERS[index];
    if (other !== null && letter !== undefined) pictures.push([letter, other]);
  });
  pictures.sort(([a], [b]) => (a < b ? -1 : 1));
  const configs = pictures.map(([, { config }]) => config);
  const c = compareTranslator(text.language);
  return pictures.map(([letter, own]) => ({
    letter,
    name: differenceText(own.config, configs, text.t) || c("same"),
    cells: pictureCells(own),
  }));
}

/** The networks of a sheet, the present one last where one is drawn over the other. */
export function contentsOf(source: SheetSource, measure: Measure): readonly SheetContent[] {
  const { view, text } = source;
  const c = compareTranslator(text.language);
  const networks = networksOf(source);
  const isOverlaid = networks.length === 2 && !view.isSideBySide;
  const [first] = networks;
  const layerCount = Math.max(...networks.map(({ cells }) => cells.results.length));
  const columns = isOverlaid ? 1 : networks.length;
  const shown = isOverlaid ? networks.filter(({ letter }) => letter === PRESENT) : networks;
  const reference = isOverlaid && first !== undefined ? first : null;
  return shown.map(({ letter, name, cells }) => {
    const others = networks.filter((other) => other.cells !== cells).map((other) => other.cells);
    const over =
      reference === null ? null : overlayOf(reference.cells, { legend: () => null, caption: c("outline") });
    return {
      t: text.t,
      c,
      s: stripsTranslator(text.language),
      g: gapTranslator(text.language),
      name: columns > 1 ? c("named", { letter, name }) : "",
      cells,
      theory: theoryOf(cells.picture.plan),
      view,
      axis: columnAxis(layerCount, columns),
      metrics: columnOf(columns).metrics,
      measure,
      comparison: others.length === 0 ? ALONE : { ...axesOf(others), over },
      reference,
    };
  });
}

/** Headline, summary and caption. */
export function textsOf(source: SheetSource): SheetTexts {
  const { picture, text, link, appVersion } = source;
  const { t, language } = text;
  const words = { t, e: exportTranslator(language) };
  const c = compareTranslator(language);
  const networks = networksOf(source);
  const summaryOf = ({ letter, cells }: Network): string => {
    const summary = signalSummary(t, cells);
    return networks.length === 1 ? summary : c("named", { letter, name: summary });
  };
  const experimentOf = ({ letter, cells }: Network): string => {
    const experiment = experimentText(words, cells.picture);
    return networks.length === 1 ? experiment : c("named", { letter, name: experiment });
  };
  return {
    headline:
      networks.length === 1
        ? headlineOf(t, picture.config)
        : networks.map(({ letter, name }) => c("named", { letter, name })).join("\u2003"),
    summary: networks.map(summaryOf).join(" "),
    caption: [
      ...networks.map(experimentOf),
      ...networks.map(summaryOf),
      sourceText(words, picture, appVersion),
      link,
    ],
  };
}
