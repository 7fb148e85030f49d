/** The studies of width as files: a row for each number. */
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { Sizes, WidthMember } from "../../experiment/training/coordinateCheck.ts";
import type { ValleyMember } from "../../experiment/training/rateValley.ts";

/** Lines as spreadsheets read them: with a mark of UTF-8, and the ends of lines of RFC 4180. */
const fileOf = (lines: readonly string[]): string => `\uFEFF${lines.join("\r\n")}\r\n`;

export function sizesCsv(
  members: readonly WidthMember[],
  configs: readonly ExperimentConfig[],
  found: readonly (Sizes | null | undefined)[],
): string {
  const rows = members.flatMap(({ parametrization, width }, index) =>
    (found[index] ?? []).flatMap((layers, step) =>
      layers.map((rms, layer) =>
        [parametrization, width, configs[index]?.seed ?? "", step, layer + 1, rms].join(","),
      ),
    ),
  );
  return fileOf(["parametrization,width,seed,step,layer,pre_activation_rms", ...rows]);
}

export function valleyCsv(
  members: readonly ValleyMember[],
  configs: readonly ExperimentConfig[],
  found: readonly (number | null | undefined)[],
): string {
  const rows = members.flatMap(({ parametrization, width, exponent }, index) => {
    const loss = found[index];
    return loss == null
      ? []
      : [[parametrization, width, configs[index]?.seed ?? "", 2 ** exponent, loss].join(",")];
  });
  return fileOf(["parametrization,width,seed,learning_rate,loss", ...rows]);
}
