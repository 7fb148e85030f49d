/** Float32 vectors in memory: product, scaling, filling. Sizes are in elements, any count. */

/** out = a b, element by element; out may be a or b. */
export function multiply(a: usize, b: usize, out: usize, count: u32): void {
  const blocked = <usize>(count & ~3) << 2;
  const bytes = <usize>count << 2;
  let at: usize = 0;
  for (; at < blocked; at += 16) v128.store(out + at, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  for (; at < bytes; at += 4) store<f32>(out + at, load<f32>(a + at) * load<f32>(b + at));
}

/** out = factor x; out may be x. */
export function scale(x: usize, factor: f32, out: usize, count: u32): void {
  const blocked = <usize>(count & ~3) << 2;
  const bytes = <usize>count << 2;
  const factors = f32x4.splat(factor);
  let at: usize = 0;
  for (; at < blocked; at += 16) v128.store(out + at, f32x4.mul(v128.load(x + at), factors));
  for (; at < bytes; at += 4) store<f32>(out + at, load<f32>(x + at) * factor);
}

/** Sets `count` float32 to one value. */
export function fill(out: usize, value: f32, count: u32): void {
  for (const end = out + (<usize>count << 2); out < end; out += 4) store<f32>(out, value);
}

/** Zeroes bytes. */
export function clear(out: usize, bytes: usize): void {
  memory.fill(out, 0, bytes);
}
