/** The audit of a file as one value, for scripts and the console. */
import type { Listing, Measurement } from "../weights/audit.ts";
import { guessLayout } from "../weights/judge/fans.ts";
import type { Layout } from "../weights/judge/fans.ts";
import { rowOf } from "../weights/judge/rows.ts";
import type { AuditRow } from "../weights/judge/rows.ts";
import { auditFile } from "../weights/worker/auditFile.ts";

/** @throws WeightFileError for a file that cannot be opened */
export async function auditRows(
  file: Blob,
  layout: Layout | undefined,
  signal: AbortSignal,
): Promise<readonly AuditRow[]> {
  let tensors: Listing["tensors"] = [];
  const measurements: Measurement[] = [];
  await auditFile(
    { blob: file, name: file instanceof File ? file.name : "" },
    {
      onListing: (listing) => void (tensors = listing.tensors),
      onMeasured: (found) => void measurements.push(...found),
      signal,
    },
  );
  const own = layout ?? guessLayout(tensors);
  return measurements.flatMap(({ index, stats, fault }) => {
    const tensor = tensors[index];
    return tensor === undefined ? [] : [rowOf(index, tensor, { stats, fault }, own)];
  });
}
