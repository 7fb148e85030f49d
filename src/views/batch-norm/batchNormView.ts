/** The batch-norm study as a file. Pure. */
import { growthOf, NORM_NUMBERS } from "../../experiment/batchNormStudy.ts";
import type { NormMember, NormNumbers } from "../../experiment/batchNormStudy.ts";

/** What is known of one network. */
export interface NormFound {
  readonly measured: NormNumbers;
  /** Null where theory does not describe it. */
  readonly expected: NormNumbers | null;
}

/** Numbers of one batch size, averaged over its networks. */
export interface NormRow {
  readonly batch: number;
  readonly measured: NormNumbers;
  readonly expected: NormNumbers | null;
  /** Growth of the mean squared gradient per layer; NaN for fewer than four layers. */
  readonly growth: number;
  readonly expectedGrowth: number;
}

export function normRow(batch: number, measured: NormNumbers, expected: NormNumbers | null): NormRow {
  return {
    batch,
    measured,
    expected,
    growth: growthOf(measured),
    expectedGrowth: expected === null ? NaN : growthOf(expected),
  };
}

/** A row for each layer of each network. */
export function normCsv(
  members: readonly NormMember[],
  found: readonly (NormFound | null | undefined)[],
  seed: number,
): string {
  const rows = members.flatMap(({ batch, seedIndex }, index) => {
    const one = found[index];
    if (one == null) return [];
    const { measured, expected } = one;
    return measured.spread.map((_, layer) =>
      [
        batch,
        seed + seedIndex,
        layer + 1,
        ...NORM_NUMBERS.flatMap((key) => [measured[key][layer] ?? "", expected?.[key][layer] ?? ""]),
      ].join(","),
    );
  });
  const names = NORM_NUMBERS.flatMap((key) => [key, `${key}_theory`]).join(",");
  return `\uFEFF${[`batch,seed,layer,${names}`, ...rows].join("\r\n")}\r\n`;
}
