import type { Plot } from "./plot";
import type { Point } from "./sample";
import { ticks, type Window } from "./view";

/** A place on a curve: which one, and how far along. */
export interface Spot {
  track: number;
  t: number;
}

/** A curve that can be walked along. */
export interface Track {
  name: string;
  at(t: number): Point | null;
  /** The next place along, by so many steps. */
  step(t: number, by: number, w: Window): number;
  /** Where one begins, or the place nearest to another. */
  start(w: Window, track: number, near?: Point): Spot;
}

const round = (v: number, step: number) => Number((Math.round(v / step) * step).toPrecision(12));
const fine = (low: number, high: number) => ticks(low, high, 10, 1).step / 10;

export function tracks(p: Plot): Track[] {
  const out: Track[] = [];
  for (const { curve: c, entry, lines } of p.drawn) {
    const name = `${entry.number}: ${entry.title}`;
    if (c.kind === "implicit") {
      const path = lines.flat();
      if (path.length) out.push(dots(name, path));
      continue;
    }
    const byX = c.kind === "y";
    out.push({
      name,
      at: (t) => {
        const v = c.f(t);
        return Number.isFinite(v) ? (byX ? [t, v] : [v, t]) : null;
      },
      step: (t, by, w) => {
        const [low, high] = byX ? [w.left, w.right] : [w.bottom, w.top];
        const step = fine(low, high);
        for (let k = 1; k <= 400; k++) {
          const next = round(t + by * k * step, step);
          if (Number.isFinite(c.f(next))) return next;
        }
        return t;
      },
      start: (w, track, near) => {
        const [low, high] = byX ? [w.left, w.right] : [w.bottom, w.top];
        const middle = near ? near[byX ? 0 : 1] : low <= 0 && high >= 0 ? 0 : (low + high) / 2;
        if (near && Number.isFinite(c.f(middle))) return { track, t: middle };
        const step = fine(low, high);
        for (let k = 0; k < 400; k++) for (const s of [1, -1]) if (Number.isFinite(c.f(round(middle + s * k * step, step)))) return { track, t: round(middle + s * k * step, step) };
        return { track, t: middle };
      },
    });
  }
  for (const d of p.dots) out.push(dots(`${d.entry.number}: ${d.entry.title}`, d.points));
  return out;
}

function dots(name: string, points: Point[]): Track {
  const n = points.length;
  return {
    name,
    at: (t) => points[((t % n) + n) % n] ?? null,
    step: (t, by) => (((t + by) % n) + n) % n,
    start: (_, track, near) => {
      let t = 0;
      if (near) points.forEach((p, i) => Math.hypot(p[0] - near[0], p[1] - near[1]) < Math.hypot(points[t]![0] - near[0], points[t]![1] - near[1]) && (t = i));
      return { track, t };
    },
  };
}

export function stepAlong(list: Track[], s: Spot, by: number, w: Window): Spot {
  const track = list[s.track];
  return track ? { ...s, t: track.step(s.t, by, w) } : s;
}

/** The curve that is pressed on, if one is close enough. */
export function nearest(list: Track[], x: number, y: number, distance: (p: Point) => number, reach: number): Spot | null {
  let best: Spot | null = null;
  let least = reach;
  list.forEach((track, i) => {
    for (const t of [x, y]) {
      const p = track.at(t);
      if (p && distance(p) < least) [best, least] = [{ track: i, t }, distance(p)];
    }
    const near = track.start({ left: x, right: x + 1, bottom: y, top: y + 1 }, i, [x, y]);
    const p = track.at(near.t);
    if (p && distance(p) < least) [best, least] = [near, distance(p)];
  });
  return best;
}
