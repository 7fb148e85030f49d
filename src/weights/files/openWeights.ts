/** Opens a file of weights of any format that is read: what it holds, before a value is read. */
import { blobSource } from "./byteSource.ts";
import { fail } from "./fault.ts";
import { isNpy, readNpy } from "./npy.ts";
import { readNpz } from "./npz.ts";
import { isSafetensors, readSafetensors } from "./safetensors.ts";
import type { WeightFile } from "./storedTensor.ts";
import { isLegacyTorch, isTorchZip, readTorch } from "./torch.ts";
import { isZip, readZip } from "./zip.ts";

/** Enough to tell the formats apart. */
const HEAD_BYTES = 16;

/**
 * The tensors of a file. The bytes decide on the format, not the name.
 * @param name of the file: a lone array is named after it
 * @throws WeightFileError with what is wrong
 */
export async function openWeights(blob: Blob, name: string): Promise<WeightFile> {
  const source = blobSource(blob);
  if (source.size === 0) fail({ kind: "empty" });
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size));
  if (isNpy(head)) return readNpy(source, name.replace(/\.npy$/i, ""));
  if (isZip(head)) {
    const members = await readZip(source);
    return isTorchZip(members) ? readTorch(members) : readNpz(members);
  }
  if (isLegacyTorch(head)) return fail({ kind: "legacyTorch" });
  // The name helps where the length of the header lies.
  if (isSafetensors(head, source.size) || /\.safetensors$/i.test(name)) return readSafetensors(source);
  return fail({ kind: "unknown" });
}
