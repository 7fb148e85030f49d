/**
 * Modified Gram-Schmidt of math/orthogonal.ts, column panels at a time. Every column goes through the
 * same float64 operations in the same order (dot products over ascending rows, columns of Q
 * ascending), so the bits are the same; only the order between columns differs: eight columns stay in
 * L1 while all finished columns of Q pass by, and the update with one column of Q shares its sweep
 * with the dot product with the next.
 */

/** Columns of a panel; a panel is `[rows, 8]` float64. */
const PANEL: u32 = 8;

/** Bytes of the work space for a tall matrix: Q by columns, a panel, and the dot products. */
export function orthogonalWorkBytes(rows: u32, columns: u32): usize {
  return (<usize>rows * columns + <usize>rows * PANEL + PANEL) * 8;
}

/** Number of columns in one panel. */
export function orthogonalPanel(): u32 {
  return PANEL;
}

/**
 * Fills the panel with columns `[first, first + 8)` of the tall matrix whose entry (i, j) is at `i *
 * rowStep + j * columnStep`.
 */
export function loadPanel(
  matrix: usize,
  rowStep: usize,
  columnStep: usize,
  rows: u32,
  columns: u32,
  first: u32,
  panel: usize,
): void {
  const taken = min(columns - first, PANEL);
  matrix += <usize>first * columnStep;
  for (let i: u32 = 0; i < rows; i++) {
    for (let j: u32 = 0; j < PANEL; j++) {
      const value: f64 = j < taken ? <f64>load<f32>(matrix + <usize>j * columnStep) : 0;
      store<f64>(panel + (j << 3), value);
    }
    matrix += rowStep;
    panel += PANEL * 8;
  }
}

/**
 * Takes columns `[k0, k1)` of Q out of the panel, one after another. `q` is by columns,
 * `[columns, rows]` float64.
 */
export function projectPanel(q: usize, panel: usize, rows: u32, k0: u32, k1: u32): void {
  const column = <usize>rows << 3;
  const panelEnd = panel + <usize>rows * PANEL * 8;
  let now = q + <usize>k0 * column;
  let dot0 = f64x2.splat(0);
  let dot1 = f64x2.splat(0);
  let dot2 = f64x2.splat(0);
  let dot3 = f64x2.splat(0);
  let from = now;
  for (let p = panel; p < panelEnd; p += 64) {
    const s = v128.load64_splat(from);
    from += 8;
    dot0 = f64x2.add(dot0, f64x2.mul(s, v128.load(p)));
    dot1 = f64x2.add(dot1, f64x2.mul(s, v128.load(p, 16)));
    dot2 = f64x2.add(dot2, f64x2.mul(s, v128.load(p, 32)));
    dot3 = f64x2.add(dot3, f64x2.mul(s, v128.load(p, 48)));
  }
  for (let k = k0; k < k1; k++) {
    const p0 = dot0;
    const p1 = dot1;
    const p2 = dot2;
    const p3 = dot3;
    dot0 = f64x2.splat(0);
    dot1 = f64x2.splat(0);
    dot2 = f64x2.splat(0);
    dot3 = f64x2.splat(0);
    // The last sweep computes its dot product with a column that is not used: reading column k again keeps
    // one loop.
    const step = k + 1 < k1 ? column : 0;
    from = now;
    for (let p = panel; p < panelEnd; p += 64) {
      const s = v128.load64_splat(from);
      const next = v128.load64_splat(from + step);
      from += 8;
      const v0 = f64x2.sub(v128.load(p), f64x2.mul(s, p0));
      v128.store(p, v0);
      dot0 = f64x2.add(dot0, f64x2.mul(next, v0));
      const v1 = f64x2.sub(v128.load(p, 16), f64x2.mul(s, p1));
      v128.store(p, v1, 16);
      dot1 = f64x2.add(dot1, f64x2.mul(next, v1));
      const v2 = f64x2.sub(v128.load(p, 32), f64x2.mul(s, p2));
      v128.store(p, v2, 32);
      dot2 = f64x2.add(dot2, f64x2.mul(next, v2));
      const v3 = f64x2.sub(v128.load(p, 48), f64x2.mul(s, p3));
      v128.store(p, v3, 48);
      dot3 = f64x2.add(dot3, f64x2.mul(next, v3));
    }
    now += column;
  }
}

/**
 * Orthonormalises the panel's own columns, appends them to Q and writes them back to the matrix as float32.
 * Parameters as of `loadPanel`; `q` as of `projectPanel`.
 */
export function finishPanel(
  matrix: usize,
  rowStep: usize,
  columnStep: usize,
  rows: u32,
  columns: u32,
  first: u32,
  panel: usize,
  q: usize,
): void {
  const taken = min(columns - first, PANEL);
  const panelEnd = panel + <usize>rows * PANEL * 8;
  for (let k: u32 = 0; k < taken; k++) {
    const lane = <usize>k << 3;
    let squared: f64 = 0;
    for (let p = panel + lane; p < panelEnd; p += 64) squared += load<f64>(p) * load<f64>(p);
    const norm = sqrt<f64>(squared);
    let dot0 = f64x2.splat(0);
    let dot1 = f64x2.splat(0);
    let dot2 = f64x2.splat(0);
    let dot3 = f64x2.splat(0);
    let to = q + <usize>(first + k) * rows * 8;
    let out = matrix + <usize>(first + k) * columnStep;
    for (let p = panel; p < panelEnd; p += 64) {
      const value = load<f64>(p + lane) / norm;
      store<f64>(p + lane, value);
      store<f64>(to, value);
      store<f32>(out, <f32>value);
      to += 8;
      out += rowStep;
      const s = f64x2.splat(value);
      dot0 = f64x2.add(dot0, f64x2.mul(s, v128.load(p)));
      dot1 = f64x2.add(dot1, f64x2.mul(s, v128.load(p, 16)));
      dot2 = f64x2.add(dot2, f64x2.mul(s, v128.load(p, 32)));
      dot3 = f64x2.add(dot3, f64x2.mul(s, v128.load(p, 48)));
    }
    // Only columns to the right change: the others are finished and stored.
    for (let p = panel; p < panelEnd; p += 64) {
      const s = v128.load64_splat(p + lane);
      v128.store(p, f64x2.sub(v128.load(p), f64x2.mul(s, dot0)));
      v128.store(p, f64x2.sub(v128.load(p, 16), f64x2.mul(s, dot1)), 16);
      v128.store(p, f64x2.sub(v128.load(p, 32), f64x2.mul(s, dot2)), 32);
      v128.store(p, f64x2.sub(v128.load(p, 48), f64x2.mul(s, dot3)), 48);
    }
  }
}
