/** Float32 vectors in memory: product, sum, dropout, scaling, filling. Sizes are in elements, any count. */

/** out = a b, element by element; out may be a or b. */
export function multiply(a: usize, b: usize, out: usize, count: u32): void {
  const blocked = <usize>(count & ~3) << 2;
  const bytes = <usize>count << 2;
  let at: usize = 0;
  for (; at < blocked; at += 16) v128.store(out + at, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  for (; at < bytes; at += 4) store<f32>(out + at, load<f32>(a + at) * load<f32>(b + at));
}

/** out = a + b, element by element; out may be a or b. */
export function add(a: usize, b: usize, out: usize, count: u32): void {
  const blocked = <usize>(count & ~3) << 2;
  const bytes = <usize>count << 2;
  let at: usize = 0;
  for (; at < blocked; at += 16) v128.store(out + at, f32x4.add(v128.load(a + at), v128.load(b + at)));
  for (; at < bytes; at += 4) store<f32>(out + at, load<f32>(a + at) + load<f32>(b + at));
}

/** x = x mask, and 0 where the mask is 0, whatever x was there. */
export function drop(x: usize, mask: usize, count: u32): void {
  const end = x + (<usize>count << 2);
  const blockedEnd = x + (<usize>(count & ~3) << 2);
  for (; x < blockedEnd; x += 16, mask += 16) {
    const m = v128.load(mask);
    v128.store(x, v128.andnot(f32x4.mul(v128.load(x), m), f32x4.eq(m, f32x4.splat(0))));
  }
  for (; x < end; x += 4, mask += 4) {
    const m = load<f32>(mask);
    store<f32>(x, m == 0 ? 0 : load<f32>(x) * m);
  }
}

/** x = x mask + shift, and `dropped` where the mask is 0, whatever x was there: alpha dropout. */
export function dropAlpha(x: usize, mask: usize, shift: f32, dropped: f32, count: u32): void {
  const end = x + (<usize>count << 2);
  const blockedEnd = x + (<usize>(count & ~3) << 2);
  const shifts = f32x4.splat(shift);
  const floor = f32x4.splat(dropped);
  for (; x < blockedEnd; x += 16, mask += 16) {
    const m = v128.load(mask);
    const kept = f32x4.add(f32x4.mul(v128.load(x), m), shifts);
    v128.store(x, v128.bitselect(floor, kept, f32x4.eq(m, f32x4.splat(0))));
  }
  for (; x < end; x += 4, mask += 4) {
    const m = load<f32>(mask);
    store<f32>(x, m == 0 ? dropped : load<f32>(x) * m + shift);
  }
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
