import { compile, compileConditions, compileNumber, isConstant, namesOf, parts, type Defined, type Scope } from "./compile";
import { exact, exactList, type Known, type Ratio } from "./exact";
import { result, show } from "./format";
import { limited, meaningOf, type Curve, type Meaning } from "./meaning";
import { functionIn, parseExpression, parseLine, type Line, type Node } from "./parse";
import { remembered, type Fit } from "./regress";
import type { Point } from "./sample";
import { Mistake } from "./token";

export interface Range {
  min: number;
  max: number;
  step: number;
}

/** A row as it was typed. */
export type Row = { id: number; shown: boolean } & (
  | { kind: "line"; text: string; range?: Range }
  | { kind: "table"; number: number; cells: [string, string][] }
);

/** A row as it is understood. */
export interface Entry extends Meaning {
  id: number;
  /** How it is called beside the graph; from 1. */
  number: number;
  shown: boolean;
  /** What the list of curves calls it. */
  title: string;
  line?: Line;
  mistake?: { at: number; length: number; message: string };
  /** Names without a value; each could be a slider. */
  missing: string[];
  slider?: { name: string; value: number; range: Range };
  points: Point[];
  fit?: { names: string[]; found: Fit; count: number; straight: boolean };
  /** Mistakes in the cells of a table, by row and column. */
  cells?: Map<string, string>;
}

/** Steps that one value of a function may take; a graph asks for many thousand values. */
const dearest = 3000;

export const usual: Range = { min: -10, max: 10, step: 0.1 };

/** Understands all rows together: each may use the names that others define. */
export function understand(rows: readonly Row[], degrees: boolean): Entry[] {
  return new Sheet(rows, degrees).entries;
}

class Sheet {
  readonly entries: Entry[];
  private readonly functionNames: ReadonlySet<string>;
  private readonly lines = new Map<number, Line>();
  private readonly owners = new Map<string, number>(); // the row that defines a name
  private readonly values = new Map<string, number | number[]>();
  private readonly exacts = new Map<string, Ratio | Ratio[] | null>();
  private readonly made = new Map<string, Defined>();
  private readonly fitted = new Map<string, number>();
  private readonly costs = new Map<string, number>();
  private readonly open = new Set<string>(); // names being worked out, to find circles
  private readonly scope: Scope;

  constructor(private readonly rows: readonly Row[], degrees: boolean) {
    this.functionNames = new Set(rows.flatMap((r) => (r.kind === "line" ? (functionIn(r.text) ?? []) : [])));
    this.scope = { value: (n) => this.value(n), defined: (n) => this.defined(n), degrees };
    this.entries = rows.map((r, i) => ({ id: r.id, number: i + 1, shown: r.shown, title: r.kind === "line" ? r.text.trim() : `table ${r.number}`, missing: [], points: [], curves: [] }));
    rows.forEach((r, i) => this.attempt(this.entries[i]!, () => this.read(r, this.entries[i]!)));
    for (const kind of ["regression", "rest"] as const) {
      rows.forEach((r, i) => {
        const e = this.entries[i]!;
        if (e.mistake || (e.line?.kind === "regression") !== (kind === "regression")) return;
        this.attempt(e, () => this.work(r, e));
      });
    }
  }

  private attempt(e: Entry, what: () => void): void {
    try {
      what();
    } catch (err) {
      if (!(err instanceof Mistake)) throw err;
      e.mistake = { at: err.at, length: err.length, message: err.message };
      e.curves = [];
      e.points = [];
    }
  }

  /** The form of a row, and whether it defines a name. */
  private read(r: Row, e: Entry): void {
    if (r.kind === "table") {
      e.cells = new Map();
      for (const letter of ["x", "y"]) this.own(`${letter}${r.number}`, r.id, 0);
      return;
    }
    const line = parseLine(r.text, this.functionNames);
    e.line = line;
    this.lines.set(r.id, line);
    if (line.kind === "function") this.own(line.name, r.id, 0);
    const name = named(line);
    if (name) {
      if (isConstant(name.name)) throw new Mistake(name.at, `${name.name} is a number already; use another letter.`, name.end - name.at);
      this.own(name.name, r.id, name.at);
    }
  }

  private own(name: string, row: number, at: number): void {
    const other = this.owners.get(name);
    if (other !== undefined) {
      this.lines.delete(row);
      throw new Mistake(at, `${name} is defined in line ${this.rows.findIndex((r) => r.id === other) + 1} already; use another name, or take one of them away.`, name.length);
    }
    this.owners.set(name, row);
  }

  /** The numbers of a table; a row counts when both its cells hold one. */
  private table(r: Row & { kind: "table" }): Point[] {
    const e = this.entries[this.rows.indexOf(r)]!;
    const points: Point[] = [];
    r.cells.forEach((cells, i) => {
      const read = cells.map((text, j) => {
        if (!text.trim()) return null;
        try {
          const v = compileNumber(parseExpression(text, this.functionNames), [], this.scope)([]);
          if (Number.isFinite(v)) return v;
          e.cells!.set(`${i} ${j}`, "This has no value.");
        } catch (err) {
          if (!(err instanceof Mistake)) throw err;
          e.cells!.set(`${i} ${j}`, err.message);
        }
        return null;
      });
      if (read[0] !== null && read[1] !== null) points.push([read[0]!, read[1]!]);
    });
    return points;
  }

  private value(name: string): number | number[] | undefined {
    if (this.values.has(name)) return this.values.get(name);
    const owner = this.owners.get(name);
    if (owner === undefined) return this.fitted.get(name);
    return this.guarded(name, () => {
      const row = this.rows.find((r) => r.id === owner)!;
      let v: number | number[] | undefined;
      if (row.kind === "table") {
        const points = this.table(row);
        v = points.map((p) => p[name[0] === "x" ? 0 : 1]);
      } else {
        const line = this.lines.get(owner);
        if (line?.kind !== "relation") return undefined;
        const c = compile(line.relation.sides[1]!, [], this.scope);
        v = c.f([]);
      }
      this.values.set(name, v);
      return v;
    });
  }

  private readonly known: Known = {
    value: (name) => this.exactly(name),
    rule: (name) => {
      const line = this.lines.get(this.owners.get(name) ?? -1);
      return line?.kind === "function" && !line.where.length ? line : null;
    },
  };

  private exactly(name: string): Ratio | Ratio[] | null {
    const kept = this.exacts.get(name);
    if (kept !== undefined) return kept;
    const line = this.lines.get(this.owners.get(name) ?? -1);
    let v: Ratio | Ratio[] | null = null;
    if (line?.kind === "relation" && named(line)) {
      const node = line.relation.sides[1]!;
      this.exacts.set(name, null); // a circle has no value; it is told elsewhere
      v = node.kind === "list" ? exactList(node.items, this.known) : exact(node, this.known);
    }
    this.exacts.set(name, v);
    return v;
  }

  private defined(name: string): Defined | undefined {
    const kept = this.made.get(name);
    if (kept) return kept;
    const line = this.lines.get(this.owners.get(name) ?? -1);
    if (line?.kind !== "function") return undefined;
    return this.guarded(name, () => {
      if (this.cost(line.node) > dearest) throw new Mistake(0, `${name} uses other functions too many times over; each use costs all that is inside it.`, 0);
      const rule = compileNumber(line.node, line.params, this.scope);
      const allowed = line.where.length ? compileConditions(line.where, [...line.params], this.scope) : null;
      const d: Defined = { params: line.params, f: allowed ? (v) => (allowed(v) ? rule(v) : NaN) : rule };
      this.made.set(name, d);
      return d;
    });
  }

  /** How many steps a value of this takes, with all the functions it uses. */
  private cost(node: Node): number {
    const inside = parts(node).reduce((s, n) => s + this.cost(n), 1);
    if (node.kind !== "call" || !this.functionNames.has(node.name)) return inside;
    const known = this.costs.get(node.name);
    if (known !== undefined) return inside + known;
    const line = this.lines.get(this.owners.get(node.name) ?? -1);
    this.costs.set(node.name, 0); // one that uses itself is told of elsewhere
    const own = line?.kind === "function" ? this.cost(line.node) : 0;
    this.costs.set(node.name, own);
    return inside + own;
  }

  private guarded<T>(name: string, what: () => T): T {
    if (this.open.has(name)) throw new Mistake(0, `${name} depends on itself. Define it without using it.`, 0);
    this.open.add(name);
    try {
      return what();
    } catch (err) {
      // It stands in another line than the one that asks, so no character of that one is to blame.
      throw err instanceof Mistake ? new Mistake(0, err.message, 0) : err;
    } finally {
      this.open.delete(name);
    }
  }

  /** The names that an expression needs and nobody defines, also through what it uses. */
  private lacking(nodes: Node[], have: readonly string[], fitted = true): string[] {
    const out = new Set<string>();
    for (const node of nodes) {
      for (const name of namesOf(node)) {
        if (have.includes(name)) continue;
        if (this.functionNames.has(name)) continue;
        if (!this.owners.has(name) && !(fitted && this.fitted.has(name))) out.add(name);
      }
    }
    return [...out];
  }

  private work(r: Row, e: Entry): void {
    if (r.kind === "table") {
      e.points = this.table(r);
      return;
    }
    const line = e.line!;
    switch (line.kind) {
      case "empty":
      case "note": return;
      case "regression": return this.regression(line, e);
      case "function": return this.function(line, e);
      case "points": return this.points(line.points, e);
      case "bare": return this.bare(line, e);
      case "relation": {
        const name = named(line);
        if (name) return this.definition(name.name, line.relation.sides[1]!, r, e);
        const nodes = [...line.relation.sides, ...line.where.flatMap((w) => w.sides)];
        e.missing = this.lacking(nodes, ["x", "y"]);
        if (!e.missing.length) Object.assign(e, meaningOf(line.relation, line.where, this.scope));
      }
    }
  }

  private definition(name: string, node: Node, r: Row & { kind: "line" }, e: Entry): void {
    const free = [...namesOf(node)].find((n) => n === "x" || n === "y");
    if (free) throw new Mistake(node.at, `${name} would change with ${free}. To draw it, write y = … or ${name}(${free}) = …`, node.end - node.at);
    e.missing = this.lacking([node], []);
    if (e.missing.length) return;
    const v = this.value(name)!;
    const plain = node.kind === "number" || (node.kind === "minus" && node.of.kind === "number");
    if (Array.isArray(v)) e.output = list(v);
    else if (plain) e.slider = { name, value: v, range: r.range ?? rangeFor(v) };
    else e.output = result(v, exact(node, this.known));
  }

  private function(line: Line & { kind: "function" }, e: Entry): void {
    e.missing = this.lacking([line.node, ...line.where.flatMap((w) => w.sides)], line.params);
    const stray = e.missing.find((n) => n === "x" || n === "y");
    if (stray) throw new Mistake(line.node.at, `${line.name} is given ${line.params.join(" and ")}; ${stray} is not among them.`, line.node.end - line.node.at);
    if (e.missing.length) return;
    const d = this.defined(line.name)!;
    if (line.params.length === 1) e.curves = [{ kind: "y", f: (x) => d.f([x]) }];
    else e.output = `Use it with ${line.params.length} values: ${line.name}(${line.params.map((_, i) => i + 1).join(", ")})`;
  }

  private points(points: Node[], e: Entry): void {
    const parts = points.flatMap((p) => (p.kind === "point" ? [p.x, p.y] : []));
    e.missing = this.lacking(parts, []);
    const free = e.missing.find((n) => n === "x" || n === "y");
    if (free) throw new Mistake(points[0]!.at, `A point has numbers for coordinates, and ${free} is none. Use another letter, such as a.`);
    if (e.missing.length) return;
    for (const p of points) {
      if (p.kind !== "point") continue;
      const [x, y] = [compile(p.x, [], this.scope), compile(p.y, [], this.scope)];
      if (x.kind === "number" && y.kind === "number") e.points.push([x.f([]), y.f([])]);
      else {
        const [xs, ys] = [x.f([]), y.f([])];
        const count = Math.min(Array.isArray(xs) ? xs.length : Infinity, Array.isArray(ys) ? ys.length : Infinity);
        for (let i = 0; i < count; i++) e.points.push([Array.isArray(xs) ? xs[i]! : xs, Array.isArray(ys) ? ys[i]! : ys]);
      }
    }
    e.points = e.points.filter((p) => p.every(Number.isFinite));
    if (!e.points.length) e.output = "undefined";
  }

  private bare(line: Line & { kind: "bare" }, e: Entry): void {
    const { node, where } = line;
    const names = namesOf(node);
    const conditions = where.flatMap((w) => w.sides);
    e.missing = this.lacking([node, ...conditions], ["x", "y"]);
    if (names.has("y")) throw new Mistake(node.at, names.has("x") ? "This has x and y but no comparison. Write = and another side, such as = 5." : "To draw this, write x = before it.", node.end - node.at);
    if (e.missing.length) return;
    if (names.has("x")) {
      const rule = compileNumber(node, ["x", "y"], this.scope);
      const allowed = where.length ? compileConditions(where, ["x", "y"], this.scope) : null;
      e.curves = [limited({ kind: "y", f: (x) => rule([x, 0]) }, allowed) as Curve];
      return;
    }
    const c = compile(node, [], this.scope);
    e.output = c.kind === "list" ? list(c.f([])) : result(c.f([]), exact(node, this.known));
  }

  /** y1 ~ m x1 + b: the names without a value are what is sought. */
  private regression(line: Line & { kind: "regression" }, e: Entry): void {
    const names = [...namesOf(line.right)];
    const isList = (n: string) => Array.isArray(this.value(n));
    const lists = names.filter((n) => this.owners.has(n) && isList(n));
    const free = this.lacking([line.right], [], false);
    const stray = free.find((n) => n === "x" || n === "y");
    if (stray) throw new Mistake(line.right.at, `Use the name of a list, such as ${stray}1, in place of ${stray}.`);
    const lost = this.lacking([line.left], [])[0];
    if (lost) throw new Mistake(line.left.at, `Nothing is called ${lost} yet. Add a table; its columns are called x1 and y1.`, line.left.end - line.left.at);
    const left = compile(line.left, [], this.scope);
    if (left.kind !== "list") throw new Mistake(line.left.at, "Before ~ stands a list, such as y1 of a table.", line.left.end - line.left.at);
    if (!free.length) throw new Mistake(line.right.at, "Nothing is left to find: use letters that have no value yet, such as y1 ~ m x1 + b.");
    if (!lists.length) throw new Mistake(line.right.at, "Behind ~ stands a rule with a list, such as m x1 + b.");
    const columns = lists.map((n) => this.value(n) as number[]);
    const y = left.f([]);
    const odd = columns.findIndex((c) => c.length !== y.length);
    if (odd >= 0) throw new Mistake(line.right.at, `The lists must be equally long; ${lists[odd]} has ${columns[odd]!.length} numbers and the one before ~ has ${y.length}.`);
    if (y.length < free.length) throw new Mistake(line.left.at, `To find ${free.join(", ")}, at least ${free.length} points are needed; there ${y.length === 1 ? "is 1" : `are ${y.length}`}.`);
    const rule = compileNumber(line.right, [...free, ...lists], this.scope);
    const found = remembered((p, i) => rule([...p, ...columns.map((c) => c[i]!)]), y, free.length);
    if (!found) throw new Mistake(line.right.at, "No best fit was found: the points do not settle it. Use a simpler rule, or more points with different values.");
    free.forEach((n, i) => this.fitted.set(n, found.parameters[i]!));
    const straight = found.certain && free.length === 2 && lists.length === 1;
    e.fit = { names: free, found, count: y.length, straight: straight && isLine(rule, found.parameters) };
    e.output = free.map((n, i) => `${n} = ${show(found.parameters[i]!, 6)}`).join(", ");
    if (lists.length === 1 && line.left.kind === "name") e.curves = [{ kind: "y", f: (x) => rule([...found.parameters, x]) }];
  }
}

function isLine(rule: (v: readonly number[]) => number, p: number[]): boolean {
  const [a, b, c] = [0, 1, 2].map((x) => rule([...p, x])) as [number, number, number];
  return Math.abs(a - 2 * b + c) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b), Math.abs(c));
}

/** The name that a line such as a = 3 gives a value to. */
function named(line: Line): (Node & { kind: "name" }) | null {
  if (line.kind !== "relation" || line.where.length || line.relation.signs.length !== 1 || line.relation.signs[0] !== "=") return null;
  const left = line.relation.sides[0]!;
  return left.kind === "name" && left.name !== "x" && left.name !== "y" ? left : null;
}

/** A range in which a slider's value lies. */
export function rangeFor(v: number): Range {
  if (Math.abs(v) <= usual.max) return usual;
  const max = 10 ** Math.ceil(Math.log10(Math.abs(v)) + 1e-12);
  return { min: -max, max, step: max / 100 };
}

function list(v: number[]): string {
  const first = v.slice(0, 12).map((x) => show(x, 6)).join(", ");
  return v.length > 12 ? `${v.length} numbers: ${first}, …` : `[${first}]`;
}
