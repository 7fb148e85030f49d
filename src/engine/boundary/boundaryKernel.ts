/** The kernel that trains four small networks at once, with its own memory. */
import { BOUNDARY_ACTIVATIONS, drawBoundary, stepFlops } from "../../experiment/boundary/boundaryNetwork.ts";
import { POINT_NUMBERS } from "../../experiment/boundary/boundaryRequest.ts";
import type { TrainPoints } from "../../experiment/boundary/boundaryRequest.ts";

interface Exports {
  readonly boundaryWorkVectors: (width: number, layers: number) => number;
  readonly trainBoundary: (
    draws: number,
    points: number,
    out: number,
    work: number,
    groups: number,
    width: number,
    layers: number,
    activation: number,
    steps: number,
  ) => number;
}

/** Networks in a register. */
const LANES = 4;
const VECTOR_BYTES = 16;
const PAGE_BYTES = 65536;
/** Groups of one call: the engine's quick code takes over only when a function is called anew. */
const CALL_GROUPS = 4;

function isExports(exports: WebAssembly.Exports): exports is WebAssembly.Exports & Exports {
  return typeof exports["trainBoundary"] === "function";
}

/**
 * The networks of `points`, trained.
 * @param bytes the compiled module
 * @returns a function whose results are those of `trainBoundary` in float32, to the bit
 */
export async function loadBoundary(bytes: BufferSource): Promise<TrainPoints> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  const { exports } = instance;
  if (!isExports(exports)) throw new TypeError("the module does not export the networks of the boundary");
  return (network, points) => {
    const count = points.length / POINT_NUMBERS;
    const { width, layers, activation, steps } = network;
    const { inputs, targets, hidden, last } = drawBoundary(network);
    const draws = Float32Array.from([...inputs, ...targets, ...hidden, ...last]);
    const groups = Math.ceil(count / LANES);
    const workAt = 0;
    const pointsAt = workAt + exports.boundaryWorkVectors(width, layers) * VECTOR_BYTES;
    const outAt = pointsAt + POINT_NUMBERS * groups * VECTOR_BYTES;
    const drawsAt = outAt + groups * VECTOR_BYTES;
    const missing = drawsAt + draws.byteLength - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    new Float32Array(memory.buffer, drawsAt, draws.length).set(draws);
    const given = new Float32Array(memory.buffer, pointsAt, POINT_NUMBERS * LANES * groups);
    for (let index = 0; index < LANES * groups; index++) {
      // The last group repeats its last network.
      const from = POINT_NUMBERS * Math.min(index, count - 1);
      const at = POINT_NUMBERS * LANES * Math.floor(index / LANES) + (index % LANES);
      for (let number = 0; number < POINT_NUMBERS; number++) {
        given[at + LANES * number] = points[from + number] ?? NaN;
      }
    }
    let computed = 0;
    for (let group = 0; group < groups; group += CALL_GROUPS) {
      computed += exports.trainBoundary(
        drawsAt,
        pointsAt + POINT_NUMBERS * group * VECTOR_BYTES,
        outAt + group * VECTOR_BYTES,
        workAt,
        Math.min(CALL_GROUPS, groups - group),
        width,
        layers,
        BOUNDARY_ACTIVATIONS.indexOf(activation),
        steps,
      );
    }
    return {
      paces: new Float32Array(memory.buffer, outAt, count).slice(),
      flops: computed * LANES * stepFlops(network),
    };
  };
}
