import { compileConditions, compileNumber, namesOf, type Scope } from "./compile";
import { show } from "./format";
import type { Relation } from "./parse";
import { roots, type Curve1 } from "./roots";

/** A line on the plane: y by x, x by y, or where F is 0. */
export type Curve = { strict?: boolean } & (
  | { kind: "y"; f: Curve1 }
  | { kind: "x"; f: Curve1 }
  | { kind: "implicit"; F: (x: number, y: number) => number }
);

/** What a line of the calculator draws, and what it says. */
export interface Meaning {
  curves: Curve[];
  /** Where an inequality holds. */
  region?: (x: number, y: number) => boolean;
  /** A solution or value in words. */
  output?: string;
}

/** What a relation between x and y means. Throws a Mistake. */
export function meaningOf(relation: Relation, where: Relation[], scope: Scope): Meaning {
  const names = new Set<string>();
  relation.sides.forEach((s) => namesOf(s, names));
  const [hasX, hasY] = [names.has("x"), names.has("y")];
  const rules = relation.sides.map((s) => compileNumber(s, ["x", "y"], scope));
  const allowed = where.length ? compileConditions(where, ["x", "y"], scope) : null;
  const holds = compileConditions([relation], ["x", "y"], scope);
  if (!hasX && !hasY) return { curves: [], output: holds([0, 0]) ? "This is true." : "This is not true." };
  const equation = relation.signs[0] === "=";
  const meaning: Meaning = { curves: [] };

  if (hasX !== hasY) {
    const name = hasX ? "x" : "y";
    const pair = (t: number) => (hasX ? [t, 0] : [0, t]);
    const free = relation.sides[0]!.kind === "name" && !namesOf(relation.sides[1]!).has(name);
    relation.signs.forEach((sign, i) => {
      const F: Curve1 = (t) => rules[i]!(pair(t)) - rules[i + 1]!(pair(t));
      const solved = free && relation.signs.length === 1 ? { places: [rules[1]!([0, 0])], output: "" } : solve(F, name);
      for (const at of solved.places) if (Number.isFinite(at)) meaning.curves.push(limited({ kind: name, f: () => at, strict: sign === "<" || sign === ">" }, allowed));
      if (equation && solved.output) meaning.output = solved.output;
    });
    if (!equation && !free) meaning.output = intervals((t) => holds(pair(t)), name);
  } else {
    relation.signs.forEach((sign, i) => {
      const a = relation.sides[i]!;
      const b = relation.sides[i + 1]!;
      const F = (x: number, y: number) => rules[i]!([x, y]) - rules[i + 1]!([x, y]);
      meaning.curves.push(limited({ ...curveOf(F, [a, b].map((s) => ({ alone: s.kind === "name" ? s.name : "", names: namesOf(s) })), [rules[i]!, rules[i + 1]!]), strict: sign === "<" || sign === ">" }, allowed));
    });
  }
  if (!equation) meaning.region = (x, y) => holds([x, y]) && (!allowed || allowed([x, y]));
  return meaning;
}

type Rule2 = (v: readonly number[]) => number;

function curveOf(F: (x: number, y: number) => number, sides: { alone: string; names: Set<string> }[], rules: Rule2[]): Curve {
  for (const name of ["y", "x"] as const) {
    for (const [me, other] of [[0, 1], [1, 0]] as const) {
      if (sides[me]!.alone === name && !sides[other]!.names.has(name)) {
        const rule = rules[other]!;
        return name === "y" ? { kind: "y", f: (x) => rule([x, 0]) } : { kind: "x", f: (y) => rule([0, y]) };
      }
    }
  }
  const slope = steady(F);
  if (slope !== null) return { kind: "y", f: (x) => -F(x, 0) / slope };
  return { kind: "implicit", F };
}

/** The factor of y, where F is linear in y with the same factor everywhere, as in 2x + 3y = 6. */
function steady(F: (x: number, y: number) => number): number | null {
  const slope = F(0.37, 1) - F(0.37, 0);
  if (!Number.isFinite(slope) || slope === 0) return null;
  for (const x of [-7.1, -1.3, 0.37, 2.9, 11.7]) {
    for (const y of [-6.3, -0.7, 1.9, 8.4]) {
      const got = F(x, y);
      const want = F(x, 0) + slope * y;
      if (!(Math.abs(got - want) <= 1e-10 * Math.max(1, Math.abs(got), Math.abs(slope * y)))) return null;
    }
  }
  return Number(slope.toPrecision(14));
}

/** A curve where conditions hold. */
export function limited(c: Curve, allowed: ((v: readonly number[]) => boolean) | null): Curve {
  if (!allowed) return c;
  const keep = (x: number, y: number, v: number) => (allowed([x, y]) ? v : NaN);
  switch (c.kind) {
    case "y": return { ...c, f: (x) => {
      const y = c.f(x);
      return keep(x, y, y);
    } };
    case "x": return { ...c, f: (y) => {
      const x = c.f(y);
      return keep(x, y, x);
    } };
    case "implicit": return { ...c, F: (x, y) => keep(x, y, c.F(x, y)) };
  }
}

const far = 1000;
const near = 20;
const ranges = [[-far, -near], [-near, near], [near, far]] as const;

/** The solutions of an equation in one unknown, within a thousand of zero. */
export function solve(F: Curve1, name: string): { places: number[]; output: string } {
  const places: number[] = [];
  for (const [from, to] of ranges) {
    const found = roots(F, from, to, 4000);
    if (!found) return { places: [], output: `True for more than single values of ${name}.` };
    for (const r of found) if (!places.some((p) => Math.abs(p - r.x) < 1e-9)) places.push(r.x);
  }
  places.sort((a, b) => a - b);
  if (!places.length) return { places, output: `No solution between −${far} and ${far}.` };
  if (places.length > 8) {
    const small = [...places].sort((a, b) => Math.abs(a) - Math.abs(b)).slice(0, 4).sort((a, b) => a - b);
    return { places: places.filter((p) => Math.abs(p) <= 100).slice(0, 80), output: `Many solutions; those nearest to 0: ${name} = ${small.map((p) => show(p, 8)).join(", ")}` };
  }
  return { places, output: places.map((p) => `${name} = ${show(p)}`).join(" or ") };
}

/** Where a condition on one unknown holds, as intervals. */
export function intervals(holds: (t: number) => boolean, name: string): string {
  const xs: number[] = [];
  for (const [from, to] of ranges) for (let i = 0; i < 4000; i++) xs.push(from + ((to - from) * i) / 4000 + 1e-9);
  const parts: string[] = [];
  const tidy = (a: number) => Number(a.toPrecision(10));
  const border = (a: number, b: number) => {
    const inside = holds(a);
    for (let i = 0; i < 60; i++) {
      const m = (a + b) / 2;
      if (holds(m) === inside) a = m;
      else b = m;
    }
    const t = tidy(b);
    return Math.abs(t) < 1e-8 ? 0 : t;
  };
  let from: number | null = holds(xs[0]!) ? -Infinity : null;
  for (let i = 1; i < xs.length; i++) {
    const now = holds(xs[i]!);
    if (now === (from !== null)) continue;
    const at = border(xs[i - 1]!, xs[i]!);
    if (now) from = at;
    else {
      parts.push(said(from!, at, holds, name));
      from = null;
    }
  }
  if (from !== null) parts.push(said(from, Infinity, holds, name));
  if (!parts.length) return `No ${name} between −${far} and ${far} fulfils this.`;
  return parts.length > 6 ? `Many intervals; the first: ${parts[0]}` : parts.join(" or ");
}

function said(a: number, b: number, holds: (t: number) => boolean, name: string): string {
  const less = (t: number) => (holds(t) ? "≤" : "<");
  if (a === -Infinity && b === Infinity) return `True for every ${name}.`;
  if (a === -Infinity) return `${name} ${less(b)} ${show(b)}`;
  if (b === Infinity) return `${name} ${holds(a) ? "≥" : ">"} ${show(a)}`;
  return `${show(a)} ${less(a)} ${name} ${less(b)} ${show(b)}`;
}
