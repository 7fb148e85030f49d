/** What may be wrong with a file of weights: data, which the screen puts into words. */

/** A whole file, or one tensor of it, that cannot be read. */
export type WeightFault =
  /** No byte at all. */
  | { readonly kind: "empty" }
  /** None of the formats that are read. */
  | { readonly kind: "unknown" }
  /** PyTorch's format before 1.6, a bare pickle. */
  | { readonly kind: "legacyTorch" }
  /** The file ends before what it announces. */
  | { readonly kind: "truncated"; readonly needed: number; readonly bytes: number }
  /** A header longer than the file or than any honest one. */
  | { readonly kind: "headerLength"; readonly bytes: number; readonly most: number }
  /** A header that is no JSON object, or no dictionary of NumPy. */
  | { readonly kind: "headerText" }
  | { readonly kind: "duplicate"; readonly name: string }
  /** A tensor described by what no file may hold. */
  | { readonly kind: "entry"; readonly name: string; readonly what: "dtype" | "shape" | "offsets" }
  /** Bytes that do not fit the shape. */
  | {
      readonly kind: "length";
      readonly name: string;
      readonly needed: number;
      readonly bytes: number;
    }
  | { readonly kind: "overlap"; readonly name: string; readonly other: string }
  /** Bytes that belong to no tensor. */
  | { readonly kind: "hole"; readonly bytes: number }
  | { readonly kind: "many"; readonly most: number }
  /** The directory of a zip file contradicts itself. */
  | { readonly kind: "directory" }
  /** A zip file that would grow beyond measure. */
  | { readonly kind: "bomb"; readonly bytes: number; readonly most: number }
  /** Encrypted, or packed by a method that is not read. */
  | { readonly kind: "packing"; readonly name: string }
  /** Packed bytes that do not unpack to what is announced. */
  | { readonly kind: "damaged"; readonly name: string }
  /** A pickle that would run code, or use what is not on the list. */
  | { readonly kind: "refused"; readonly what: string }
  /** A pickle that is none. */
  | { readonly kind: "pickle" }
  /** A number format without a reading. */
  | { readonly kind: "dtype"; readonly name: string }
  /** A view of its storage that is not read: repeated or scattered values. */
  | { readonly kind: "strides" }
  | { readonly kind: "none" }
  /** The device does not give the bytes. */
  | { readonly kind: "unreadable" };

/** A fault on its way to whoever asked for the file. */
export class WeightFileError extends Error {
  readonly fault: WeightFault;

  constructor(fault: WeightFault) {
    super(`invalid file of weights: ${JSON.stringify(fault)}`);
    this.name = "WeightFileError";
    this.fault = fault;
  }
}

/** Ends a reading with a fault. */
export function fail(fault: WeightFault): never {
  throw new WeightFileError(fault);
}

/** The fault of an error. What is no fault of the file is a fault of reading it. */
export function faultOf(error: unknown): WeightFault {
  return error instanceof WeightFileError ? error.fault : { kind: "unreadable" };
}

/** Names may be as long as a header. */
const LONGEST_NAME = 200;

/** A name as a fault tells it. */
export function named(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}
