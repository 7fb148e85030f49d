/** Every row of the list of published results. T6, T19, T20 and T27 do not exist; T29 and T30 are checks. */
import { bookRows } from "./bookRows.ts";
import { courseRows } from "./courseRows.ts";
import { deepRows } from "./deepRows.ts";
import { notebookRows } from "./notebookRows.ts";
import { factorRows, paperRows } from "./paperRows.ts";
import type { PublishedRow } from "./row.ts";
import { theoryRows } from "./theoryRows.ts";

const numberOf = ({ id }: PublishedRow): number => Number(id.slice(1));

export const publishedRows: readonly PublishedRow[] = [
  ...courseRows,
  ...bookRows,
  ...notebookRows,
  ...theoryRows,
  ...factorRows,
  ...paperRows,
  ...deepRows,
].sort((a, b) => numberOf(a) - numberOf(b));
