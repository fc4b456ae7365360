import { Mistake } from "./token";
import type { Comparison, Node, Relation } from "./parse";

/** A rule that can be asked for its value, over the values of its variables in order. */
export type Rule = (v: readonly number[]) => number;
export type Code = { kind: "number"; f: Rule } | { kind: "list"; f: (v: readonly number[]) => number[] };

/** A function that a line defined. */
export interface Defined {
  params: string[];
  f: Rule;
}

/** What stands around an expression: the names that other lines define. */
export interface Scope {
  value(name: string): number | number[] | undefined;
  defined(name: string): Defined | undefined;
  degrees: boolean;
}

const constants = new Map([["e", Math.E], ["pi", Math.PI], ["tau", 2 * Math.PI]]);

/** What an expression is made of, one level down. */
export function parts(node: Node): Node[] {
  switch (node.kind) {
    case "minus":
    case "factorial":
    case "scale": return [node.of];
    case "binary": return [node.a, node.b];
    case "call": return node.base ? [...node.args, node.base] : node.args;
    case "list": return node.items;
    case "point": return [node.x, node.y];
    default: return [];
  }
}

/** The names in an expression that are neither constants nor functions. */
export function namesOf(node: Node, into = new Set<string>()): Set<string> {
  if (node.kind === "name" && !constants.has(node.name)) into.add(node.name);
  parts(node).forEach((n) => namesOf(n, into));
  return into;
}

export const isConstant = (name: string): boolean => constants.has(name);

/** Makes a closure of an expression; nothing is ever turned into text and run. Throws a Mistake. */
export function compile(node: Node, variables: readonly string[], scope: Scope): Code {
  const go = (n: Node) => compile(n, variables, scope);
  switch (node.kind) {
    case "number": {
      const value = Number(node.text);
      return { kind: "number", f: () => value };
    }
    case "name": {
      const slot = variables.indexOf(node.name);
      if (slot >= 0) return { kind: "number", f: (v) => v[slot]! };
      const value = constants.get(node.name) ?? scope.value(node.name);
      if (value === undefined) throw new Mistake(node.at, `Nothing is called ${node.name} yet.`, node.end - node.at);
      return Array.isArray(value) ? { kind: "list", f: () => value } : { kind: "number", f: () => value };
    }
    case "minus": return each(go(node.of), (x) => -x);
    case "factorial": return each(go(node.of), factorial);
    case "scale": {
      const by = node.by === "%" ? 0.01 : scope.degrees ? 1 : Math.PI / 180;
      return each(go(node.of), (x) => x * by);
    }
    case "binary": {
      if (node.op === "^") return powerOf(node.a, node.b, go);
      return both(go(node.a), go(node.b), arithmetic[node.op]);
    }
    case "list": {
      const items = node.items.map((n) => {
        const c = go(n);
        if (c.kind === "list") throw new Mistake(n.at, "A list holds numbers, not lists.", n.end - n.at);
        return c.f;
      });
      return { kind: "list", f: (v) => items.map((f) => f(v)) };
    }
    case "point": throw new Mistake(node.at, "A point cannot be calculated with. Write its coordinates as values of their own.", node.end - node.at);
    case "call": return call(node, go, scope);
  }
}

/** As compile, for where a list makes no sense. */
export function compileNumber(node: Node, variables: readonly string[], scope: Scope): Rule {
  const c = compile(node, variables, scope);
  if (c.kind === "list") throw new Mistake(node.at, "This is a list, and one number is needed. Use mean(…), total(…) or another function that makes one of it.", node.end - node.at);
  return c.f;
}

/** Whether conditions hold. */
export function compileConditions(relations: Relation[], variables: readonly string[], scope: Scope): (v: readonly number[]) => boolean {
  const tests = relations.flatMap((r) => r.signs.map((sign, i) => holds(sign, compileNumber(r.sides[i]!, variables, scope), compileNumber(r.sides[i + 1]!, variables, scope))));
  return (v) => tests.every((t) => t(v));
}

function holds(sign: Comparison, a: Rule, b: Rule): (v: readonly number[]) => boolean {
  switch (sign) {
    case "<": return (v) => a(v) < b(v);
    case ">": return (v) => a(v) > b(v);
    case "≤": return (v) => a(v) <= b(v);
    case "≥": return (v) => a(v) >= b(v);
    case "=": return (v) => a(v) === b(v);
  }
}

function each(c: Code, op: (x: number) => number): Code {
  const f = c.f;
  return c.kind === "list" ? { kind: "list", f: (v) => c.f(v).map(op) } : { kind: "number", f: (v) => op((f as Rule)(v)) };
}

function both(a: Code, b: Code, op: (x: number, y: number) => number): Code {
  if (a.kind === "number" && b.kind === "number") return { kind: "number", f: (v) => op(a.f(v), b.f(v)) };
  return {
    kind: "list",
    f: (v) => {
      const x = a.f(v);
      const y = b.f(v);
      if (typeof x === "number") return (y as number[]).map((n) => op(x, n));
      if (typeof y === "number") return x.map((n) => op(n, y));
      return x.slice(0, y.length).map((n, i) => op(n, y[i]!));
    },
  };
}

const arithmetic: Record<"+" | "-" | "*" | "/", (x: number, y: number) => number> = {
  "+": (x, y) => x + y,
  "-": (x, y) => x - y,
  "*": (x, y) => x * y,
  "/": (x, y) => (y === 0 ? NaN : x / y), // nothing is divided by zero
};

/** x^(1/3) has a value left of zero too; x^0.3333 has none. The exponent must be written as a fraction. */
function powerOf(a: Node, b: Node, go: (n: Node) => Code): Code {
  const odd = oddRoot(b);
  return both(go(a), go(b), odd ? (x, y) => (x < 0 ? (odd.even ? 1 : -1) * Math.pow(-x, y) : power(x, y)) : power);
}

function oddRoot(n: Node): { even: boolean } | null {
  if (n.kind === "minus") return oddRoot(n.of);
  if (n.kind !== "binary" || n.op !== "/" || n.b.kind !== "number") return null;
  const up = n.a.kind === "minus" ? n.a.of : n.a;
  if (up.kind !== "number" || !/^\d+$/.test(up.text) || !/^\d*[13579]$/.test(n.b.text)) return null;
  return { even: Number(up.text) % 2 === 0 };
}

function power(x: number, y: number): number {
  if (x === 0 && y <= 0) return y === 0 ? 1 : NaN;
  return Math.pow(x, y);
}

/** Through the gamma function for what is no whole number. */
export function factorial(x: number): number {
  if (x < 0 && Number.isInteger(x)) return NaN;
  if (x > 170) return NaN;
  if (Number.isInteger(x)) {
    let f = 1;
    for (let i = 2; i <= x; i++) f *= i;
    return f;
  }
  return gamma(x + 1);
}

// Lanczos' approximation with g = 7, nine terms.
const lanczos = [0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];
function gamma(z: number): number {
  if (z < 0.5) return Math.PI / (Math.sin(Math.PI * z) * gamma(1 - z));
  z -= 1;
  let sum = lanczos[0]!;
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i]! / (z + i);
  const t = z + 7.5;
  return Math.sqrt(2 * Math.PI) * Math.pow(t, z + 0.5) * Math.exp(-t) * sum;
}

/** Functions of one number, in radians. */
const plain: Record<string, (x: number) => number> = {
  sqrt: Math.sqrt, cbrt: Math.cbrt, abs: Math.abs, exp: Math.exp, floor: Math.floor, ceil: Math.ceil, sign: Math.sign,
  round: (x) => Math.sign(x) * Math.round(Math.abs(x)),
  ln: (x) => (x > 0 ? Math.log(x) : NaN),
  log: (x) => (x > 0 ? Math.log10(x) : NaN),
};

const tiny = 1e-15;
const circle: Record<string, (s: number, c: number) => number> = {
  sin: (s) => s,
  cos: (_, c) => c,
  tan: (s, c) => (c === 0 ? NaN : s / c),
  sec: (_, c) => (c === 0 ? NaN : 1 / c),
  csc: (s) => (s === 0 ? NaN : 1 / s),
  cot: (s, c) => (s === 0 ? NaN : c / s),
};

/** Sine and cosine of an angle in degrees, exact where they are 0, ½ or 1. */
function turn(x: number): [number, number] {
  const d = ((x % 360) + 360) % 360;
  const s = (a: number) => {
    const q = a % 360;
    if (q % 180 === 0) return 0;
    if (q === 30 || q === 150) return 0.5;
    if (q === 210 || q === 330) return -0.5;
    return Math.sin((q * Math.PI) / 180);
  };
  return [s(d), s(d + 90)];
}

/** What is nothing but the rounding of π is 0. */
const clean = (x: number) => (Math.abs(x) < tiny ? 0 : x);

const inverse: Record<string, (x: number) => number> = { arcsin: Math.asin, arccos: Math.acos, arctan: Math.atan };

const mean = (v: number[]) => v.reduce((a, b) => a + b, 0) / v.length;
function spread(v: number[], less: 0 | 1): number {
  const m = mean(v);
  return v.reduce((s, x) => s + (x - m) ** 2, 0) / (v.length - less);
}
function middle(v: number[]): number {
  const s = [...v].sort((a, b) => a - b);
  return (s[(s.length - 1) >> 1]! + s[s.length >> 1]!) / 2;
}
function divisor(a: number, b: number): number {
  a = Math.abs(a);
  b = Math.abs(b);
  if (!Number.isInteger(a) || !Number.isInteger(b)) return NaN;
  while (b) [a, b] = [b, a % b];
  return a;
}

/** Functions that make one number of many. */
const gather: Record<string, (v: number[]) => number> = {
  min: (v) => Math.min(...v), max: (v) => Math.max(...v), range: (v) => Math.max(...v) - Math.min(...v),
  total: (v) => v.reduce((a, b) => a + b, 0), count: (v) => v.length, mean, median: middle,
  stdev: (v) => Math.sqrt(spread(v, 1)), stdevp: (v) => Math.sqrt(spread(v, 0)), var: (v) => spread(v, 1), varp: (v) => spread(v, 0),
  gcd: (v) => v.reduce(divisor, 0), lcm: (v) => v.reduce((a, b) => (a === 0 || b === 0 ? 0 : Math.abs(a * b) / divisor(a, b)), 1),
};

const pairs: Record<string, (a: number, b: number) => number> = {
  mod: (a, b) => (b === 0 ? NaN : a - b * Math.floor(a / b)),
  ncr: (n, k) => choose(n, k, true),
  npr: (n, k) => choose(n, k, false),
};

function choose(n: number, k: number, unordered: boolean): number {
  if (!Number.isInteger(n) || !Number.isInteger(k) || n < 0 || k < 0) return NaN;
  if (k > n) return 0;
  if (unordered) k = Math.min(k, n - k);
  let out = 1;
  for (let i = 0; i < k && Number.isFinite(out); i++) out = unordered ? (out * (n - i)) / (i + 1) : out * (n - i);
  return unordered ? Math.round(out) : out;
}

function call(node: Node & { kind: "call" }, go: (n: Node) => Code, scope: Scope): Code {
  const { name } = node;
  const args = node.args.map(go);
  const span = node.end - node.at;
  const first = args[0];
  if (gather[name]) {
    const g = gather[name]!;
    if (!first) throw new Mistake(node.at, `${name} needs at least one number.`, span);
    return { kind: "number", f: (v) => {
      const all = args.flatMap((a) => a.f(v));
      return all.length ? g(all) : NaN;
    } };
  }
  const want = (n: number) => {
    if (args.length !== n) throw new Mistake(node.at, `${name} takes ${n === 1 ? "one value" : `${n} values, with a comma between them`}, and here ${args.length === 1 ? "is one" : `are ${args.length}`}.`, span);
  };
  const made = scope.defined(name);
  if (made) {
    want(made.params.length);
    if (args.length === 1) return each(first!, (x) => made.f([x]));
    if (args.length === 2) return both(args[0]!, args[1]!, (x, y) => made.f([x, y]));
    const fs = args.map((a, i) => {
      if (a.kind === "list") throw new Mistake(node.args[i]!.at, "A list does not fit here.", 1);
      return a.f;
    });
    return { kind: "number", f: (v) => made.f(fs.map((f) => f(v))) };
  }
  if (pairs[name]) {
    want(2);
    return both(args[0]!, args[1]!, pairs[name]!);
  }
  want(1);
  if (name === "log" && node.base) return both(first!, go(node.base), (x, b) => (x > 0 && b > 0 && b !== 1 ? cleanLog(Math.log(x) / Math.log(b), x, b) : NaN));
  const round = circle[name];
  if (round) {
    return each(first!, scope.degrees
      ? (x) => round(...turn(x))
      : (x) => round(clean(Math.sin(x)), clean(Math.cos(x))));
  }
  const back = inverse[name];
  if (back) return each(first!, scope.degrees ? (x) => (back(x) * 180) / Math.PI : back);
  const f = plain[name];
  if (!f) throw new Mistake(node.at, `The calculator does not know the function ${name}.`, span);
  return each(first!, f);
}

/** log_2(8) is 3, not a little less. */
function cleanLog(value: number, x: number, base: number): number {
  const whole = Math.round(value);
  return Math.pow(base, whole) === x ? whole : value;
}
