/** A matrix product of a run, checked before anything is made of it. */
import { checkProduct } from "../operations/checking.ts";
import type { Product } from "../operations/products.ts";
import type { Steps } from "../memory/pacing.ts";
import type { RunContext } from "../run/runContext.ts";

export function* multiplied(context: RunContext, product: Product): Steps<void> {
  const { module, multiplying, buffers, learning } = context;
  yield* multiplying.steps(product, buffers.work);
  // A training has thousands of small products, and its loss is watched.
  if (learning === null) checkProduct(module.memory, product);
}
