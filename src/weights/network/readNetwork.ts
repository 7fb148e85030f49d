/** Reads the values of a network in a file: as float32, weights with the outputs first. */
import type { GivenParameters, GivenValues } from "../../catalog/initializers.ts";
import { decode, dtypeOf } from "../files/dtype.ts";
import { fail, named } from "../files/fault.ts";
import { openWeights } from "../files/openWeights.ts";
import type { StoredTensor } from "../files/storedTensor.ts";
import type { FoundNetwork } from "./findNetworks.ts";

/** More values than a page runs at ease: 256 MB. */
export const MOST_VALUES = 2 ** 26;

/** A network with its values, as the experiment takes it (`Given`). */
interface ReadNetwork {
  readonly key: string;
  /** Name of the file. */
  readonly name: string;
  readonly layers: readonly (GivenParameters & { readonly fanIn: number; readonly units: number })[];
  /** float32, all tensors one behind the other. */
  readonly data: Blob;
}

/** Values before the whole file is known. */
type Placed = Omit<GivenValues, "file">;

interface PlacedLayer extends Record<"bias" | "gain" | "shift", Placed | null> {
  readonly fanIn: number;
  readonly units: number;
  readonly weight: Placed;
}

/** All values of a tensor in the order in which they lie. */
async function valuesOf(tensor: StoredTensor, signal: AbortSignal): Promise<Float64Array> {
  const { dtype, isBigEndian, count, name, fault } = tensor;
  if (fault !== null) fail(fault);
  if (dtype === null) return fail({ kind: "dtype", name: named(tensor.dtypeName) });
  const bytes = new Uint8Array(count * dtypeOf(dtype).bytes);
  let end = 0;
  for await (const piece of tensor.pieces()) {
    signal.throwIfAborted();
    if (end + piece.length > bytes.length) fail({ kind: "damaged", name: named(name) });
    bytes.set(piece, end);
    end += piece.length;
  }
  if (end < bytes.length) fail({ kind: "damaged", name: named(name) });
  const values = new Float64Array(count);
  decode(bytes, dtype, isBigEndian, values);
  return values;
}

/** `[rows, columns]` of a matrix that lies as `[columns, rows]`. */
function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  const turned = new Float64Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      turned[row * columns + column] = values[column * rows + row] ?? 0;
  return turned;
}

/** 64 bits of some words (FNV-1a with two offsets), as hexadecimal digits. */
class Hash {
  #a = 0x811c9dc5;
  #b = 0x9747b28c;

  add(words: Uint32Array): void {
    let [a, b] = [this.#a, this.#b];
    for (const word of words) {
      a = Math.imul(a ^ word, 0x01000193);
      b = Math.imul(b ^ (word >>> 15) ^ (word << 17), 0x85ebca6b);
      a ^= a >>> 13;
      b ^= b >>> 16;
    }
    [this.#a, this.#b] = [a, b];
  }

  get digits(): string {
    return [this.#a, this.#b].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }
}

function moments(values: Float32Array): Pick<GivenValues, "mean" | "std"> {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, std: Math.sqrt(square) };
}

/**
 * Reads a network that was found in a file.
 * @throws WeightFileError for damaged tensors and formats without a reading, what `signal` says when aborted
 */
export async function readNetwork(
  { blob, name }: { readonly blob: Blob; readonly name: string },
  { layers, layout }: FoundNetwork,
  signal: AbortSignal,
): Promise<ReadNetwork> {
  const { tensors } = await openWeights(blob, name);
  const parts: Float32Array<ArrayBuffer>[] = [];
  const hash = new Hash();
  let end = 0;
  const take = async (index: number, units: number, fanIn: number): Promise<Placed> => {
    const tensor = tensors[index];
    // The file has become another since its list was read.
    if (tensor === undefined || tensor.count !== units * fanIn) return fail({ kind: "unreadable" });
    const stored = await valuesOf(tensor, signal);
    const isReversed = tensor.storedShape !== tensor.shape;
    const isByInputs = tensor.shape.length === 2 && (layout === "outputs_last") !== isReversed;
    const values = Float32Array.from(isByInputs ? transposed(stored, units, fanIn) : stored);
    hash.add(new Uint32Array(values.buffer));
    parts.push(values);
    const at = end;
    end += values.length;
    return { at, ...moments(values) };
  };
  const read: PlacedLayer[] = [];
  for (const { weight, bias, norm, fanIn, units } of layers) {
    const vector = async (index: number | null = null): Promise<Placed | null> =>
      index === null ? null : take(index, units, 1);
    read.push({
      fanIn,
      units,
      weight: await take(weight, units, fanIn),
      bias: await vector(bias),
      gain: await vector(norm?.gain),
      shift: await vector(norm?.shift),
    });
  }
  const file = `${end} ${hash.digits}`;
  const ofFile = (part: Placed | null): GivenValues | null => part && { file, ...part };
  return {
    key: file,
    name,
    layers: read.map(({ weight, bias, gain, shift, ...sizes }) => ({
      ...sizes,
      weight: { file, ...weight },
      bias: ofFile(bias),
      gain: ofFile(gain),
      shift: ofFile(shift),
    })),
    data: new Blob(parts),
  };
}
