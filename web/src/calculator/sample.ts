import type { Curve1 } from "./roots";

export type Point = [number, number];

/**
 * A function as broken lines between two places: finer where it bends, and
 * interrupted where it has no value, jumps, or runs off to a pole.
 */
export function sample(f: Curve1, from: number, to: number, bottom: number, top: number, pixels: number): Point[][] {
  const height = top - bottom;
  const tolerance = height / pixels / 3;
  const far = height * 20; // beyond it a line is not followed
  const lines: Point[][] = [];
  let line: Point[] = [];
  const lift = () => {
    if (line.length > 1) lines.push(line);
    line = [];
  };
  const clamp = (y: number) => Math.min(top + far, Math.max(bottom - far, y));
  const outside = (a: number, b: number) => (a > top && b > top) || (a < bottom && b < bottom);

  const join = (a: number, ya: number, b: number, yb: number, depth: number): void => {
    const m = (a + b) / 2;
    const ym = f(m);
    if (depth > 1 && Number.isNaN(ya) && Number.isNaN(ym) && Number.isNaN(yb)) return lift(); // nothing is here
    const known = !Number.isNaN(ya) && !Number.isNaN(yb);
    if (known && !Number.isNaN(ym) && Math.abs(ym - (ya + yb) / 2) <= tolerance && (depth > 0 || outside(ya, yb))) {
      line.push([b, clamp(yb)]);
      return;
    }
    if (depth < 9 && !(known && !Number.isNaN(ym) && outside(ya, yb) && outside(ya, ym) && depth > 1)) {
      join(a, ya, m, ym, depth + 1);
      join(m, ym, b, yb, depth + 1);
      return;
    }
    // As close as one can see, and still not straight: it is broken here, or very steep.
    if (!known || Number.isNaN(ym)) {
      if (!Number.isNaN(yb) && Number.isNaN(ya)) {
        lift();
        line.push([b, clamp(yb)]);
      } else {
        if (!Number.isNaN(ya) && line.length === 0) line.push([a, clamp(ya)]);
        lift();
      }
      return;
    }
    if (broken(f, a, ya, b, yb)) {
      lift();
      line.push([b, clamp(yb)]);
    } else line.push([b, clamp(yb)]);
  };

  const count = Math.max(60, Math.round(pixels / 3));
  const shift = 1e-7 * (to - from); // so that a hole at a whole number is not met by chance only
  let a = from - shift;
  let ya = f(a);
  if (!Number.isNaN(ya)) line.push([a, clamp(ya)]);
  for (let i = 1; i <= count; i++) {
    const b = from - shift + ((to - from + 2 * shift) * i) / count;
    const yb = f(b);
    if (Number.isNaN(ya) && !Number.isNaN(yb) && line.length) lift();
    join(a, ya, b, yb, 0);
    a = b;
    ya = yb;
  }
  lift();
  return lines;
}

/** Whether the difference of two neighbours stays, or grows, when one looks closer. */
function broken(f: Curve1, a: number, ya: number, b: number, yb: number): boolean {
  const gap = Math.abs(yb - ya);
  for (let i = 0; i < 24; i++) {
    const m = (a + b) / 2;
    const ym = f(m);
    if (Number.isNaN(ym)) return true;
    if (Math.abs(ym - ya) > Math.abs(yb - ym)) [b, yb] = [m, ym];
    else [a, ya] = [m, ym];
  }
  return !(Math.abs(yb - ya) < gap * 0.2);
}

export interface Grid {
  left: number;
  right: number;
  bottom: number;
  top: number;
  columns: number;
  rows: number;
}

/** Where F(x, y) is 0, as broken lines: marching squares, each crossing found by halving. */
export function contour(F: (x: number, y: number) => number, g: Grid): Point[][] {
  const { columns, rows } = g;
  const X = (i: number) => g.left + ((g.right - g.left) * i) / columns;
  const Y = (j: number) => g.bottom + ((g.top - g.bottom) * j) / rows;
  const value = new Float64Array((columns + 1) * (rows + 1));
  const at = (i: number, j: number) => j * (columns + 1) + i;
  for (let j = 0; j <= rows; j++) {
    for (let i = 0; i <= columns; i++) {
      const v = F(X(i), Y(j));
      value[at(i, j)] = v === 0 ? 1e-300 : v; // a corner is on one side or the other
    }
  }
  // An edge is known by its corner and direction, so that neighbours share what is found on it.
  const found = new Map<number, Point | null>();
  const meet = (i: number, j: number, up: boolean): number | null => {
    const v0 = value[at(i, j)]!;
    const v1 = up ? value[at(i, j + 1)]! : value[at(i + 1, j)]!;
    if (!(v0 * v1 < 0)) return null;
    const key = at(i, j) * 2 + (up ? 1 : 0);
    if (!found.has(key)) found.set(key, halve(F, X(i), Y(j), v0, up ? X(i) : X(i + 1), up ? Y(j + 1) : Y(j), v1));
    return found.get(key) ? key : null;
  };
  const links = new Map<number, number[]>();
  const link = (a: number | null, b: number | null) => {
    if (a === null || b === null) return;
    links.set(a, [...(links.get(a) ?? []), b]);
    links.set(b, [...(links.get(b) ?? []), a]);
  };
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const s = [value[at(i, j)]!, value[at(i + 1, j)]!, value[at(i + 1, j + 1)]!, value[at(i, j + 1)]!];
      if (s.some(Number.isNaN)) continue;
      const signs = s.map((v) => v > 0);
      const n = signs.filter(Boolean).length;
      if (n === 0 || n === 4) continue;
      const [south, east, north, west] = [meet(i, j, false), meet(i + 1, j, true), meet(i, j + 1, false), meet(i, j, true)];
      if (n === 2 && signs[0] === signs[2]) {
        const middle = F((X(i) + X(i + 1)) / 2, (Y(j) + Y(j + 1)) / 2) > 0;
        if (middle === signs[0]) link(west, north), link(south, east);
        else link(west, south), link(north, east);
        continue;
      }
      const met = [south, east, north, west].filter((e) => e !== null);
      if (met.length === 2) link(met[0]!, met[1]!);
    }
  }
  return chain(links).map((keys) => keys.map((k) => found.get(k)!));
}

function halve(F: (x: number, y: number) => number, x0: number, y0: number, v0: number, x1: number, y1: number, v1: number): Point | null {
  const gap = Math.abs(v1 - v0);
  for (let i = 0; i < 40; i++) {
    const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
    const v = F(x, y);
    if (Number.isNaN(v)) return null;
    if (v === 0) return [x, y];
    if (v * v0 < 0) [x1, y1, v1] = [x, y, v];
    else [x0, y0, v0] = [x, y, v];
  }
  return Math.abs(v1 - v0) < gap * 1e-2 ? [(x0 + x1) / 2, (y0 + y1) / 2] : null;
}

/** Follows links from end to end, then what is left in circles. */
function chain(links: Map<number, number[]>): number[][] {
  const used = new Set<string>();
  const name = (a: number, b: number) => (a < b ? `${a} ${b}` : `${b} ${a}`);
  const walk = (start: number): number[] => {
    const path = [start];
    for (let here = start; ; ) {
      const next = links.get(here)!.find((n) => !used.has(name(here, n)));
      if (next === undefined) return path;
      used.add(name(here, next));
      path.push(next);
      here = next;
    }
  };
  const out: number[][] = [];
  for (const [k, n] of links) if (n.length === 1) out.push(walk(k));
  for (const k of links.keys()) out.push(walk(k));
  return out.filter((p) => p.length > 1);
}

/**
 * Where a condition holds, as upright strips [x, width, low, high]: exact at
 * their middle. It serves for whatever can be asked of a point.
 */
export function region(holds: (x: number, y: number) => boolean, g: Grid): [number, number, number, number][] {
  const out: [number, number, number, number][] = [];
  const w = (g.right - g.left) / g.columns;
  const h = (g.top - g.bottom) / g.rows;
  for (let i = 0; i < g.columns; i++) {
    const x = g.left + (i + 0.5) * w;
    let inside = holds(x, g.bottom);
    let low = g.bottom;
    for (let j = 1; j <= g.rows; j++) {
      const y = g.bottom + j * h;
      const now = holds(x, y);
      if (now === inside) continue;
      let [a, b] = [y - h, y];
      for (let k = 0; k < 12; k++) {
        const m = (a + b) / 2;
        if (holds(x, m) === inside) a = m;
        else b = m;
      }
      if (inside) out.push([g.left + i * w, w, low, a]);
      else low = b;
      inside = now;
    }
    if (inside) out.push([g.left + i * w, w, low, g.top]);
  }
  return out;
}
