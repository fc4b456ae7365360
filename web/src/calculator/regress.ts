/** A rule with free numbers: its value for one row of the data. */
export type Model = (parameters: readonly number[], row: number) => number;

export interface Fit {
  parameters: number[];
  /** Share of the variation that the rule explains; null where nothing varies. */
  r2: number | null;
  /** Root of the mean squared distance. */
  rmse: number;
  /** The rule is linear in its free numbers, so the fit is the one best there is. */
  certain: boolean;
}

/**
 * Least squares: the free numbers for which the sum of squared distances to y is
 * least. Where the rule is linear in them (lines, parabolas) by orthogonal
 * decomposition; else by Levenberg and Marquardt from many starts. Null where no
 * start leads anywhere.
 */
export function fit(model: Model, y: readonly number[], count: number): Fit | null {
  const rows = y.length;
  const at = (p: readonly number[]) => y.map((_, i) => model(p, i));
  const zero = new Array<number>(count).fill(0);
  const all = zero.map((_, i) => i);
  if (linearIn(at, zero, all)) {
    const p = solveFor(at, y, zero, all);
    return p && judge(at(p), y, p, true);
  }
  // Free numbers in which the rule is linear while the others stand still follow from these.
  const probe = zero.map((_, i) => 0.7 + 0.23 * i);
  const easy: number[] = [];
  for (const i of all) if (linearIn(at, probe, [...easy, i])) easy.push(i);
  const hard = all.filter((i) => !easy.includes(i));
  let best: Fit | null = null;
  let left = patience;
  const counted = (q: readonly number[]) => {
    left -= rows;
    return at(q);
  };
  for (const start of starts(hard.length)) {
    if (left < 0) break;
    let p = zero.map(() => 1);
    hard.forEach((i, k) => (p[i] = start[k]!));
    if (easy.length) p = solveFor(at, y, p, easy) ?? p;
    const end = descend(counted, y, p, rows);
    const found = end && judge(at(end), y, end, false);
    if (found && (!best || found.rmse < best.rmse * (1 - 1e-9))) best = found;
  }
  return best;
}

const patience = 1_000_000; // values of the rule; a person waits for them

const kept = new Map<string, Fit | null>();

/** As fit, but what was found before is not sought again while other lines change. */
export function remembered(model: Model, y: readonly number[], count: number): Fit | null {
  // Two rules that agree at all rows for two odd choices of the free numbers are the same to us.
  const probes = [0.737, -1.219].map((k) => Array.from({ length: count }, (_, i) => k + 0.31 * i));
  const key = JSON.stringify([count, y, probes.map((p) => y.map((_, i) => model(p, i)))]);
  if (!kept.has(key)) {
    if (kept.size > 20) kept.clear();
    kept.set(key, fit(model, y, count));
  }
  return kept.get(key)!;
}

function starts(n: number): number[][] {
  const few = [1, 0.5, 2, -0.5, 1.1, 0.1, 3, -1, 0.9, 0.2, 5, -2, 10, 0.01, -0.1, 20];
  if (n === 0) return [[]];
  if (n === 1) return few.map((v) => [v]);
  const out: number[][] = [];
  const some = n === 2 ? few.slice(0, 12) : n === 3 ? few.slice(0, 6) : few.slice(0, 3);
  const build = (head: number[]) => {
    if (head.length === n) out.push(head);
    else if (out.length < 250) for (const v of some) build([...head, v]);
  };
  build([]);
  return out;
}

/** Whether values change in step with these free numbers, the others standing still. */
function linearIn(at: (p: readonly number[]) => number[], base: readonly number[], which: number[]): boolean {
  const set = (values: number[]) => {
    const p = [...base];
    which.forEach((i, k) => (p[i] = values[k]!));
    return at(p);
  };
  const nothing = set(which.map(() => 0));
  const units = which.map((_, k) => set(which.map((_, j) => (j === k ? 1 : 0))));
  for (const values of [which.map((_, k) => 1.7 - 0.9 * k), which.map((_, k) => -2.3 + 0.31 * k * k)]) {
    const got = set(values);
    for (let r = 0; r < got.length; r++) {
      const want = nothing[r]! + values.reduce((s, v, k) => s + v * (units[k]![r]! - nothing[r]!), 0);
      if (!(Math.abs(got[r]! - want) <= 1e-9 * Math.max(1, Math.abs(got[r]!), Math.abs(want)))) return false;
    }
  }
  return true;
}

function solveFor(at: (p: readonly number[]) => number[], y: readonly number[], base: readonly number[], which: number[]): number[] | null {
  const p = [...base];
  which.forEach((i) => (p[i] = 0));
  const nothing = at(p);
  const columns = which.map((i) => {
    const q = [...p];
    q[i] = 1;
    return at(q).map((v, r) => v - nothing[r]!);
  });
  const found = leastSquares(columns, y.map((v, r) => v - nothing[r]!));
  if (!found) return null;
  which.forEach((i, k) => (p[i] = found[k]!));
  return p;
}

/** The combination of columns nearest to a target, by Householder reflections; null where the columns do not settle it. */
export function leastSquares(columns: readonly number[][], target: readonly number[]): number[] | null {
  const n = columns.length;
  const m = target.length;
  if (m < n) return null;
  const a = columns.map((c) => [...c]);
  const b = [...target];
  const size = columns.map((c) => Math.hypot(...c));
  for (let k = 0; k < n; k++) {
    const c = a[k]!;
    const norm = Math.hypot(...c.slice(k));
    if (!(norm > 1e-11 * size[k]!)) return null;
    const head = c[k]! > 0 ? -norm : norm;
    const v = c.slice(k);
    v[0]! -= head;
    const vv = v.reduce((s, x) => s + x * x, 0);
    const reflect = (w: number[]) => {
      const s = (2 * v.reduce((t, x, i) => t + x * w[k + i]!, 0)) / vv;
      for (let i = 0; i < v.length; i++) w[k + i]! -= s * v[i]!;
    };
    for (let j = k; j < n; j++) reflect(a[j]!);
    reflect(b);
  }
  const x = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    let s = b[k]!;
    for (let j = k + 1; j < n; j++) s -= a[j]![k]! * x[j]!;
    x[k] = s / a[k]![k]!;
  }
  return x.every(Number.isFinite) ? x : null;
}

function descend(at: (p: readonly number[]) => number[], y: readonly number[], start: number[], rows: number): number[] | null {
  const cost = (v: number[]) => v.reduce((s, x, i) => s + (x - y[i]!) ** 2, 0);
  let p = start;
  let v = at(p);
  let c = cost(v);
  if (!Number.isFinite(c)) return null;
  let damping = 1e-2;
  for (let step = 0; step < 120; step++) {
    const slopes = p.map((x, i) => {
      const h = 1e-6 * Math.max(1e-3, Math.abs(x));
      const [up, down] = [[...p], [...p]];
      up[i] = x + h;
      down[i] = x - h;
      const [a, b] = [at(up), at(down)];
      return a.map((t, r) => (t - b[r]!) / (2 * h));
    });
    const rest = y.map((t, r) => t - v[r]!);
    let moved = false;
    for (let tries = 0; tries < 12; tries++) {
      // Damping is extra rows that pull each change towards nothing.
      const columns = slopes.map((s, i) => [...s, ...p.map((_, j) => (i === j ? Math.sqrt(damping) * Math.max(Math.hypot(...s), 1e-12) : 0))]);
      const change = leastSquares(columns, [...rest, ...p.map(() => 0)]);
      if (change) {
        const q = p.map((x, i) => x + change[i]!);
        const w = at(q);
        const d = cost(w);
        if (d < c) {
          moved = c - d > 1e-15 * c;
          [p, v, c] = [q, w, d];
          damping = Math.max(damping / 5, 1e-14);
          break;
        }
      }
      damping *= 4;
    }
    if (!moved || c < 1e-28 * rows) break;
  }
  return p;
}

function judge(v: number[], y: readonly number[], parameters: number[], certain: boolean): Fit | null {
  const rest = v.reduce((s, x, i) => s + (x - y[i]!) ** 2, 0);
  if (!Number.isFinite(rest)) return null;
  const mean = y.reduce((a, b) => a + b, 0) / y.length;
  const whole = y.reduce((s, x) => s + (x - mean) ** 2, 0);
  const scale = y.reduce((s, x) => s + x * x, 0);
  return {
    parameters: parameters.map((x) => Number(x.toPrecision(13))),
    r2: whole > 1e-24 * scale ? 1 - (rest < 1e-24 * scale ? 0 : rest) / whole : null,
    rmse: Math.sqrt(rest / y.length),
    certain,
  };
}
