/** Traces as the page reads them: those of the recorder, and those that someone has made to break it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measure, tensorStats } from "../statistics.ts";
import { UNCOMPARED } from "../similarity.ts";
import { readTraceFile } from "./traceBytes.ts";
import { readTrace, readTraceText, TRACE_LIMITS } from "./traceFormat.ts";
import type { TraceFault, TraceReading } from "./traceFormat.ts";
import { traceFinding } from "./traceFinding.ts";
import { planOfTrace, snapshotsOfTrace } from "./traceRecording.ts";

/** A tensor as the file has it. */
function tensorOf(values: readonly number[]): Record<string, unknown> {
  const { sketch, finite, mean, std, rms, min, max, skewness, excessKurtosis, batchStd, unitStd } =
    tensorStats("activation", measure(Float32Array.from(values), values.length, 1));
  expect(finite).toBeGreaterThanOrEqual(0);
  const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const side = ({ firstBin, counts }: typeof sketch.negative) => ({
    first_bin: firstBin,
    counts: [...counts],
  });
  return {
    count: sketch.count,
    nan: sketch.nan,
    pos_inf: sketch.posInf,
    neg_inf: sketch.negInf,
    zeros: sketch.zeros,
    underflow: sketch.underflow,
    mean: orNull(mean),
    std: orNull(std),
    rms: orNull(rms),
    min: orNull(min),
    max: orNull(max),
    skewness: orNull(skewness),
    excess_kurtosis: orNull(excessKurtosis),
    batch_std: orNull(batchStd),
    unit_std: orNull(unitStd),
    negative: side(sketch.negative),
    positive: side(sketch.positive),
  };
}

/** Numbers that no law has drawn, around a size. */
const around = (size: number): readonly number[] =>
  Array.from({ length: 40 }, (_, index) => size * Math.sin(3 * index + 1));

interface LayerSizes {
  readonly activation: number;
  readonly gradient: number;
  readonly update: number;
}
const PLAIN: LayerSizes = { activation: 1, gradient: 0.1, update: 1e-3 };

function documentOf(sizes: readonly LayerSizes[], losses: readonly (number | null)[] = [1]) {
  return {
    format: "initscope-trace",
    version: 1,
    model: "net",
    framework: "test",
    layers: sizes.map((_, index) => ({
      name: `fc${index}`,
      kind: "Linear",
      fan_in: 8,
      fan_out: 8,
      units: 8,
    })),
    snapshots: losses.map((loss, step) => ({
      step,
      loss,
      layers: sizes.map(({ activation, gradient, update }) => ({
        tensors: {
          activation: tensorOf(around(activation)),
          grad_activation: tensorOf(around(gradient)),
          weight: tensorOf(around(1)),
          update: tensorOf(around(update)),
        },
        dead_units: 0,
        cosine: 0.1,
      })),
    })),
  };
}

const faultOf = (reading: TraceReading): TraceFault | null =>
  reading.kind === "refused" ? reading.fault : null;

function findingOf(document: unknown, shown = 0) {
  const reading = readTrace(document);
  if (reading.kind === "refused") throw new Error(JSON.stringify(reading.fault));
  return traceFinding(planOfTrace(reading.trace, 1), snapshotsOfTrace(reading.trace), shown);
}

describe("a trace", () => {
  it("becomes a plan with the names of its layers, and snapshots with their statistics", () => {
    const reading = readTraceText(JSON.stringify(documentOf([PLAIN, PLAIN, PLAIN], [1, 0.5])));
    if (reading.kind === "refused") throw new Error(JSON.stringify(reading.fault));
    const plan = planOfTrace(reading.trace, 7);
    expect(plan.layers.map(({ recorded }) => recorded?.name)).toEqual(["fc0", "fc1", "fc2"]);
    expect(plan.recorded).toEqual({ model: "net", framework: "test" });
    expect(plan.batch).toBe(5);
    const [, second] = snapshotsOfTrace(reading.trace);
    expect(second).toMatchObject({ step: 1, loss: 0.5 });
    const stats = tensorStats("activation", measure(Float32Array.from(around(1)), 40, 1));
    expect(second?.layers[1]?.tensors.activation).toEqual(stats);
    expect(second?.layers[1]?.similarity).toEqual({ ...UNCOMPARED, cosine: 0.1 });
  });

  it("may lack tensors, and layers that appear later", () => {
    const whole = documentOf([PLAIN, PLAIN], [1, 2]);
    const [first, second] = whole.snapshots;
    const document = { ...whole, snapshots: [{ ...first, layers: first?.layers.slice(0, 1) }, second] };
    const reading = readTrace(document);
    expect(reading.kind).toBe("trace");
    if (reading.kind === "trace") expect(reading.trace.snapshots[0]?.layers[1]?.tensors).toEqual({});
  });

  it("keeps values that are not finite apart", () => {
    const document = documentOf([PLAIN, PLAIN, PLAIN]);
    const layer = document.snapshots[0]?.layers[1];
    if (layer !== undefined) layer.tensors.activation = tensorOf([1, NaN, Infinity, -2, 1e-40, 0]);
    expect(findingOf(document)).toMatchObject({
      kind: "notFinite",
      layer: 1,
      tensor: "activation",
      value: expect.closeTo(1 / 3, 12) as number,
    });
  });

  it("is judged by its measurements", () => {
    const chain = (factor: number, key: keyof LayerSizes, from = PLAIN): readonly LayerSizes[] =>
      [0, 1, 2, 3].map((depth) => ({ ...from, [key]: from[key] * factor ** depth }));
    expect(findingOf(documentOf(chain(1, "activation")))).toMatchObject({ kind: "healthy" });
    expect(findingOf(documentOf(chain(3, "activation")))).toMatchObject({
      kind: "exploding",
      from: 0,
      layer: 3,
      value: expect.closeTo(27, 1) as number,
    });
    expect(findingOf(documentOf(chain(0.2, "activation")))).toMatchObject({ kind: "vanishing" });
    expect(findingOf(documentOf(chain(4, "gradient")))).toMatchObject({
      kind: "gradientVanishing",
      from: 3,
      layer: 0,
      value: expect.closeTo(64, 1) as number,
    });
    expect(findingOf(documentOf(chain(0.25, "gradient")))).toMatchObject({ kind: "gradientExploding" });
    expect(findingOf(documentOf(chain(1, "update", { ...PLAIN, update: 0.1 })))).toMatchObject({
      kind: "rateLarge",
    });
    expect(findingOf(documentOf(chain(1, "update", { ...PLAIN, update: 1e-6 })))).toMatchObject({
      kind: "rateSmall",
    });
    expect(findingOf(documentOf(chain(1, "update"), [1, 3]), 1)).toMatchObject({
      kind: "lossRises",
      value: 3,
    });
    expect(findingOf(documentOf(chain(1, "update"), [1, null]), 1)).toMatchObject({ kind: "lossLost" });
  });
});

describe("a trace that is not as the format says", () => {
  const fieldFaults: readonly (readonly [
    string,
    (document: ReturnType<typeof documentOf>) => unknown,
    string,
  ])[] = [
    ["moments of another tensor", (d) => patched(d, { mean: 5 }), "moments of the values in the histogram"],
    ["a std of another tensor", (d) => patched(d, { std: 9 }), "moments of the values in the histogram"],
    [
      "a least value beyond the bins",
      (d) => patched(d, { min: -1e9 }),
      "moments of the values in the histogram",
    ],
    ["counts that do not add up", (d) => patched(d, { count: 7 }), "counts that add up"],
    ["a count below 0", (d) => patched(d, { nan: -1 }), "a whole number from 0 on"],
    [
      "bins beyond float32",
      (d) => patched(d, { positive: { first_bin: 16_319, counts: [1, 1] } }),
      "bins 64..16319",
    ],
    [
      "counts that are no list",
      (d) => patched(d, { positive: { first_bin: 64, counts: { length: 3 } } }),
      "a list of whole numbers from 0 on",
    ],
    [
      "steps that go back",
      (d) => ({ ...d, snapshots: [d.snapshots[0], d.snapshots[0]] }),
      "steps that ascend",
    ],
    [
      "more entries than layers",
      (d) => ({ ...d, layers: d.layers.slice(0, 1) }),
      "no more entries than layers",
    ],
    ["no layers", (d) => ({ ...d, layers: [] }), "a list of 1..1000"],
    ["a million layers", (d) => ({ ...d, layers: Array(1e6).fill(null) }), "a list of 1..1000"],
    ["a cosine beyond 1", (d) => withEntry(d, { cosine: 2 }), "-1..1"],
  ];
  function withEntry(d: ReturnType<typeof documentOf>, own: object): unknown {
    const [snapshot] = d.snapshots;
    const [entry, ...others] = snapshot?.layers ?? [];
    return { ...d, snapshots: [{ ...snapshot, layers: [{ ...entry, ...own }, ...others] }] };
  }
  function patched(d: ReturnType<typeof documentOf>, own: object): unknown {
    const tensors = d.snapshots[0]?.layers[0]?.tensors;
    return withEntry(d, { tensors: { ...tensors, activation: { ...tensors?.activation, ...own } } });
  }

  it.each(fieldFaults)("is refused with the place of the fault: %s", (_name, broken, expected) => {
    const fault = faultOf(readTrace(broken(documentOf([PLAIN, PLAIN]))));
    expect(fault).toMatchObject({ id: "field", expected });
  });

  it("is refused by its kind", () => {
    expect(faultOf(readTraceText("{"))).toEqual({ id: "json" });
    expect(faultOf(readTraceText("[]"))).toEqual({ id: "format" });
    expect(faultOf(readTrace({ format: "initscope-trace", version: 2 }))).toEqual({
      id: "version",
      found: "2",
    });
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    expect(faultOf(readTraceText(deep))).not.toBeNull();
    const many = documentOf([PLAIN]);
    const long = {
      ...many,
      layers: Array.from({ length: 1000 }, () => many.layers[0]),
      snapshots: Array.from({ length: 100 }, (_, step) => ({ ...many.snapshots[0], step })),
    };
    expect(faultOf(readTrace(long))).toEqual({ id: "large", limit: TRACE_LIMITS.entries });
  });

  it("changes no prototype, and its names carry no invisible characters", () => {
    const text = JSON.stringify(documentOf([PLAIN])).replace(
      '"fc0"',
      String.raw`"a\u202eb\u0000<img>", "__proto__": {"kind": "x"}`,
    );
    const reading = readTraceText(text);
    expect(reading.kind === "trace" && reading.trace.layers[0]?.name).toBe("a b <img>");
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("never throws, and what it takes is consistent, whatever one entry says", () => {
    const text = JSON.stringify(documentOf([PLAIN, PLAIN], [1, 2]));
    const places = Array.from(text.matchAll(/(?<=[:[,])(?:-?\d[\d.e-]*|null|"[^"]*")/g), (match) => match);
    const junk = fc.constantFrom(
      "null",
      "-1",
      "1e999",
      "1e308",
      "0",
      "true",
      '"x"',
      "{}",
      "[]",
      "3.5",
      "[[]]",
    );
    fc.assert(
      fc.property(fc.nat(places.length - 1), junk, (at, value) => {
        const place = places[at];
        if (place === undefined) return;
        const broken = text.slice(0, place.index) + value + text.slice(place.index + place[0].length);
        const reading = readTraceText(broken);
        if (reading.kind === "refused") return;
        const plan = planOfTrace(reading.trace, 1);
        const snapshots = snapshotsOfTrace(reading.trace);
        for (const { layers } of snapshots)
          for (const { tensors } of layers)
            for (const stats of Object.values(tensors)) {
              expect(stats.min).toBeLessThanOrEqual(stats.mean);
              expect(stats.mean).toBeLessThanOrEqual(stats.max);
            }
        expect(traceFinding(plan, snapshots, 0)).not.toBeNull();
      }),
      { seed: 18, numRuns: 3000 },
    );
  });
});

describe("the bytes of a trace", () => {
  const text = JSON.stringify(documentOf([PLAIN]));
  const gzip = async (content: string): Promise<Blob> =>
    new Response(new Blob([content]).stream().pipeThrough(new CompressionStream("gzip"))).blob();

  it("are read plain and compressed", async () => {
    expect((await readTraceFile(new Blob([text]))).kind).toBe("trace");
    expect((await readTraceFile(await gzip(text))).kind).toBe("trace");
  });

  it("are refused where they are empty, cut off, no text, or too many", async () => {
    expect(faultOf(await readTraceFile(new Blob([])))).toEqual({ id: "empty" });
    const packed = await gzip(text);
    expect(faultOf(await readTraceFile(packed.slice(0, packed.size >> 1)))).toEqual({ id: "damaged" });
    expect(faultOf(await readTraceFile(new Blob([new Uint8Array([0xff, 0xfe, 0x00])])))).toEqual({
      id: "damaged",
    });
    const limits = { fileBytes: 2 ** 20, textBytes: 2 ** 20 };
    expect(faultOf(await readTraceFile(new Blob(["x".repeat(2 ** 20 + 1)]), limits))).toEqual({
      id: "large",
      limit: 1,
    });
    const bomb = await gzip(" ".repeat(3 * 2 ** 20));
    expect(bomb.size).toBeLessThan(2 ** 14);
    expect(faultOf(await readTraceFile(bomb, limits))).toEqual({ id: "large", limit: 1 });
  });
});
