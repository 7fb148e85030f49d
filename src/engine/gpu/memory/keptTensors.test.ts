/** Which tensors outlive a run, and which make room. */
import { describe, expect, it, vi } from "vitest";
import type { GpuDevice, Tensor } from "../device/gpuDevice.ts";
import { constantKey, createKeptTensors } from "./keptTensors.ts";

const SHAPE = { rows: 1, columns: 8 };
const BYTES = 32;

function subject(limitBytes: number) {
  const upload = vi.fn<GpuDevice["upload"]>((_values, rows, columns) =>
    Promise.resolve({ rows, columns } as Tensor),
  );
  const free = vi.fn<GpuDevice["free"]>();
  const kept = createKeptTensors({ upload, free } as unknown as GpuDevice, limitBytes);
  const get = (key: string) => kept.get(key, SHAPE, () => new Float32Array(8));
  return { kept, get, upload, free };
}

describe("tensors kept on a device", () => {
  it("are uploaded once for each key", async () => {
    const { get, upload } = subject(Infinity);
    expect(await get("a")).toBe(await get("a"));
    await get("b");
    expect(upload).toHaveBeenCalledTimes(2);
  });

  it("stay over the limit until the run has ended; then the least recently used go", async () => {
    const { kept, get, free } = subject(2 * BYTES);
    const a = await get("a");
    const b = await get("b");
    await get("c");
    await get("a");
    expect(free).not.toHaveBeenCalled();
    kept.trim();
    expect(free.mock.calls).toEqual([[b]]);
    expect(await get("a")).toBe(a);
  });

  it("are all freed with their device", async () => {
    const { kept, get, upload, free } = subject(Infinity);
    await get("a");
    await get("b");
    kept.clear();
    expect(free).toHaveBeenCalledTimes(2);
    await get("a");
    expect(upload).toHaveBeenCalledTimes(3);
  });
});

it("vectors of one value share a key where float32 cannot tell them apart, but not 0 and -0", () => {
  expect(constantKey(4, 0.1)).toBe(constantKey(4, Math.fround(0.1)));
  expect(constantKey(4, 0.1)).not.toBe(constantKey(5, 0.1));
  expect(constantKey(4, 0)).not.toBe(constantKey(4, -0));
});
