import type { Curve } from "./meaning";
import { contour, region, sample, type Grid, type Point } from "./sample";
import type { Entry } from "./sheet";
import type { Window } from "./view";

/** A curve as lines in the plane, ready to be drawn. */
export interface Drawn {
  curve: Curve;
  entry: Entry;
  lines: Point[][];
}

export interface Plot {
  drawn: Drawn[];
  /** Shaded: upright strips [x, width, low, high]. */
  shaded: { entry: Entry; strips: [number, number, number, number][] }[];
  dots: { entry: Entry; points: Point[] }[];
}

const inSight = (entries: readonly Entry[]) => entries.filter((e) => e.shown && !e.mistake);
const gridOf = (w: Window, width: number, height: number, size: number): Grid => ({ ...w, columns: Math.max(20, Math.round(width / size)), rows: Math.max(20, Math.round(height / size)) });

/** The curves alone. */
export function drawnOf(entries: readonly Entry[], w: Window, width: number, height: number): Drawn[] {
  const grid = gridOf(w, width, height, 6);
  return inSight(entries).flatMap((entry) => entry.curves.map((curve) => ({ curve, entry, lines: linesOf(curve, w, width, height, grid) })));
}

/** Works out what a window of so many pixels shows. */
export function plot(entries: readonly Entry[], w: Window, width: number, height: number): Plot {
  const seen = inSight(entries);
  const fine = { ...gridOf(w, width, height, 2), rows: Math.max(20, Math.round(height / 8)) };
  return {
    drawn: drawnOf(entries, w, width, height),
    shaded: seen.flatMap((entry) => (entry.region ? [{ entry, strips: region(entry.region, fine) }] : [])),
    dots: seen.filter((e) => e.points.length).map((entry) => ({ entry, points: entry.points })),
  };
}

function linesOf(c: Curve, w: Window, width: number, height: number, grid: Grid): Point[][] {
  switch (c.kind) {
    case "y": return sample(c.f, w.left, w.right, w.bottom, w.top, width);
    case "x": return sample(c.f, w.bottom, w.top, w.left, w.right, height).map((l) => l.map(([y, x]) => [x, y]));
    case "implicit": return contour(c.F, grid);
  }
}
