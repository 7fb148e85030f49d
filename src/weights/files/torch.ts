/**
 * PyTorch's zip file (`torch.save` since 1.6): `data.pkl` says what there is, a member of `data/` holds each
 * storage. Its pickle is read by a list of names and never run.
 */
import { dtypeOf } from "./dtype.ts";
import { fail, named } from "./fault.ts";
import type { WeightFault } from "./fault.ts";
import { tensorsOf, unpickle } from "./pickle.ts";
import type { PickledTensor } from "./pickle.ts";
import { countOf, isLength, MOST_TENSORS } from "./storedTensor.ts";
import type { StoredTensor, WeightFile } from "./storedTensor.ts";
import { wholeMember } from "./zip.ts";
import type { ZipMember } from "./zip.ts";

const PICKLE = "data.pkl";
/** The pickle of ten thousand tensors has 2 MB. */
const MOST_PICKLE_BYTES = 32 * 2 ** 20;
/** The words "little" and "big". */
const MOST_ORDER_BYTES = 16;

/** `torch.save` before 1.6: the magic number, pickled by protocol 2. */
const LEGACY = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20];
export const isLegacyTorch = (head: Uint8Array): boolean =>
  LEGACY.every((byte, index) => head[index] === byte);

export const isTorchZip = (members: readonly ZipMember[]): boolean =>
  members.some(({ name }) => name === PICKLE || name.endsWith(`/${PICKLE}`));

/** The axes in the order in which they lie: the longest stride first. */
function storedAxes(shape: readonly number[], strides: readonly number[]): readonly number[] {
  const axes = shape.map((_, axis) => axis).filter((axis) => shape[axis] !== 1);
  return axes.toSorted((a, b) => (strides[b] ?? 0) - (strides[a] ?? 0) || a - b);
}

/** The shape as it lies; null for a view that leaves out or repeats entries of its storage. */
function storedShapeOf(shape: readonly number[], strides: readonly number[]): readonly number[] | null {
  const axes = storedAxes(shape, strides);
  let stride = 1;
  for (const axis of axes.toReversed()) {
    if (strides[axis] !== stride) return null;
    stride *= shape[axis] ?? 1;
  }
  // Axes of length 1 lie anywhere; the order of a plain tensor keeps them where they are.
  const isPlain = axes.every((axis, index) => index === 0 || (axes[index - 1] ?? 0) < axis);
  return isPlain ? shape : axes.map((axis) => shape[axis] ?? 1);
}

interface Archive {
  readonly prefix: string;
  readonly members: ReadonlyMap<string, ZipMember>;
  readonly isBigEndian: boolean;
}

function tensorOf(
  { prefix, members, isBigEndian }: Archive,
  name: string,
  pickled: PickledTensor,
): StoredTensor {
  const { storage, dtype: format, offset } = pickled;
  const count = countOf(pickled.shape, name);
  const shape = pickled.shape.map(Number);
  const wrong = (what: "dtype" | "offsets") => fail({ kind: "entry", name: named(name), what });
  if (format === null) return wrong("dtype");
  if (!isLength(offset) || pickled.strides.length !== shape.length || !pickled.strides.every(isLength))
    return wrong("offsets");
  const member = members.get(`${prefix}data/${storage.key}`);
  if (member === undefined) return wrong("offsets");
  const { dtype } = format;
  const storedShape = count === 0 ? shape : storedShapeOf(shape, pickled.strides.map(Number));
  const entryBytes = dtype === null ? 1 : dtypeOf(dtype).bytes;
  const from = offset * entryBytes;
  const bytes = count * entryBytes;
  let fault: WeightFault | null = null;
  if (dtype === null) fault = { kind: "dtype", name: format.name };
  else if (storedShape === null) fault = { kind: "strides" };
  else if (!(from + bytes <= member.size))
    fail({ kind: "length", name: named(name), needed: from + bytes, bytes: member.size });
  const isWhole = from === 0 && bytes === member.size;
  // PyTorch stores; only other hands pack, and those pack whole members.
  if (!member.isStored && !isWhole) fault ??= { kind: "packing", name: named(member.name) };
  return {
    name,
    shape,
    storedShape: storedShape ?? shape,
    dtypeName: format.name,
    dtype,
    isBigEndian,
    count,
    bytes,
    // PyTorch can be told to leave the checksums out, so those of its own members say nothing.
    pieces: () => (member.isStored ? member.slices(from, from + bytes) : member.pieces()),
    fault,
  };
}

async function isBig(member: ZipMember | undefined): Promise<boolean> {
  if (member === undefined) return false;
  return new TextDecoder().decode(await wholeMember(member, MOST_ORDER_BYTES)).trim() === "big";
}

/** @throws WeightFileError with what is wrong, `refused` for a pickle that would run code */
export async function readTorch(members: readonly ZipMember[]): Promise<WeightFile> {
  const pickle = members.find(({ name }) => name === PICKLE || name.endsWith(`/${PICKLE}`));
  if (pickle === undefined) return fail({ kind: "unknown" });
  const prefix = pickle.name.slice(0, -PICKLE.length);
  const byName = new Map(members.map((member) => [member.name, member]));
  const archive: Archive = {
    prefix,
    members: byName,
    isBigEndian: await isBig(byName.get(`${prefix}byteorder`)),
  };
  const pickled = tensorsOf(unpickle(await wholeMember(pickle, MOST_PICKLE_BYTES)));
  if (pickled.length === 0) fail({ kind: "none" });
  if (pickled.length > MOST_TENSORS) fail({ kind: "many", most: MOST_TENSORS });
  return {
    format: "torch",
    tensors: pickled.map(([name, tensor]) => tensorOf(archive, name === "" ? "tensor" : name, tensor)),
  };
}
