import { brief } from "./format";
import type { Interest, Interests, Kind } from "./interest";
import type { Entry } from "./sheet";
import type { Window } from "./view";

const words: Record<Kind, string> = {
  "x-intercept": "x-intercept",
  "y-intercept": "y-intercept",
  highest: "high point",
  lowest: "low point",
  leftmost: "left end",
  rightmost: "right end",
  intersection: "intersection",
};

const and = (list: (string | number)[]) => (list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`);

/** (1, −2). */
export const place = (x: number, y: number) => `(${brief(x)}, ${brief(y)})`;

/** Why a place is of interest: "intersection of 1 and 2; x-intercept of 1". */
export function why(p: Interest): string {
  return p.why.map((w) => `${words[w.kind]} of ${and(w.of)}`).join("; ");
}

const most = 12;

/** What a graph shows, in words. */
export function summary(entries: readonly Entry[], found: Interests | null, w: Window): string {
  const seen = entries.filter((e) => e.shown && !e.mistake && (e.curves.length || e.points.length || e.region));
  const frame = `x from ${brief(w.left)} to ${brief(w.right)}, y from ${brief(w.bottom)} to ${brief(w.top)}.`;
  if (!seen.length) return `Graph, empty. ${frame}`;
  const drawn = seen.map((e) => {
    if (e.points.length && !e.curves.length) return `${e.number}: ${e.points.length === 1 ? "point" : `${e.points.length} points`} ${e.points.slice(0, 6).map((p) => place(...p)).join(", ")}${e.points.length > 6 ? " and more" : ""}`;
    return `${e.number}: ${e.title}${e.region ? ", shaded where it holds" : ""}`;
  });
  const parts = [`Graph. ${frame}`, `Drawn are ${drawn.join("; ")}.`];
  if (found) {
    for (const [a, b] of found.same) parts.push(`${a} and ${b} are the same.`);
    if (found.points.length) {
      const rest = found.points.length - most;
      parts.push(`${found.points.slice(0, most).map((p) => `${place(p.x, p.y)} ${why(p)}`).join(". ")}.`);
      if (rest > 0) parts.push(`${rest} more under Points.`);
    } else parts.push("No intercepts, turning points or intersections in this window.");
  }
  return parts.join(" ");
}
