/**
 * The SIMD peak of this device: chains of c = c a + b on float32 vectors in registers, without loads and
 * stores. There are as many chains as hide the latency of an operation without spilling (V8 has 15 vector
 * registers on x64, two of them hold a and b). The module is written as bytes because no compiler is
 * available here.
 */

const CHAINS = [8, 10, 12] as const;
const LANES = 4;
/** Operations per chain step: a multiplication and an addition. */
const STEP_FLOPS = 2;
/** Loop bodies repeat the chains, so that counting down takes no noticeable time. */
const UNROLL = 8;
const ROUNDS = 200_000;

const V128 = 0x7b;
const I32 = 0x7f;
const F32 = 0x7d;
const END = 0x0b;
const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0] as const;
/** A loop without a value. */
const LOOP = [0x03, 0x40] as const;
/** Local 0 minus one; again while it is not 0. */
const COUNT_DOWN = [0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, END] as const;
/** f32x4.extract_lane 0 */
const FIRST_LANE = [0xfd, 0x1f, 0] as const;
const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const SPLAT = [0xfd, 0x13] as const;
const MUL = [0xfd, 0xe6, 0x01] as const;
const ADD = [0xfd, 0xe4, 0x01] as const;
const RELAXED_MADD = [0xfd, 0x85, 0x02] as const;

function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}

function section(id: number, body: readonly number[]): number[] {
  return [id, ...leb(body.length), ...body];
}

function floatConst(value: number): number[] {
  return [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];
}

/** `run(rounds: i32) -> f32`: local 0 counts, 1 and 2 hold a and b, the chains follow. */
function peakModule(chains: number, isFused: boolean): Uint8Array<ArrayBuffer> {
  const first = 3;
  const step = (local: number): number[] =>
    isFused
      ? [LOCAL_GET, local, LOCAL_GET, 1, LOCAL_GET, 2, ...RELAXED_MADD, LOCAL_SET, local]
      : [LOCAL_GET, local, LOCAL_GET, 1, ...MUL, LOCAL_GET, 2, ...ADD, LOCAL_SET, local];
  const locals = Array.from({ length: chains }, (_, i) => first + i);
  const setVector = (local: number, value: number): number[] => [
    ...floatConst(value),
    ...SPLAT,
    LOCAL_SET,
    local,
  ];
  const steps = Array.from({ length: UNROLL }, () => locals.flatMap(step)).flat();
  const sum = locals.slice(1).flatMap((local) => [LOCAL_GET, local, ...ADD]);
  const code = [
    leb(1),
    [...leb(2 + chains), V128],
    // c tends to b / (1 - a) = 2: no overflow, no denormals.
    setVector(1, 0.5),
    setVector(2, 1),
    locals.flatMap((local, i) => setVector(local, i)),
    LOOP,
    steps,
    COUNT_DOWN,
    [LOCAL_GET, first],
    sum,
    FIRST_LANE,
    [END],
  ].flat();
  return Uint8Array.from(
    [
      HEADER,
      section(1, [1, 0x60, 1, I32, 1, F32]),
      section(3, [1, 0]),
      section(7, [1, 3, ...new TextEncoder().encode("run"), 0, 0]),
      section(10, [1, ...leb(code.length), ...code]),
    ].flat(),
  );
}

interface Probe {
  readonly chains: number;
  readonly run: (rounds: number) => number;
}

async function makeProbes(isFused: boolean): Promise<readonly Probe[]> {
  const probes: Probe[] = [];
  for (const chains of CHAINS) {
    const bytes = peakModule(chains, isFused);
    if (!WebAssembly.validate(bytes)) continue;
    const { instance } = await WebAssembly.instantiate(bytes);
    const { run } = instance.exports;
    if (typeof run !== "function") throw new TypeError("the probe exports no run");
    probes.push({ chains, run: (rounds) => Number(Reflect.apply(run, undefined, [rounds])) });
  }
  return probes;
}

/** Runs a probe until the time is up, at least once. @returns GFLOP/s */
function rateOf({ chains, run }: Probe, rounds: number, limitMs: number): number {
  const startMs = performance.now();
  for (let calls = 1; ; calls++) {
    const sum = run(rounds);
    const elapsedMs = performance.now() - startMs;
    // Every lane of every chain ends at 2.
    if (Math.abs(sum - 2 * chains) > 1e-3) throw new Error(`invalid probe: ${sum} (expected ${2 * chains})`);
    // The time is taken over all calls: the clock of a page that is not isolated ticks in tenths of
    // milliseconds.
    if (elapsedMs >= limitMs)
      return (calls * rounds * UNROLL * chains * LANES * STEP_FLOPS) / elapsedMs / 1e6;
  }
}

/** The best of the numbers of chains. */
function best(probes: readonly Probe[], rounds: number, limitMs: number): number {
  const rates = probes.map((probe) => {
    // The first calls let V8 optimise the code.
    rateOf(probe, rounds, limitMs / 4);
    return rateOf(probe, rounds, limitMs);
  });
  return Math.max(...rates);
}

/** GFLOP/s of one thread; NaN when the device lacks the instruction. */
export interface Peak {
  readonly simd: number;
  readonly relaxed: number;
}

let probes: Promise<readonly [readonly Probe[], readonly Probe[]]> | null = null;

/** Measures the peak: the best over the numbers of chains. */
export async function measurePeak(): Promise<Peak> {
  const [plain, fused] = await (probes ??= Promise.all([makeProbes(false), makeProbes(true)]));
  return { simd: best(plain, ROUNDS, 0), relaxed: fused.length > 0 ? best(fused, ROUNDS, 0) : NaN };
}

/** A tenth of the rounds: half a millisecond a call, twenty on the slowest device. */
const QUICK_ROUNDS = ROUNDS / 10;

/**
 * The peak of one kind of instruction.
 * @param isFused relaxed multiply-add; else multiply, then add
 * @param limitMs for each number of chains; a quarter of it is spent before, on optimising the code
 */
export async function measurePeakOf(isFused: boolean, limitMs: number): Promise<number> {
  return best(await makeProbes(isFused), QUICK_ROUNDS, limitMs);
}
