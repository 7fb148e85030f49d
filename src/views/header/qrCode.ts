/** A text as a QR code: one path for all dark modules. Pure. */
import { encode } from "uqr";

/** Light modules around the code that readers need to find it (ISO/IEC 18004: four). */
const QUIET_ZONE = 4;

/** Modules a side of version 7: what a phone still reads from the last row of a classroom. */
const BACK_ROW_MODULES = 45;

/** Names of this very device: another device that reads such a link looks for the page on itself. */
const OWN_HOST = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;

/** Whether other devices can open a link at all: not where it leads to this device or to one of its files. */
export function isForOthers(link: string): boolean {
  const { protocol, hostname } = new URL(link);
  return protocol.startsWith("http") && !OWN_HOST.test(hostname);
}

export interface QrCode {
  /** The dark modules, each one unit wide, within a square of `size` units. */
  readonly path: string;
  /** Modules a side, the quiet zone included. */
  readonly size: number;
  /** Modules a side of the code itself. */
  readonly modules: number;
  readonly isForBackRow: boolean;
}

/**
 * The smallest code of a text, at the strongest level of error correction that this size has room for: from
 * the back row the size of a module decides, and a screen is neither torn nor smudged. Null where the text
 * is too long for any code.
 */
export function qrCodeOf(text: string): QrCode | null {
  try {
    const { data, size } = encode(text, { ecc: "L", boostEcc: true, border: QUIET_ZONE });
    const path = data
      .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")))
      .join("");
    const modules = size - 2 * QUIET_ZONE;
    return { path, size, modules, isForBackRow: modules <= BACK_ROW_MODULES };
  } catch (error) {
    // The library's only way to say that a text is too long.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
