/** Fan-in and fan-out of a tensor by its shape. */

/**
 * Where the axes of outputs and inputs stand. PyTorch: `[out, in, ...kernel]`. Keras, JAX and GPT-2's own
 * Conv1D: `[...kernel, in, out]`.
 */
export type Layout = "outputs_first" | "outputs_last";

export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Both fans, the receptive field of a kernel included; null for vectors and scalars. */
export function fansOf(shape: readonly number[], layout: Layout): Fans | null {
  if (shape.length < 2) return null;
  const isFirst = layout === "outputs_first";
  const kernel = isFirst ? shape.slice(2) : shape.slice(0, -2);
  const field = kernel.reduce((product, length) => product * length, 1);
  const [before = 1, after = 1] = isFirst ? shape.slice(0, 2) : shape.slice(-2);
  const [outputs, inputs] = isFirst ? [before, after] : [after, before];
  return { fanIn: inputs * field, fanOut: outputs * field };
}

/** The fused projections of a GPT-2 tell the layout: three or four times as many outputs as inputs. */
const WIDENING =
  /(?:c_attn|c_fc|qkv|up_proj|fc1|query_key_value|dense_h_to_4h|linear1)[^a-z0-9]*(?:weight|kernel)$/i;
const KERAS_OR_JAX = /(?:^|[./_])kernel(?::0)?$/i;

/** The layout that names and shapes of a file suggest; PyTorch's where they say nothing. */
export function guessLayout(
  tensors: readonly { readonly name: string; readonly shape: readonly number[] }[],
): Layout {
  let votes = 0;
  for (const { name, shape } of tensors) {
    const [first = 0, last = 0] = shape;
    if (KERAS_OR_JAX.test(name)) votes++;
    else if (shape.length === 2 && first !== last && WIDENING.test(name)) votes += first < last ? 1 : -1;
  }
  return votes > 0 ? "outputs_last" : "outputs_first";
}
