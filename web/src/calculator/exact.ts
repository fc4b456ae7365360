import type { Node } from "./parse";

/** A fraction in lowest terms; the denominator is positive. */
export interface Ratio {
  n: bigint;
  d: bigint;
}

const most = 10n ** 60n; // longer ones are of no use to a person

const size = (a: bigint) => (a < 0n ? -a : a);

export function gcd(a: bigint, b: bigint): bigint {
  a = size(a);
  b = size(b);
  while (b) [a, b] = [b, a % b];
  return a;
}

/** n/d in lowest terms; null where it is none, or longer than anybody reads. */
export function ratio(n: bigint, d: bigint): Ratio | null {
  if (d === 0n) return null;
  if (d < 0n) [n, d] = [-n, -d];
  const g = gcd(n, d) || 1n;
  n /= g;
  d /= g;
  return size(n) > most || d > most ? null : { n, d };
}

/** What was typed, to the last digit: 0.1 is one tenth. */
export function ratioOf(text: string): Ratio | null {
  const m = /^(\d*)\.?(\d*)(?:E([+-]?\d+))?$/.exec(text);
  if (!m) return null;
  const power = Number(m[3] ?? 0) - m[2]!.length;
  if (Math.abs(power) > 60) return null;
  const digits = BigInt(m[1]! + m[2]! || "0");
  return power >= 0 ? ratio(digits * 10n ** BigInt(power), 1n) : ratio(digits, 10n ** BigInt(-power));
}

export function toNumber(r: Ratio): number {
  if (size(r.n) < 1n << 53n && r.d < 1n << 53n) return Number(r.n) / Number(r.d);
  const whole = r.n / r.d;
  return Number(whole) + Number(((r.n - whole * r.d) * (1n << 60n)) / r.d) / 2 ** 60;
}

export const plus = (a: Ratio, b: Ratio) => ratio(a.n * b.d + b.n * a.d, a.d * b.d);
export const times = (a: Ratio, b: Ratio) => ratio(a.n * b.n, a.d * b.d);
export const minus = (a: Ratio): Ratio => ({ n: -a.n, d: a.d });
const over = (a: Ratio, b: Ratio) => ratio(a.n * b.d, a.d * b.n);
const below = (a: Ratio, b: Ratio) => a.n * b.d < b.n * a.d;
const floor = (a: Ratio): Ratio => ({ n: a.n >= 0n || a.n % a.d === 0n ? a.n / a.d : a.n / a.d - 1n, d: 1n });

/** The whole square root of a whole number that has one. */
function root(n: bigint): bigint | null {
  if (n < 0n) return null;
  let x = BigInt(Math.floor(Math.sqrt(Number(n))));
  for (let i = 0; i < 200 && x * x !== n; i++) {
    const y = x === 0n ? 1n : (x + n / x) / 2n;
    if (y === x || y === x + 1n || y === x - 1n) {
      for (const z of [y - 1n, y, y + 1n]) if (z >= 0n && z * z === n) return z;
      return null;
    }
    x = y;
  }
  return x * x === n ? x : null;
}

function power(a: Ratio, b: Ratio): Ratio | null {
  if (b.d === 2n) {
    const n = root(a.n);
    const d = root(a.d);
    return n === null || d === null ? null : power({ n, d }, { n: b.n, d: 1n });
  }
  if (b.d !== 1n || size(b.n) > 200n) return null;
  if (a.n === 0n) return b.n > 0n ? a : null; // 0^0 is left to the other kind of arithmetic
  const k = size(b.n);
  // A power is not computed before it is known to be one that will be shown.
  if (k * BigInt(Math.max(size(a.n).toString().length, a.d.toString().length) - 1) > 60n) return null;
  return b.n >= 0n ? ratio(a.n ** k, a.d ** k) : ratio(a.d ** k, a.n ** k);
}

function factorial(a: Ratio): Ratio | null {
  if (a.d !== 1n || a.n < 0n || a.n > 40n) return null;
  let f = 1n;
  for (let i = 2n; i <= a.n; i++) f *= i;
  return { n: f, d: 1n };
}

/** What names stand for. */
export interface Known {
  /** An exact number, or a list of them. */
  value(name: string): Ratio | Ratio[] | null;
  /** A function that a line defined. */
  rule?(name: string): { params: string[]; node: Node } | null;
}

const deepest = 12; // functions of functions

/**
 * The value of an expression as a fraction, where it has one and it can be found
 * by arithmetic alone; else null, and floating point says what it is about.
 */
export function exact(node: Node, known: Known, depth = 0): Ratio | null {
  const one = (n: Node) => exact(n, known, depth);
  switch (node.kind) {
    case "number": return ratioOf(node.text);
    case "name": {
      const v = known.value(node.name);
      return v && !Array.isArray(v) ? v : null;
    }
    case "minus": {
      const v = one(node.of);
      return v && minus(v);
    }
    case "factorial": {
      const v = one(node.of);
      return v && factorial(v);
    }
    case "scale": {
      const v = node.by === "%" ? one(node.of) : null;
      return v && ratio(v.n, v.d * 100n);
    }
    case "binary": {
      const a = one(node.a);
      const b = a && one(node.b);
      if (!a || !b) return null;
      switch (node.op) {
        case "+": return plus(a, b);
        case "-": return plus(a, minus(b));
        case "*": return times(a, b);
        case "/": return over(a, b);
        case "^": return power(a, b);
      }
      return null;
    }
    case "call": {
      if (node.base) return null;
      const values = exactList(node.args, known, depth);
      const rule = known.rule?.(node.name);
      if (rule) {
        if (!values || values.length !== rule.params.length || depth > deepest) return null;
        const inside: Known = { ...known, value: (name) => {
          const i = rule.params.indexOf(name);
          return i >= 0 ? values[i]! : known.value(name);
        } };
        return exact(rule.node, inside, depth + 1);
      }
      return values && apply(node.name, values);
    }
    default: return null;
  }
}

/** The exact values of a list, or of the one list that is given. */
export function exactList(items: Node[], known: Known, depth = 0): Ratio[] | null {
  if (items.length === 1) {
    const only = items[0]!;
    if (only.kind === "list") return exactList(only.items, known, depth);
    if (only.kind === "name") {
      const v = known.value(only.name);
      if (Array.isArray(v)) return v;
    }
  }
  const out: Ratio[] = [];
  for (const item of items) {
    const v = exact(item, known, depth);
    if (!v) return null;
    out.push(v);
  }
  return out;
}

function apply(name: string, v: Ratio[]): Ratio | null {
  const [a, b] = v;
  if (!a) return null;
  const sum = () => v.reduce<Ratio | null>((s, r) => s && plus(s, r), { n: 0n, d: 1n });
  const sorted = () => [...v].sort((p, q) => (below(p, q) ? -1 : below(q, p) ? 1 : 0));
  switch (name) {
    case "min": return sorted()[0]!;
    case "max": return sorted().at(-1)!;
    case "range": return plus(sorted().at(-1)!, minus(sorted()[0]!));
    case "total": return sum();
    case "count": return { n: BigInt(v.length), d: 1n };
    case "mean": {
      const s = sum();
      return s && ratio(s.n, s.d * BigInt(v.length));
    }
    case "median": {
      const s = sorted();
      const low = s[(s.length - 1) >> 1]!;
      const high = s[s.length >> 1]!;
      const both = plus(low, high);
      return both && ratio(both.n, both.d * 2n);
    }
    case "gcd": return v.every((r) => r.d === 1n) ? { n: v.reduce((g, r) => gcd(g, r.n), 0n), d: 1n } : null;
    case "lcm": return v.every((r) => r.d === 1n && r.n !== 0n) ? v.reduce<Ratio | null>((l, r) => l && ratio(size(l.n * r.n) / gcd(l.n, r.n), 1n), { n: 1n, d: 1n }) : null;
  }
  if (name === "mod" && b && v.length === 2) {
    const q = over(a, b);
    const whole = q && times(floor(q), b);
    return whole && plus(a, minus(whole));
  }
  if ((name === "ncr" || name === "npr") && b && v.length === 2) {
    if (a.d !== 1n || b.d !== 1n || a.n < 0n || b.n < 0n || a.n > 200n) return null;
    if (b.n > a.n) return { n: 0n, d: 1n };
    let up = 1n;
    let down = 1n;
    for (let i = 0n; i < b.n; i++) {
      up *= a.n - i;
      if (name === "ncr") down *= i + 1n;
    }
    return ratio(up, down);
  }
  if (v.length !== 1) return null;
  switch (name) {
    case "abs": return a.n < 0n ? minus(a) : a;
    case "sqrt": return power(a, { n: 1n, d: 2n });
    case "floor": return floor(a);
    case "ceil": return minus(floor(minus(a)));
    case "round": return a.n >= 0n ? floor({ n: 2n * a.n + a.d, d: 2n * a.d }) : minus(floor({ n: -2n * a.n + a.d, d: 2n * a.d }));
    case "sign": return { n: a.n > 0n ? 1n : a.n < 0n ? -1n : 0n, d: 1n };
  }
  return null;
}
