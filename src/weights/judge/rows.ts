/** One line of the audit: what the file says of a tensor, its statistics, and what they mean. */
import type { ListedTensor, Measurement } from "../audit.ts";
import { catalogNames } from "./catalogNames.ts";
import type { CatalogName } from "./catalogNames.ts";
import { fansOf } from "./fans.ts";
import type { Fans, Layout } from "./fans.ts";

export interface AuditRow extends ListedTensor, Pick<Measurement, "index" | "stats" | "fault"> {
  /** Null for vectors and scalars. */
  readonly fans: Fans | null;
  /** k in std = k / sqrt(fan-in); NaN where there is no fan or no std. */
  readonly k: number;
  /** Entries of the catalogue with this law and std. */
  readonly names: readonly CatalogName[];
}

/** The line of a measured tensor; of one that waits for its turn, with neither statistics nor a fault. */
export function rowOf(
  index: number,
  tensor: ListedTensor,
  { stats, fault }: Pick<Measurement, "stats" | "fault">,
  layout: Layout,
): AuditRow {
  const fans = fansOf(tensor.shape, layout);
  const k = fans === null || stats === null ? NaN : stats.std * Math.sqrt(fans.fanIn);
  const names = stats === null ? [] : catalogNames(stats, fans);
  return { index, ...tensor, stats, fault, fans, k, names };
}
