/** What the audit says, in words and numbers: laws, findings and faults. */
import { formatNumber, formatShare } from "../../charts/format.ts";
import type { TranslatePart } from "../../i18n/partText.ts";
import type { WeightsTextKey } from "../../i18n/weightsText.ts";
import type { WeightFault } from "../../weights/files/fault.ts";
import type { CatalogName } from "../../weights/judge/catalogNames.ts";
import type { Expectation } from "../../weights/judge/recipes.ts";
import type { GroupFinding } from "../../weights/judge/verdicts.ts";
import type { FoundLaw } from "../../weights/measure/weightStats.ts";

type Translate = TranslatePart<WeightsTextKey>;

/** Digits of a law: a std of ten thousand values has no more. */
const DIGITS = 3;
const KILO = 1024;

/** A number of bytes: `4 B`, `1.2 GB`. */
export function sizeText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  let value = bytes;
  while (value >= KILO && unit < units.length - 1) {
    value /= KILO;
    unit++;
  }
  return `${formatNumber(value)} ${units[unit] ?? ""}`;
}

const normalText = (std: number, mean = 0): string =>
  `N(${formatNumber(mean)}, ${formatNumber(std, DIGITS)}²)`;

/** A law as mathematics writes it. */
export function lawText(t: Translate, law: FoundLaw): string {
  switch (law.kind) {
    case "constant":
      return `= ${formatNumber(law.value)}`;
    case "normal":
      return normalText(law.std, law.mean);
    case "uniform":
      return `U(${formatNumber(law.low, DIGITS)}, ${formatNumber(law.high, DIGITS)})`;
    case "truncated":
      return `${normalText(law.sigma)}, |w| ≤ ${formatNumber(law.cut, DIGITS)} σ`;
    case "orthogonal":
      return t("law.orthogonal", { gain: formatNumber(law.gain, DIGITS) });
    case "identity":
      return t("law.identity", { gain: formatNumber(law.gain, DIGITS) });
    case "sparse":
      return t("law.sparse", { share: formatShare(law.share), law: normalText(law.std) });
    case "few":
    case "other":
      return t(`law.${law.kind}`);
    default:
      return law satisfies never;
  }
}

/** Entries that a cell names. */
const MOST_NAMES = 2;

export function namesText(t: Translate, names: readonly CatalogName[]): string {
  return names
    .slice(0, MOST_NAMES)
    .map(({ label, fan }) => (fan === null ? label : t(`fan.${fan}`, { name: label })))
    .join(" = ");
}

/** What a recipe says of a tensor: `0.02/√24 = 0.00408`, or a constant. */
export function expectedText(expected: Expectation | null): string {
  if (expected === null) return "";
  return expected.kind === "constant"
    ? `= ${formatNumber(expected.value)}`
    : formatNumber(expected.std, DIGITS);
}

/** The sentence on a group. */
export function findingText(t: Translate, { kind, rows, expected, ratio }: GroupFinding): string {
  const stats = rows.find((row) => row.stats !== null)?.stats;
  const isDraw = expected?.kind === "draw";
  const lawWord =
    isDraw && expected.law === "orthogonal" ? "orthogonalWord" : isDraw ? expected.law : "normal";
  return t(`find.${kind}`, {
    std: formatNumber(stats?.std ?? NaN, DIGITS),
    rule: isDraw ? expected.rule : "",
    expected: isDraw ? formatNumber(expected.std, DIGITS) : "",
    value: expected?.kind === "constant" ? formatNumber(expected.value) : "",
    ratio: formatNumber(ratio, DIGITS),
    law: t(`law.${lawWord}`),
  });
}

/** Faults whose way out is two lines of Python. */
export const CONVERTIBLE: ReadonlySet<WeightFault["kind"]> = new Set(["legacyTorch", "refused", "pickle"]);

/** The lines that turn any file of PyTorch into safetensors, where its origin is trusted. */
export const CONVERSION = `import torch; from safetensors.torch import save_file
save_file(torch.load("model.pt", map_location="cpu", weights_only=True), "model.safetensors")`;

export function faultText(t: Translate, fault: WeightFault): string {
  switch (fault.kind) {
    case "entry":
      return t(`fault.entry.${fault.what}`, { name: fault.name });
    case "unknown":
      return t("fault.unknown", { formats: t("formats") });
    case "headerLength":
    case "bomb":
      return t(`fault.${fault.kind}`, { bytes: formatNumber(fault.bytes), most: formatNumber(fault.most) });
    case "truncated":
      return t("fault.truncated", { needed: fault.needed, bytes: fault.bytes });
    case "empty":
    case "legacyTorch":
    case "headerText":
    case "duplicate":
    case "length":
    case "overlap":
    case "hole":
    case "many":
    case "directory":
    case "packing":
    case "damaged":
    case "refused":
    case "pickle":
    case "dtype":
    case "strides":
    case "none":
    case "unreadable":
      return t(`fault.${fault.kind}`, { ...fault });
    default:
      return fault satisfies never;
  }
}
