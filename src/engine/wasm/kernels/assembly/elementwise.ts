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

/**
 * How many changes d of values w a format of fewer digits would lose when it adds them: |d| below half a step
 * of w. half(w) = max(2^e share, least), 2^e <= |w| < 2^(e + 1).
 */
export function countLost(w: usize, d: usize, count: u32, share: f32, least: f32): u32 {
  const blockedEnd = w + (<usize>(count & ~3) << 2);
  const end = w + (<usize>count << 2);
  const exponents = i32x4.splat(0x7f800000);
  const shares = f32x4.splat(share);
  const leasts = f32x4.splat(least);
  let found = i32x4.splat(0);
  for (; w < blockedEnd; w += 16, d += 16) {
    const half = f32x4.max(f32x4.mul(v128.and(v128.load(w), exponents), shares), leasts);
    found = i32x4.sub(found, f32x4.lt(f32x4.abs(v128.load(d)), half));
  }
  let lost: u32 = i32x4.extract_lane(found, 0) + i32x4.extract_lane(found, 1);
  lost += i32x4.extract_lane(found, 2) + i32x4.extract_lane(found, 3);
  for (; w < end; w += 4, d += 4) {
    const half = max(reinterpret<f32>(load<u32>(w) & 0x7f800000) * share, least);
    lost += u32(abs(load<f32>(d)) < half);
  }
  return lost;
}
