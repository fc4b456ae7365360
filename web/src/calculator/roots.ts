/** A rule of one variable; NaN where it has no value. */
export type Curve1 = (x: number) => number;

export interface Found {
  x: number;
  /** The graph meets the axis there and turns back. */
  touches: boolean;
}

export interface Extremum {
  x: number;
  y: number;
  kind: "highest" | "lowest";
}

const samples = 1200;
/** More of a kind than this are too many to tell apart. */
export const many = 60;

/** Where to look: evenly, and at the whole numbers, where people's functions have their roots. */
function places(from: number, to: number, count: number): number[] {
  const xs: number[] = [];
  const step = (to - from) / count;
  for (let i = 0; i <= count; i++) xs.push(i === count ? to : from + i * step);
  if (to - from <= count) for (let n = Math.ceil(from); n <= to; n++) xs.push(n);
  xs.sort((a, b) => a - b);
  return xs.filter((x, i) => i === 0 || x - xs[i - 1]! > step * 1e-9);
}

/**
 * The zeros of a continuous piece of a function between two places: crossings,
 * touchings, and ends of its domain. A pole or a jump is none. Null where it is
 * zero over a stretch, so that there is no single place to name.
 */
export function roots(f: Curve1, from: number, to: number, count = samples): Found[] | null {
  const xs = places(from, to, count);
  const ys = xs.map(f);
  const out: Found[] = [];
  const width = to - from;
  let zeros = 0;
  const add = (x: number, touches: boolean) => {
    const at = tidy(f, x, width);
    if (at === null || at < from - width * 1e-12 || at > to + width * 1e-12) return;
    if (out.some((r) => Math.abs(r.x - at) <= width * 1e-9)) return;
    out.push({ x: at, touches });
  };
  for (let i = 0; i < xs.length; i++) {
    const y = ys[i]!;
    if (y === 0) {
      if (++zeros > 4) return null;
      // Met by chance. Another may lie between here and the neighbours; close by it tells on which side f begins.
      const x = xs[i]!;
      const eps = width * 1e-7;
      const [before, after] = [f(x - eps), f(x + eps)];
      add(x, before * after > 0);
      for (const [near, far] of [[x - eps, xs[i - 1]], [x + eps, xs[i + 1]]] as const) {
        const other = far === undefined ? null : crossing(f, near, far);
        if (other !== null) add(other, false);
      }
      continue;
    }
    zeros = 0;
    const y1 = ys[i + 1];
    if (y1 === undefined) break;
    const [a, b] = [xs[i]!, xs[i + 1]!];
    if (y * y1 < 0) {
      const x = crossing(f, a, b);
      if (x !== null) add(x, false);
    } else if (Number.isNaN(y) !== Number.isNaN(y1) && y1 !== 0) {
      const x = edge(f, a, b);
      if (x !== null) add(x, true);
    }
    // A dip of |f| between two neighbours of one sign: it touches, or crosses twice.
    const y2 = ys[i + 2];
    if (y2 !== undefined && y * y1 > 0 && y1 * y2 > 0 && Math.abs(y1) <= Math.abs(y) && Math.abs(y1) <= Math.abs(y2) && (Math.abs(y1) < Math.abs(y) || Math.abs(y1) < Math.abs(y2))) {
      const s = Math.sign(y1);
      const low = least((x) => s * f(x), a, xs[i + 2]!);
      const depth = s * f(low);
      if (depth < 0 && depth > -1e-9 * Math.max(Math.abs(y), Math.abs(y2))) add(flat(f, low, width), true);
      else if (depth < 0) {
        for (const [p, q] of [[a, low], [low, xs[i + 2]!]] as const) {
          const x = crossing(f, p, q);
          if (x !== null) add(x, false);
        }
      } else if (depth <= 1e-9 * Math.max(Math.abs(y), Math.abs(y2))) add(flat(f, low, width), true);
    }
  }
  return out.sort((a, b) => a.x - b.x);
}

/** The zero between two places of different sign; null where the function jumps over it. */
export function crossing(f: Curve1, a: number, b: number): number | null {
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa * fb < 0)) return null;
  const gap = Math.abs(fb - fa);
  for (let i = 0; i < 200; i++) {
    const m = a + (b - a) / 2;
    if (m <= Math.min(a, b) || m >= Math.max(a, b)) break;
    const fm = f(m);
    if (fm === 0) return m;
    if (Number.isNaN(fm)) return null;
    if (fa * fm < 0) [b, fb] = [m, fm];
    else [a, fa] = [m, fm];
  }
  // What is continuous has closed the gap; a pole has widened it and a jump kept it.
  if (!(Math.abs(fb - fa) <= 1e-3 * gap)) return null;
  return Math.abs(fa) < Math.abs(fb) ? a : b;
}

/** Where a domain ends on the axis, as that of sqrt(x) does at 0. */
function edge(f: Curve1, a: number, b: number): number | null {
  let [out, inside] = Number.isNaN(f(a)) ? [a, b] : [b, a];
  const size = Math.abs(f(inside));
  for (let i = 0; i < 100; i++) {
    const m = (out + inside) / 2;
    if (m === out || m === inside) break;
    if (Number.isNaN(f(m))) out = m;
    else inside = m;
  }
  return Math.abs(f(inside)) <= 1e-5 * size ? inside : null;
}

const golden = (Math.sqrt(5) - 1) / 2;

/** Where a function is least in a bracket. */
function least(f: Curve1, a: number, b: number): number {
  let p = b - golden * (b - a);
  let q = a + golden * (b - a);
  let fp = f(p);
  let fq = f(q);
  for (let i = 0; i < 90 && b - a > 1e-13 * (Math.abs(a) + Math.abs(b)); i++) {
    if (fp < fq || Number.isNaN(fq)) {
      [b, q, fq] = [q, p, fp];
      p = b - golden * (b - a);
      fp = f(p);
    } else {
      [a, p, fp] = [p, q, fq];
      q = a + golden * (b - a);
      fq = f(q);
    }
  }
  return fp < fq ? p : q;
}

/** Near an extremum a function hardly changes; its slope does, and says more precisely where it lies. */
function flat(f: Curve1, x: number, width: number): number {
  const h = width * 2e-5;
  const slope = (t: number) => (f(t - 2 * h) - 8 * f(t - h) + 8 * f(t + h) - f(t + 2 * h)) / (12 * h);
  const reach = width * 1e-6;
  const better = crossing(slope, x - reach, x + reach);
  return better ?? x;
}

/** The same place as a short number, if the function is no further from zero there; null where it has no value. */
function tidy(f: Curve1, x: number, width: number): number | null {
  const here = Math.abs(f(x));
  for (const digits of [4, 8, 11]) {
    const step = 10 ** (Math.ceil(Math.log10(width)) - digits);
    const near = Number((Math.round(x / step) * step).toPrecision(14));
    if (Math.abs(near - x) > Math.max(width * 1e-9, Math.abs(x) * 1e-11)) continue;
    const there = Math.abs(f(near));
    if (Number.isNaN(there)) return null; // a hole
    if (there <= here || there < 1e-13) return near === 0 ? 0 : near;
  }
  for (let d = 3; d <= 60; d++) {
    const near = Math.round(x * d) / d;
    if (Math.abs(near - x) <= width * 1e-10 && Math.abs(f(near)) <= here) return near;
  }
  return x === 0 ? 0 : x;
}

/** High and low points of a function that it turns at, between two places; a pole, a jump or a level stretch is none. */
export function extrema(f: Curve1, from: number, to: number, count = samples): Extremum[] {
  const xs = places(from, to, count);
  const ys = xs.map(f);
  const out: Extremum[] = [];
  const width = to - from;
  for (let i = 1; i + 1 < xs.length; i++) {
    let j = i; // the end of a level stretch, two samples on either side of a summit for example
    while (j + 1 < xs.length && ys[j + 1] === ys[i]) j++;
    if (j > i + 2 || j + 1 >= xs.length) {
      i = j;
      continue;
    }
    const [before, y, after] = [ys[i - 1]!, ys[i]!, ys[j + 1]!];
    const s = y > before && y > after ? -1 : y < before && y < after ? 1 : 0;
    if (s !== 0) {
      const a = xs[i - 1]!;
      const b = xs[j + 1]!;
      const rough = least((x) => s * f(x), a, b);
      let x = flat(f, rough, width);
      if (s * f(x) > s * f(rough)) x = Math.abs(f(x) - f(rough)) <= 1e-9 * Math.max(1e-9, Math.abs(before - y), Math.abs(after - y)) ? x : rough;
      const near = tidyPlace(f, x, s, width);
      const top = f(near);
      const rise = Math.max(Math.abs(top - before), Math.abs(top - after));
      const eps = (b - a) * 1e-7;
      const steady = (t: number) => Math.abs(f(t) - top) <= 1e-3 * rise;
      if (rise > 1e-12 * Math.max(1, Math.abs(top)) && steady(near - eps) && steady(near + eps) && rise < 1e3 * Math.max(Math.abs(y - before), Math.abs(y - after))) {
        const yt = Number(top.toPrecision(13));
        out.push({ x: near, y: Math.abs(yt) < rise * 1e-11 ? 0 : yt, kind: s < 0 ? "highest" : "lowest" });
      }
    }
    i = j;
  }
  return out;
}

function tidyPlace(f: Curve1, x: number, s: number, width: number): number {
  const y = f(x);
  for (const digits of [4, 6, 8]) {
    const step = 10 ** (Math.ceil(Math.log10(width)) - digits);
    const near = Number((Math.round(x / step) * step).toPrecision(14));
    if (Math.abs(near - x) > width * 2e-9) continue;
    if (s * f(near) <= s * y + 1e-12 * Math.max(1, Math.abs(y))) return near === 0 ? 0 : near;
  }
  for (let d = 3; d <= 60; d++) {
    const near = Math.round(x * d) / d;
    if (Math.abs(near - x) <= width * 2e-9) return near;
  }
  return x === 0 ? 0 : x;
}
