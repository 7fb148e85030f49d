/**
 * The audit of a file of weights: its list of tensors at once, then the statistics of one after the other.
 * Pure: it reads a blob and reports; a worker runs it, and so does a test.
 */
import { faultOf, WeightFileError } from "./files/fault.ts";
import type { WeightFault } from "./files/fault.ts";
import { openWeights } from "./files/openWeights.ts";
import type { FormatId, StoredTensor } from "./files/storedTensor.ts";
import { measureTensor } from "./measure/measureTensor.ts";
import type { WeightStats } from "./measure/weightStats.ts";

/** What a file says of one tensor. */
export interface ListedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly count: number;
  readonly bytes: number;
}

/** The content of a file before a value is read. */
export interface Listing {
  readonly format: FormatId;
  readonly tensors: readonly ListedTensor[];
}

/** What came of one tensor: its statistics, or why there are none. */
export interface Measurement {
  /** Place in the list. */
  readonly index: number;
  readonly stats: WeightStats | null;
  readonly fault: WeightFault | null;
}

export interface AuditReport {
  readonly onListing: (listing: Listing) => void;
  readonly onMeasured: (measurement: Measurement) => void;
  /** Bytes that have been read, of all that there are. */
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

const listed = ({ name, shape, dtypeName, count, bytes }: StoredTensor): ListedTensor => ({
  name,
  shape,
  dtype: dtypeName,
  count,
  bytes,
});

async function measured(tensor: StoredTensor, options: Parameters<typeof measureTensor>[1]) {
  if (tensor.fault !== null) return { stats: null, fault: tensor.fault };
  try {
    return { stats: await measureTensor(tensor, options), fault: null };
  } catch (error) {
    // One damaged tensor leaves the others readable; what is no fault of the file ends the audit.
    if (!(error instanceof WeightFileError)) throw error;
    return { stats: null, fault: faultOf(error) };
  }
}

/**
 * Audits a file.
 * @throws WeightFileError for a file that cannot be opened, what the signal says when it is aborted
 */
export async function auditBlob(blob: Blob, name: string, report: AuditReport): Promise<void> {
  const { format, tensors } = await openWeights(blob, name);
  report.onListing({ format, tensors: tensors.map(listed) });
  const total = tensors.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  let before = 0;
  for (const [index, tensor] of tensors.entries()) {
    report.signal.throwIfAborted();
    const onBytes = (bytes: number): void => {
      done += bytes;
      report.onProgress(done, total);
    };
    const found = await measured(tensor, { onBytes, signal: report.signal });
    report.onMeasured({ index, ...found });
    // A tensor that was given up counts as read.
    before += tensor.bytes;
    done = before;
    report.onProgress(done, total);
  }
}
