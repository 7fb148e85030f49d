/** An audit of bytes as one value, for tests. */
import { auditBlob } from "../../weights/audit.ts";
import type { ListedTensor, Measurement } from "../../weights/audit.ts";
import { faultOf } from "../../weights/files/fault.ts";
import type { WeightFault } from "../../weights/files/fault.ts";

export interface Collected {
  readonly fault: WeightFault | null;
  readonly rows: readonly (ListedTensor & Omit<Measurement, "index">)[];
}

/** @throws what is no fault of a file, a programmer's error */
export async function collectAudit(blob: Blob, name = "file"): Promise<Collected> {
  let listed: readonly ListedTensor[] = [];
  const found: Measurement[] = [];
  try {
    await auditBlob(blob, name, {
      onListing: ({ tensors }) => void (listed = tensors),
      onMeasured: (measurement) => void found.push(measurement),
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
  } catch (error) {
    const fault = faultOf(error);
    if (fault.kind === "unreadable") throw error;
    return { fault, rows: [] };
  }
  const rows = found.flatMap(({ index, ...own }) => {
    const tensor = listed[index];
    return tensor === undefined ? [] : [{ ...tensor, ...own }];
  });
  return { fault: null, rows };
}
