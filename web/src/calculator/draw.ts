import type { Plot } from "./plot";
import type { Point } from "./sample";

/** From the plane to pixels. */
export interface Scale {
  x: (x: number) => number;
  y: (y: number) => number;
}

const r = (n: number) => Math.round(n * 10) / 10;

/** Broken lines as the text of a path; what is far outside is brought near, so that numbers stay small. */
export function pathOf(lines: Point[][], s: Scale, width: number, height: number): string {
  const keep = (n: number, most: number) => Math.min(most * 3, Math.max(-most * 2, n));
  return lines.map((line) => `M${line.map(([x, y]) => `${r(keep(s.x(x), width))} ${r(keep(s.y(y), height))}`).join("L")}`).join("");
}

export interface Mark {
  number: number;
  x: number;
  y: number;
}

/** Where the numbers of curves stand: on the curve, in sight, each at another share of its way. */
export function marks(p: Plot, s: Scale, width: number, height: number): Mark[] {
  const out: Mark[] = [];
  const free = (x: number, y: number) => out.every((m) => Math.hypot(m.x - x, m.y - y) > 24);
  for (const d of p.drawn) {
    if (out.some((m) => m.number === d.entry.number)) continue;
    const visible = d.lines.flat().map(([x, y]): Point => [s.x(x), s.y(y)]).filter(([x, y]) => x > 14 && x < width - 14 && y > 14 && y < height - 14);
    if (!visible.length) {
      const crossing = d.lines.flatMap((l) => between(l, s, width, height));
      if (crossing[0]) out.push({ number: d.entry.number, x: crossing[0][0], y: crossing[0][1] });
      continue;
    }
    for (const share of [0.9, 0.8, 0.1, 0.7, 0.2, 0.6, 0.35]) {
      const [x, y] = visible[Math.floor((visible.length - 1) * share)]!;
      if (!free(x, y)) continue;
      out.push({ number: d.entry.number, x, y });
      break;
    }
  }
  // Points have their number beside the last of them.
  for (const { entry, points } of p.dots) {
    for (const [px, py] of [...points].reverse()) {
      const [x, y] = [s.x(px) + 15, s.y(py) + 13];
      if (!(x > 10 && x < width - 10 && y > 10 && y < height - 10) || !free(x, y)) continue;
      out.push({ number: entry.number, x, y });
      break;
    }
  }
  return out;
}

/** A straight line has few points, perhaps none of them in sight. */
function between(line: Point[], s: Scale, width: number, height: number): Point[] {
  const out: Point[] = [];
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!];
    for (const t of [0.85, 0.7, 0.5, 0.3, 0.15]) {
      const [x, y] = [s.x(a[0] + (b[0] - a[0]) * t), s.y(a[1] + (b[1] - a[1]) * t)];
      if (x > 14 && x < width - 14 && y > 14 && y < height - 14) out.push([x, y]);
    }
  }
  return out;
}
