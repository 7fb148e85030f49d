/** NumPy's `.npz`: a zip file of `.npy` files, packed or not. */
import { fail, named } from "./fault.ts";
import { MOST_NPY_HEADER, NPY_PREFIX, npyTensor, readNpyHeader } from "./npy.ts";
import type { StoredTensor, WeightFile } from "./storedTensor.ts";
import type { ZipMember } from "./zip.ts";

const ENDING = ".npy";

/** The first bytes of a member: enough for its header. */
async function headOf(member: ZipMember): Promise<Uint8Array> {
  const wanted = Math.min(member.size, NPY_PREFIX + MOST_NPY_HEADER);
  const head = new Uint8Array(wanted);
  let at = 0;
  for await (const piece of member.isStored ? member.slices(0, wanted) : member.pieces()) {
    head.set(piece.subarray(0, wanted - at), at);
    at += piece.length;
    if (at >= wanted) break;
  }
  return head;
}

async function* behind(member: ZipMember, skipped: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let rest = skipped;
  for await (const piece of member.pieces()) {
    if (rest < piece.length) yield piece.subarray(rest);
    rest = Math.max(0, rest - piece.length);
  }
}

async function tensorOf(member: ZipMember): Promise<StoredTensor> {
  const name = member.name.slice(0, -ENDING.length);
  const header = readNpyHeader(await headOf(member), named(name));
  return npyTensor(name, header, member.size, () => behind(member, header.end));
}

export async function readNpz(members: readonly ZipMember[]): Promise<WeightFile> {
  const arrays = members.filter(({ name }) => name.endsWith(ENDING));
  if (arrays.length === 0) fail({ kind: "unknown" });
  const tensors: StoredTensor[] = [];
  for (const member of arrays) tensors.push(await tensorOf(member));
  return { format: "npz", tensors };
}
