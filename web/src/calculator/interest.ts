import type { Curve } from "./meaning";
import type { Drawn } from "./plot";
import { extrema, many, roots, type Curve1 } from "./roots";
import type { Point } from "./sample";
import type { Window } from "./view";

export type Kind = "x-intercept" | "y-intercept" | "highest" | "lowest" | "leftmost" | "rightmost" | "intersection";

/** A place that somebody may want to know, and why. */
export interface Interest {
  x: number;
  y: number;
  why: { kind: Kind; of: number[] }[];
}

export interface Interests {
  points: Interest[];
  /** Pairs of rows that draw the same. */
  same: [number, number][];
  /** Not all could be listed. */
  more: boolean;
}

type F2 = (x: number, y: number) => number;

/** Intercepts, turning points and intersections of all that is drawn, inside the window. */
export function interests(drawn: readonly Drawn[], w: Window): Interests {
  const found = new Collection(w);
  const curves = drawn.slice(0, 16);
  for (const d of curves) alone(d, w, found);
  curves.forEach((a, i) => curves.slice(i + 1).forEach((b) => together(a, b, w, found)));
  return found.done();
}

class Collection {
  private readonly points: Interest[] = [];
  private readonly same = new Map<string, [number, number]>();
  private more = false;

  constructor(private readonly w: Window) {}

  add(kind: Kind, x: number, y: number, of: number[]): void {
    const { left, right, bottom, top } = this.w;
    const [dx, dy] = [(right - left) * 1e-7, (top - bottom) * 1e-7];
    if (!(x >= left - dx && x <= right + dx && y >= bottom - dy && y <= top + dy)) return;
    if (Math.abs(x) < dx * 1e-3) x = 0;
    if (Math.abs(y) < dy * 1e-3) y = 0;
    const known = this.points.find((p) => Math.abs(p.x - x) <= dx && Math.abs(p.y - y) <= dy);
    if (!known) {
      if (this.points.length >= many * 4) this.more = true;
      else this.points.push({ x, y, why: [{ kind, of }] });
      return;
    }
    if (!known.why.some((r) => r.kind === kind && r.of.join() === of.join())) known.why.push({ kind, of });
  }

  list(kind: Kind, places: Point[], of: number[]): void {
    if (places.length > many) this.more = true;
    for (const [x, y] of places.slice(0, many)) this.add(kind, x, y, of);
  }

  equal(a: number, b: number): void {
    if (a !== b) this.same.set(`${a} ${b}`, [a, b]);
  }

  done(): Interests {
    return { points: this.points.sort((a, b) => a.x - b.x || a.y - b.y), same: [...this.same.values()], more: this.more };
  }
}

function alone(d: Drawn, w: Window, found: Collection): void {
  const of = [d.entry.number];
  const c = d.curve;
  switch (c.kind) {
    case "y":
      found.list("x-intercept", (roots(c.f, w.left, w.right) ?? []).map((r) => [r.x, 0]), of);
      found.add("y-intercept", 0, c.f(0), of);
      for (const e of extrema(c.f, w.left, w.right).slice(0, many)) found.add(e.kind, e.x, e.y, of);
      break;
    case "x":
      found.list("y-intercept", (roots(c.f, w.bottom, w.top) ?? []).map((r) => [0, r.x]), of);
      found.add("x-intercept", c.f(0), 0, of);
      for (const e of extrema(c.f, w.bottom, w.top).slice(0, many)) found.add(e.kind === "highest" ? "rightmost" : "leftmost", e.y, e.x, of);
      break;
    case "implicit":
      found.list("x-intercept", (roots((x) => c.F(x, 0), w.left, w.right) ?? []).map((r) => [r.x, 0]), of);
      found.list("y-intercept", (roots((y) => c.F(0, y), w.bottom, w.top) ?? []).map((r) => [0, r.x]), of);
      turns(c.F, d.lines, w, of, found);
  }
}

/** Where a curve F = 0 turns back: found on its lines, then made exact. */
function turns(F: F2, lines: Point[][], w: Window, of: number[], found: Collection): void {
  const h = Math.max(w.right - w.left, w.top - w.bottom) * 1e-5;
  const Fx: F2 = (x, y) => (F(x + h, y) - F(x - h, y)) / (2 * h);
  const Fy: F2 = (x, y) => (F(x, y + h) - F(x, y - h)) / (2 * h);
  for (const line of lines) {
    const closed = line.length > 3 && line[0]![0] === line.at(-1)![0] && line[0]![1] === line.at(-1)![1];
    const n = closed ? line.length - 1 : line.length;
    for (let i = closed ? 0 : 1; i < (closed ? n : n - 1); i++) {
      const [p, q, r] = [line[(i - 1 + n) % n]!, line[i]!, line[(i + 1) % n]!];
      for (const [axis, G, high, low] of [[1, Fx, "highest", "lowest"], [0, Fy, "rightmost", "leftmost"]] as const) {
        const up = q[axis]! >= p[axis]! && q[axis]! > r[axis]!;
        const down = q[axis]! <= p[axis]! && q[axis]! < r[axis]!;
        if (!up && !down) continue;
        const at = newton(F, G, q, w);
        if (at) found.add(up ? high : low, at[0], at[1], of);
      }
    }
  }
}

function together(a: Drawn, b: Drawn, w: Window, found: Collection): void {
  const of = [a.entry.number, b.entry.number];
  const [p, q] = [a.curve, b.curve];
  const onX = (f: Curve1, gap: Curve1) => {
    const r = roots(gap, w.left, w.right);
    if (r) found.list("intersection", r.map(({ x }) => [x, f(x)]), of);
    else found.equal(of[0]!, of[1]!);
  };
  const onY = (f: Curve1, gap: Curve1) => {
    const r = roots(gap, w.bottom, w.top);
    if (r) found.list("intersection", r.map(({ x: y }) => [f(y), y]), of);
    else found.equal(of[0]!, of[1]!);
  };
  const F = level(q);
  if (p.kind === "y" && q.kind === "y") onX(p.f, (x) => p.f(x) - q.f(x));
  else if (p.kind === "x" && q.kind === "x") onY(p.f, (y) => p.f(y) - q.f(y));
  else if (p.kind === "y" && q.kind === "x") crossed(p.f, q.f, onX, onY);
  else if (p.kind === "x" && q.kind === "y") crossed(q.f, p.f, onX, onY);
  else if (p.kind === "y") onX(p.f, (x) => F(x, p.f(x)));
  else if (p.kind === "x") onY(p.f, (y) => F(p.f(y), y));
  else if (q.kind === "y") onX(q.f, (x) => p.F(x, q.f(x)));
  else if (q.kind === "x") onY(q.f, (y) => p.F(q.f(y), y));
  else for (const at of meet(p.F, q.F, a.lines, b.lines, w)) found.add("intersection", at[0], at[1], of);
}

/** y = f(x) with x = g(y): from the side that is steadier. */
function crossed(f: Curve1, g: Curve1, onX: (f: Curve1, gap: Curve1) => void, onY: (g: Curve1, gap: Curve1) => void): void {
  if (g(-1.234) === g(2.345) && g(0.5) === g(2.345)) onY(g, (y) => f(g(y)) - y);
  else onX(f, (x) => g(f(x)) - x);
}

const level = (c: Curve): F2 => (c.kind === "implicit" ? c.F : c.kind === "y" ? (x, y) => y - c.f(x) : (x, y) => x - c.f(y));

/** Where two curves that are only known as F = 0 meet: where their lines come close, made exact. */
function meet(F: F2, G: F2, a: Point[][], b: Point[][], w: Window): Point[] {
  const out: Point[] = [];
  const close = Math.hypot(w.right - w.left, w.top - w.bottom) / 150;
  const others = b.flat();
  for (const line of a) {
    let last = Infinity;
    let falling = false;
    let best: Point | null = null;
    for (let i = 0; i <= line.length; i++) {
      const p = line[i];
      const d = p ? Math.min(...others.map((o) => Math.hypot(o[0] - p[0], o[1] - p[1])), Infinity) : Infinity;
      if (d < last) {
        falling = true;
        best = p!;
      } else if (falling && best && last < close) {
        falling = false;
        const at = newton(F, G, best, w);
        if (at && !out.some((o) => Math.hypot(o[0] - at[0], o[1] - at[1]) < close * 1e-4)) out.push(at);
      } else falling = false;
      last = d;
    }
  }
  return out;
}

/** A place near another where two rules are both zero; also where they only touch. */
function newton(F: F2, G: F2, from: Point, w: Window): Point | null {
  let [x, y] = from;
  const size = Math.max(w.right - w.left, w.top - w.bottom);
  const h = size * 1e-6;
  const gradient = (f: F2): Point => [(f(x + h, y) - f(x - h, y)) / (2 * h), (f(x, y + h) - f(x, y - h)) / (2 * h)];
  const scale = (f: F2) => Math.hypot(...gradient(f)) * size || 1;
  const [sf, sg] = [scale(F), scale(G)];
  for (let i = 0; i < 60; i++) {
    const [f, g] = [F(x, y), G(x, y)];
    const [a, b] = gradient(F);
    const [c, d] = gradient(G);
    // Gauss and Newton with a little damping: it also comes to rest where the two are parallel.
    const [m11, m12, m22] = [a * a / sf ** 2 + c * c / sg ** 2, a * b / sf ** 2 + c * d / sg ** 2, b * b / sf ** 2 + d * d / sg ** 2];
    const damp = 1e-14 * (m11 + m22);
    const [r1, r2] = [a * f / sf ** 2 + c * g / sg ** 2, b * f / sf ** 2 + d * g / sg ** 2];
    const det = (m11 + damp) * (m22 + damp) - m12 * m12;
    if (!(Math.abs(det) > 0)) break;
    const [dx, dy] = [(r1 * (m22 + damp) - r2 * m12) / det, (r2 * (m11 + damp) - r1 * m12) / det];
    const step = Math.hypot(dx, dy);
    const reach = size / 40;
    const k = step > reach ? reach / step : 1;
    x -= dx * k;
    y -= dy * k;
    if (step < size * 1e-13) break;
  }
  if (!(Math.abs(F(x, y)) / sf < 1e-9 && Math.abs(G(x, y)) / sg < 1e-9)) return null;
  if (Math.hypot(x - from[0], y - from[1]) > size / 20) return null;
  return [neat(x, size), neat(y, size)];
}

/** Rounded to what the search can tell. */
const neat = (v: number, size: number) => {
  const step = 10 ** (Math.ceil(Math.log10(size)) - 7);
  const near = Math.round(v / step) * step;
  return Math.abs(near - v) < size * 3e-9 ? Number(near.toPrecision(12)) || 0 : v;
};

