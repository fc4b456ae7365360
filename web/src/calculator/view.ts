/** The part of the plane that is looked at. */
export interface Window {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

export const standard: Window = { left: -10, right: 10, bottom: -10, top: 10 };

const widest = 1e9;
const narrowest = 1e-6;

/** Whether places in a window can still be told apart as numbers. */
function fits(w: Window): boolean {
  const sizes = [w.right - w.left, w.top - w.bottom];
  const furthest = Math.max(...Object.values(w).map(Math.abs));
  return Math.min(...sizes) >= Math.max(narrowest, furthest * 1e-8) && furthest <= widest;
}

/** Closer to a place, or further from it; it stays where it is on the screen. A factor below 1 comes closer. */
export function zoom(w: Window, factor: number, x = (w.left + w.right) / 2, y = (w.bottom + w.top) / 2): Window {
  const next = { left: x + (w.left - x) * factor, right: x + (w.right - x) * factor, bottom: y + (w.bottom - y) * factor, top: y + (w.top - y) * factor };
  return fits(next) ? next : w;
}

/** Moved by shares of its own size. */
export function pan(w: Window, right: number, up: number): Window {
  const dx = (w.right - w.left) * right;
  const dy = (w.top - w.bottom) * up;
  const next = { left: w.left + dx, right: w.right + dx, bottom: w.bottom + dy, top: w.top + dy };
  return fits(next) ? next : w;
}

/** The same middle and width, with a height that makes circles round on so many pixels. */
export function square(w: Window, width: number, height: number): Window {
  const middle = (w.bottom + w.top) / 2;
  const half = ((w.right - w.left) * height) / width / 2;
  return { ...w, bottom: middle - half, top: middle + half };
}

/** A window in which points can be seen, with room around them. */
export function around(points: [number, number][]): Window | null {
  const seen = points.filter((p) => p.every(Number.isFinite));
  if (!seen.length) return null;
  const span = (v: number[]): [number, number] => {
    const low = Math.min(...v, 0);
    const high = Math.max(...v, 0);
    const room = (high - low || 2) * 0.15;
    return [low - room, high + room];
  };
  const [left, right] = span(seen.map((p) => p[0]));
  const [bottom, top] = span(seen.map((p) => p[1]));
  return { left, right, bottom, top };
}

export interface Ticks {
  major: number[];
  minor: number[];
  step: number;
}

/** Lines of a grid at 1, 2 or 5 times a power of ten, not closer than so many pixels. */
export function ticks(low: number, high: number, pixels: number, apart = 70): Ticks {
  const rough = ((high - low) / pixels) * apart;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const [step, parts] = ([[1, 5], [2, 4], [5, 5], [10, 5]] as const).map(([k, p]) => [k * ten, p] as const).find(([s]) => s >= rough * 0.999) ?? [10 * ten, 5];
  const lines = (by: number): number[] => {
    const out: number[] = [];
    for (let k = Math.ceil(low / by - 1e-9); k * by <= high + by * 1e-9; k++) out.push(Number((k * by).toPrecision(12)) || 0);
    return out;
  };
  const major = lines(step);
  const minor = lines(step / parts).filter((m) => !major.includes(m));
  return { major, minor, step };
}
