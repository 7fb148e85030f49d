/** Files of weights that lie, overlap, break off or would run code: a fault each, never a wrong number. */
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { collectAudit } from "../testing/weights/collect.ts";
import { fuzzFiles } from "../testing/weights/fuzzFiles.ts";
import {
  blobOf,
  encoded,
  joined,
  npy,
  npz,
  rawNpy,
  rawSafetensors,
  safetensors,
  torchZip,
  torchZipOf,
} from "../testing/weights/writeFiles.ts";
import type { WeightFault } from "./files/fault.ts";
import { MOST_HEADER_BYTES } from "./files/safetensors.ts";

const four = encoded([1, 2, 3, 4], "F32");
const text = (own: string) => new TextEncoder().encode(own);
const sound = [{ name: "w", shape: [2, 2], values: [1, 2, 3, 4] }];

/** A file of one header and the same 16 bytes. */
const header = (own: string) => rawSafetensors(own, four);
const entry = (shape: string, offsets: string, dtype = '"F32"') =>
  `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`;

const faultIn = async (bytes: Uint8Array, name?: string): Promise<WeightFault | null> =>
  (await collectAudit(blobOf(bytes), name)).fault;

/** The file with some of its bytes replaced, from a place behind a word. */
function patched(bytes: Uint8Array, word: number, at: number, own: readonly number[]) {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  let found = -1;
  for (let i = copy.length - 4; i >= 0 && found < 0; i--) if (view.getUint32(i, true) === word) found = i;
  copy.set(own, found + at);
  return copy;
}

describe("a safetensors file", () => {
  it.each<[string, Uint8Array, Partial<WeightFault>]>([
    ["without a byte", new Uint8Array(0), { kind: "empty" }],
    ["of nothing that is known", text("some words"), { kind: "unknown" }],
    ["shorter than its prefix", text("{}").slice(0, 1), { kind: "unknown" }],
    ["with a header that is no JSON", header('{"w":'), { kind: "headerText" }],
    [
      "with a header that is no UTF-8",
      joined(header("{}").slice(0, 8), Uint8Array.of(0x7b, 0xff)),
      { kind: "headerText" },
    ],
    ["without tensors", rawSafetensors("{}", new Uint8Array(0)), { kind: "none" }],
    [
      "with a key twice",
      header(`{"w":${entry("[4]", "[0,16]")},"w":${entry("[4]", "[0,16]")}}`),
      { kind: "duplicate", name: "w" },
    ],
    [
      "with a key twice, once escaped",
      header(`{"w":${entry("[4]", "[0,16]")},"\\u0077":${entry("[4]", "[0,16]")}}`),
      { kind: "duplicate" },
    ],
    [
      "with a key of a tensor twice",
      header('{"w":{"dtype":"F32","dtype":"F16","shape":[4],"data_offsets":[0,16]}}'),
      { kind: "duplicate" },
    ],
    ["with a hole in front", header(`{"w":${entry("[3]", "[4,16]")}}`), { kind: "hole", bytes: 4 }],
    ["with a hole behind", header(`{"w":${entry("[3]", "[0,12]")}}`), { kind: "hole", bytes: 4 }],
    [
      "with an overlap",
      header(`{"a":${entry("[3]", "[0,12]")},"b":${entry("[2]", "[8,16]")}}`),
      { kind: "overlap", name: "b", other: "a" },
    ],
    [
      "with the same bytes twice",
      header(`{"a":${entry("[4]", "[0,16]")},"b":${entry("[4]", "[0,16]")}}`),
      { kind: "overlap" },
    ],
    ["that breaks off", safetensors(sound).slice(0, -1), { kind: "truncated" }],
    [
      "with a shape that lies",
      header(`{"w":${entry("[5]", "[0,16]")}}`),
      { kind: "length", needed: 20, bytes: 16 },
    ],
    [
      "with a shape beyond all",
      header(`{"w":${entry("[4294967296,4294967296]", "[0,16]")}}`),
      { kind: "entry", what: "shape" },
    ],
    ["with a negative length", header(`{"w":${entry("[-4]", "[0,16]")}}`), { kind: "entry", what: "shape" }],
    ["with half a length", header(`{"w":${entry("[4.5]", "[0,16]")}}`), { kind: "entry", what: "shape" }],
    ["with a length in words", header(`{"w":${entry('["4"]', "[0,16]")}}`), { kind: "entry", what: "shape" }],
    ["with offsets backwards", header(`{"w":${entry("[4]", "[16,0]")}}`), { kind: "entry", what: "offsets" }],
    [
      "with offsets beyond all",
      header(`{"w":${entry("[4]", "[0,1e300]")}}`),
      { kind: "entry", what: "offsets" },
    ],
    ["with offsets behind the end", header(`{"w":${entry("[8]", "[0,32]")}}`), { kind: "truncated" }],
    [
      "with a format that is a number",
      header(`{"w":${entry("[4]", "[0,16]", "4")}}`),
      { kind: "entry", what: "dtype" },
    ],
    ["with an entry that is a list", header('{"w":[]}'), { kind: "entry" }],
    ["with a header that is a list", header("[]"), { kind: "unknown" }],
  ])("%s", async (_what, bytes, fault) => {
    expect(await faultIn(bytes)).toMatchObject(fault);
  });

  it("with a header as long as it likes", async () => {
    const bytes = header(`{"w":${entry("[4]", "[0,16]")}}`);
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 63n, true);
    expect(await faultIn(bytes)).toEqual({ kind: "headerLength", bytes: Infinity, most: MOST_HEADER_BYTES });
    new DataView(bytes.buffer).setBigUint64(0, 5000n, true);
    expect(await faultIn(bytes)).toMatchObject({ kind: "truncated" });
  });

  it("may name its tensors as it likes, and hold scalars, empty ones and formats that are not read", async () => {
    const names = ["__proto__", "constructor", "toString", "", "a\u0000b", "<b>", "名字"];
    const parts = names.map((name, i) => `${JSON.stringify(name)}:${entry("[]", `[${4 * i},${4 * i + 4}]`)}`);
    const end = 4 * names.length;
    const rest = `"empty":${entry("[0,7]", `[${end},${end}]`)},"odd":${entry("[2]", `[${end},${end + 2}]`, '"F6_E2M3"')}`;
    const bytes = rawSafetensors(
      `{"__metadata__":{"format":"pt"},${parts.join(",")},${rest}}`,
      joined(
        encoded(
          names.map((_, i) => i + 1),
          "F32",
        ),
        Uint8Array.of(1, 2),
      ),
    );
    const { fault, rows } = await collectAudit(blobOf(bytes));
    expect(fault).toBeNull();
    expect(rows.map(({ name }) => name)).toEqual([...names, "empty", "odd"]);
    expect(rows[0]?.stats).toMatchObject({ count: 1, mean: 1, std: 0, min: 1, max: 1, kurtosis: NaN });
    expect(rows.at(-2)?.stats).toMatchObject({ count: 0, finite: 0, mean: NaN, std: NaN, law: null });
    expect(rows.at(-1)).toMatchObject({ stats: null, fault: { kind: "dtype", name: "F6_E2M3" } });
  });
});

describe("an array of NumPy", () => {
  const dictionary = (own: string) => rawNpy(own, four);
  it.each<[string, Uint8Array, Partial<WeightFault>]>([
    ["that breaks off", npy({ shape: [4], values: [1, 2, 3, 4] }).slice(0, -1), { kind: "truncated" }],
    [
      "that breaks off in its header",
      npy({ shape: [4], values: [1, 2, 3, 4] }).slice(0, 20),
      { kind: "truncated" },
    ],
    [
      "with more than it says",
      joined(npy({ shape: [4], values: [1, 2, 3, 4] }), four),
      { kind: "hole", bytes: 16 },
    ],
    ["with code in its header", dictionary("__import__('os').system('ls')"), { kind: "headerText" }],
    [
      "with code among its keys",
      dictionary("{'descr': exec('1'), 'fortran_order': False, 'shape': (4,), }"),
      { kind: "headerText" },
    ],
    ["without a shape", dictionary("{'descr': '<f4', 'fortran_order': False, }"), { kind: "headerText" }],
    [
      "with a shape twice",
      dictionary("{'shape': (4,), 'descr': '<f4', 'fortran_order': False, 'shape': (1,), }"),
      { kind: "duplicate" },
    ],
    [
      "with a shape beyond all",
      dictionary("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }"),
      { kind: "entry", what: "shape" },
    ],
    [
      "of records",
      dictionary("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,), }"),
      { kind: "entry", what: "dtype" },
    ],
  ])("%s", async (_what, bytes, fault) => {
    expect(await faultIn(bytes)).toMatchObject(fault);
  });

  it("of objects, which are pickles, is listed and not read", async () => {
    const { rows } = await collectAudit(
      blobOf(dictionary("{'descr': '|O', 'fortran_order': False, 'shape': (4,), }")),
    );
    expect(rows[0]).toMatchObject({ stats: null, fault: { kind: "dtype", name: "|O" } });
  });

  it("may be big-endian, in Fortran order, or a scalar", async () => {
    const swapped = four.slice();
    for (let i = 0; i < 16; i += 4) swapped.subarray(i, i + 4).reverse();
    const files = [
      rawNpy("{'descr': '>f4', 'fortran_order': True, 'shape': (2, 2), }", swapped),
      rawNpy('{"shape": (4L,), "fortran_order": False, "descr": "<f4"}', four),
    ];
    for (const bytes of files) {
      const { rows } = await collectAudit(blobOf(bytes));
      expect(rows[0]?.stats).toMatchObject({ count: 4, mean: 2.5, min: 1, max: 4, std: Math.sqrt(1.25) });
    }
    const scalar = rawNpy("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", four.slice(0, 4));
    expect((await collectAudit(blobOf(scalar))).rows[0]).toMatchObject({ count: 1, shape: [] });
  });
});

describe("a zip file", () => {
  const many = Array.from({ length: 300 }, (_, i) => Math.sin(i));
  const packed = npz([{ name: "w", shape: [300], values: many }], 1);
  const CENTRAL = 0x02014b50;
  const END = 0x06054b50;

  it.each<[string, Uint8Array, Partial<WeightFault>]>([
    ["that breaks off", packed.slice(0, -4), { kind: "truncated" }],
    ["without arrays", new Uint8Array(zipSync({ "read.me": text("words") })), { kind: "unknown" }],
    ["whose directory lies elsewhere", patched(packed, END, 16, [1, 0, 0, 0]), { kind: "directory" }],
    ["with more members than it has", patched(packed, END, 10, [9]), { kind: "directory" }],
    [
      "whose member lies behind the end",
      patched(packed, CENTRAL, 42, [0, 0, 0, 0x7f]),
      { kind: "directory" },
    ],
    ["that would grow to 3 GB", patched(packed, CENTRAL, 24, [0, 0, 0, 0xc0]), { kind: "bomb" }],
  ])("%s", async (_what, bytes, fault) => {
    expect(await faultIn(bytes)).toMatchObject(fault);
  });

  it("with a name twice, or a member inside another", async () => {
    const two = npz(
      [
        { name: "a", shape: [4], values: [1, 2, 3, 4] },
        { name: "b", shape: [4], values: [1, 2, 3, 4] },
      ],
      0,
    );
    const twice = two.slice();
    twice.forEach((byte, i) => {
      if (byte === 0x62 && twice[i + 1] === 0x2e) twice[i] = 0x61;
    });
    expect(await faultIn(twice)).toEqual({ kind: "duplicate", name: "a.npy" });
    expect(await faultIn(patched(two, CENTRAL, 42, [0, 0, 0, 0]))).toMatchObject({ kind: "overlap" });
  });

  it.each([
    ["whose bytes have changed", (bytes: Uint8Array) => bytes.fill(0x55, 60, 64)],
    ["that unpacks to less than it says", (bytes: Uint8Array) => patched(bytes, CENTRAL, 24, [0xff, 0xff])],
    ["that unpacks to more than it says", (bytes: Uint8Array) => patched(bytes, CENTRAL, 24, [0xa0, 0])],
    ["whose checksum is another", (bytes: Uint8Array) => patched(bytes, CENTRAL, 16, [1, 2, 3, 4])],
  ])("%s has no statistics", async (_what, change) => {
    const { fault, rows } = await collectAudit(blobOf(change(packed.slice())));
    for (const row of rows) expect(row.stats).toBeNull();
    expect((fault ?? rows[0]?.fault)?.kind).toMatch(/damaged|truncated|headerText|hole/);
  });

  it("that is encrypted says so", async () => {
    const stored = npz([{ name: "w", shape: [4], values: [1, 2, 3, 4] }], 0);
    expect(await faultIn(patched(stored, CENTRAL, 8, [1]))).toMatchObject({ kind: "packing" });
  });
});

describe("a file of PyTorch", () => {
  const latin1 = (own: string) => Uint8Array.from(own, (letter) => letter.charCodeAt(0));
  const pickled = (own: string) => torchZipOf(latin1(own), sound);
  it.each<[string, Uint8Array, Partial<WeightFault>]>([
    [
      "that would run a command",
      pickled("\x80\x02cposix\nsystem\n(X\x02\0\0\0lstR."),
      { kind: "refused", what: "posix.system" },
    ],
    [
      "that would open a file",
      pickled("\x80\x02cbuiltins\nopen\n)R."),
      { kind: "refused", what: "builtins.open" },
    ],
    ["that would evaluate", pickled("\x80\x04\x8c\x08builtins\x8c\x04eval\x93)R."), { kind: "refused" }],
    [
      "of a whole model",
      pickled("\x80\x02c__main__\nNet\n)\x81."),
      { kind: "refused", what: "__main__.Net" },
    ],
    ["that ends before its end", pickled("\x80\x02}"), { kind: "pickle" }],
    ["that takes from an empty stack", pickled("\x80\x02u."), { kind: "pickle" }],
    ["that announces a text of 4 GB", pickled("\x80\x02X\x7f\x7f\x7f\x7f."), { kind: "pickle" }],
    ["without tensors", pickled("\x80\x02}."), { kind: "none" }],
    [
      "older than 1.6",
      joined(Uint8Array.of(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20), text("j")),
      { kind: "legacyTorch" },
    ],
  ])("%s", async (_what, bytes, fault) => {
    expect(await faultIn(bytes)).toMatchObject(fault);
  });

  it("whose list holds itself is read once", async () => {
    // A list that is its own entry, and the entry of another list a hundred times.
    const again = "h\0".repeat(100);
    expect(await faultIn(pickled(`\x80\x02]q\0(${again}e.`))).toEqual({ kind: "none" });
  });

  it("whose tensor is larger than its storage", async () => {
    const large = torchZip([{ name: "w", shape: [2, 3], values: [1, 2, 3, 4] }]);
    expect(await faultIn(large)).toMatchObject({ kind: "length", needed: 24, bytes: 16 });
  });

  it("is read to the last number", async () => {
    const { rows } = await collectAudit(
      blobOf(torchZip([...sound, { name: "n", shape: [], values: [7], dtype: "I64" }])),
    );
    expect(rows.map(({ name, stats }) => [name, stats?.mean, stats?.max])).toEqual([
      ["w", 2.5, 4],
      ["n", 7, 7],
    ]);
  });
});

it("answers every fuzzed file: a few here, ten thousand in `npm run weights`", async () => {
  const { faults, answers } = await fuzzFiles(400, 1);
  expect(faults).toEqual([]);
  // Not all of one kind, so the changes reach behind the first check.
  expect(Object.keys(answers).length).toBeGreaterThan(8);
});
