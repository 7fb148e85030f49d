/**
 * A kernel before GPU.js compiles it: source text, types of its arguments, output size, and a key for the
 * cache.
 *
 * Sentinels: the last row of every tensor holds one known number. A draw that silently failed leaves zeros,
 * or the former content of its texture. Each kernel therefore forms its sentinel from those of its inputs
 * plus a shift that the host chooses afresh each time, and one failed draw shows in every tensor computed
 * from it.
 */
export type ArgumentKind =
  /** A tensor on the device. */
  | "tensor"
  /** A tensor being uploaded. */
  | "values"
  | "number";

export interface KernelSource {
  /** Equal keys mean equal kernels. */
  readonly key: string;
  /** `function (tensors..., numbers..., shift) { ... }` */
  readonly source: string;
  readonly argumentKinds: readonly ArgumentKind[];
  /** Functions the source calls. */
  readonly functions: readonly string[];
  /** Width and height in threads. */
  readonly output: readonly [number, number];
  /** Functions whose argument goes into a further output of the same name; WebGL2 only. */
  readonly furtherOutputs: Readonly<Record<string, string>> | null;
}

interface KernelParts {
  readonly name: string;
  readonly tensors: readonly string[];
  readonly numbers?: readonly string[];
  readonly output: readonly [number, number];
  readonly functions?: readonly string[];
  readonly body: string;
}

/** Assembles a kernel; the key must name every value that its text depends on. */
export function kernelSource({
  name,
  tensors,
  numbers = [],
  output,
  functions = [],
  body,
}: KernelParts): KernelSource {
  return {
    key: `${name}:${output.join("x")}`,
    source: `function (${[...tensors, ...numbers, "shift"].join(", ")}) {\n${body}\n}`,
    argumentKinds: [
      ...tensors.map(() => "tensor" as const),
      ...numbers.map(() => "number" as const),
      "number",
    ],
    functions,
    output,
    furtherOutputs: null,
  };
}
