import { Mistake, tokens, type Token } from "./token";

/**
 * What was typed, as a tree. Every node knows which characters it came from, so
 * that a mistake can be pointed at. Pure: nothing here knows a value.
 */
export type Node = { at: number; end: number } & (
  | { kind: "number"; text: string }
  | { kind: "name"; name: string }
  | { kind: "minus"; of: Node }
  | { kind: "binary"; op: Operator; a: Node; b: Node; implicit?: boolean }
  | { kind: "call"; name: string; args: Node[]; base?: Node }
  | { kind: "factorial"; of: Node }
  | { kind: "scale"; by: "%" | "°"; of: Node }
  | { kind: "list"; items: Node[] }
  | { kind: "point"; x: Node; y: Node }
);

export type Operator = "+" | "-" | "*" | "/" | "^";
export type Comparison = "=" | "<" | ">" | "≤" | "≥";

/** A line of the calculator, as far as its form goes. */
export type Line =
  | { kind: "empty" }
  | { kind: "note"; text: string }
  | { kind: "bare"; node: Node; where: Relation[] }
  | { kind: "points"; points: Node[] }
  | { kind: "relation"; relation: Relation; where: Relation[] }
  | { kind: "function"; name: string; params: string[]; node: Node; where: Relation[] }
  | { kind: "regression"; left: Node; right: Node };

/** Sides with comparisons between them: 1 < x ≤ 3 has three sides. */
export interface Relation {
  sides: Node[];
  signs: Comparison[];
}

/** How long a line may be; nobody types more by hand. */
export const longest = 400;
const deepest = 60;

/** Reads one line. A name followed by "(" is a function only if it is one of those given; otherwise it multiplies. Throws a Mistake. */
export function parseLine(text: string, functions: ReadonlySet<string> = new Set()): Line {
  if (text.length > longest) throw new Mistake(longest, `This line is longer than ${longest} characters; split it into several lines with names, such as a = … and y = a x.`);
  if (/^\s*(#|")/.test(text)) return { kind: "note", text: text.replace(/^\s*[#"]\s*/, "") };
  const p = new Parser(tokens(text), functions, text.length);
  if (p.ended()) return { kind: "empty" };
  return p.line();
}

/** Reads one expression alone, as a cell of a table has it. */
export function parseExpression(text: string, functions: ReadonlySet<string> = new Set()): Node {
  const line = parseLine(text, functions);
  if (line.kind === "empty") throw new Mistake(0, "Type a number here.");
  if (line.kind !== "bare" || line.where.length) throw new Mistake(0, "Only a value fits here, such as 3, -2.5 or 1/3.");
  return line.node;
}

/** The name of the function that a line defines, whether or not the rest of it can be read. */
export function functionIn(text: string): string | null {
  try {
    return head(tokens(text))?.name ?? null;
  } catch {
    return null;
  }
}

/** f(x) = …, told apart from a product such as a(x) by the = right behind. */
function head(list: Token[]): { name: string; params: string[]; length: number } | null {
  const [name, open] = list;
  if (name?.kind !== "name" || name.text === "x" || name.text === "y" || open?.text !== "(") return null;
  const params: string[] = [];
  for (let j = 2; ; j += 2) {
    const p = list[j];
    const after = list[j + 1]?.text;
    if (p?.kind !== "name" || (after !== "," && after !== ")")) return null;
    params.push(p.text);
    if (after === ")") return list[j + 2]?.text === "=" ? { name: name.text, params, length: j + 3 } : null;
  }
}

const comparisons: Record<string, Comparison> = { "=": "=", "<": "<", ">": ">", "≤": "≤", "≥": "≥" };

class Parser {
  private i = 0;
  private depth = 0;
  private bars = 0; // inside how many |…| we are

  constructor(private readonly list: Token[], private readonly functions: ReadonlySet<string>, private readonly length: number) {}

  ended(): boolean {
    return this.list.length === 0;
  }

  private get next(): Token | undefined {
    return this.list[this.i];
  }

  private is(...texts: string[]): boolean {
    const t = this.next;
    return t?.kind === "sign" && texts.includes(t.text);
  }

  private take(): Token {
    return this.list[this.i++]!;
  }

  private accept(text: string): Token | null {
    return this.is(text) ? this.take() : null;
  }

  private wrong(message: string, t: Token | undefined = this.next): never {
    throw new Mistake(t?.at ?? this.length, message, t?.text.length ?? 1);
  }

  line(): Line {
    const define = this.definition();
    const first = define ? define.node : this.sum();
    if (define) {
      const where = this.restrictions();
      this.finish();
      return { kind: "function", ...define, node: first, where };
    }
    if (first.kind === "point") return { kind: "points", points: this.points(first) };
    if (this.accept("~")) {
      const right = this.sum();
      this.finish();
      return { kind: "regression", left: first, right };
    }
    const relation = this.relation(first);
    const where = this.restrictions();
    this.finish();
    return relation ? { kind: "relation", relation, where } : { kind: "bare", node: first, where };
  }

  private finish(): void {
    const t = this.next;
    if (!t) return;
    if (t.text === "," && /\d/.test(this.list[this.i - 1]?.text ?? "") && this.list[this.i + 1]?.kind === "number") this.wrong("A comma does not belong here. Write large numbers without it (1234), and a point in parentheses: (1, 2).");
    if (t.text === ")" || t.text === "]" || t.text === "}") this.wrong(`This ${t.text} closes nothing. Take it away, or open it before.`);
    if (t.text in comparisons) this.wrong("There is one comparison too many in this line.");
    if (t.text === "~") this.wrong("A regression has one ~, with a list before it and a rule behind it: y1 ~ m x1 + b.");
    this.wrong(`The line was understood up to here, but not ${t.text}.`);
  }

  private definition(): { name: string; params: string[]; node: Node } | null {
    const h = head(this.list);
    if (!h) return null;
    if (new Set(h.params).size < h.params.length) this.wrong("Each variable of a function needs a name of its own.", this.list[2]);
    this.i = h.length;
    return { name: h.name, params: h.params, node: this.sum() };
  }

  private points(first: Node): Node[] {
    const points = [first];
    while (this.accept(",")) {
      const p = this.sum();
      if (p.kind !== "point") throw new Mistake(p.at, "Behind a point and a comma comes another point, such as (3, 4).", p.end - p.at);
      points.push(p);
    }
    this.finish();
    return points;
  }

  private relation(first: Node): Relation | null {
    const r: Relation = { sides: [first], signs: [] };
    while (this.next && this.next.kind === "sign" && this.next.text in comparisons) {
      const sign = this.take();
      if (r.signs.length === 2) this.wrong("Two comparisons in a row are the most that can be drawn, such as 1 < x < 3.", sign);
      r.signs.push(comparisons[sign.text]!);
      r.sides.push(this.sum());
    }
    if (r.signs.length === 2) {
      const way = (s: Comparison) => (s === "=" ? 0 : s === "<" || s === "≤" ? 1 : -1);
      if (way(r.signs[0]!) !== way(r.signs[1]!) || way(r.signs[0]!) === 0) throw new Mistake(first.at, "Both comparisons in a row must point the same way, as in 1 < x < 3.", 1);
    }
    return r.signs.length ? r : null;
  }

  /** Any number of {x > 0} behind a rule: it holds only there. */
  private restrictions(): Relation[] {
    const out: Relation[] = [];
    while (this.accept("{")) {
      const r = this.relation(this.sum());
      if (!r) this.wrong("Braces hold a condition, such as {x > 0}.");
      if (r.signs.includes("=")) this.wrong("A condition in braces is an inequality, such as {x > 0} or {1 < x < 3}.");
      out.push(r);
      if (!this.accept("}")) this.wrong("This condition needs a } at its end.");
    }
    return out;
  }

  private sum(): Node {
    if (++this.depth > deepest) this.wrong("This is nested too deeply; name a part of it in a line of its own.");
    let a = this.product();
    while (this.is("+", "-")) {
      const op = this.take().text as Operator;
      const b = this.product();
      a = { kind: "binary", op, a, b, at: a.at, end: b.end };
    }
    this.depth--;
    return a;
  }

  private product(): Node {
    let a = this.signed();
    for (;;) {
      if (this.is("*", "/")) {
        const op = this.take().text as Operator;
        const b = this.signed();
        a = { kind: "binary", op, a, b, at: a.at, end: b.end };
      } else if (this.begins()) {
        this.separate(a);
        const b = this.power();
        a = { kind: "binary", op: "*", a, b, implicit: true, at: a.at, end: b.end };
      } else return a;
    }
  }

  /** Two numbers side by side, 2 3, are not a product that anybody means. */
  private separate(a: Node): void {
    const t = this.next!;
    if (t.kind === "number" && a.end > 0 && this.list[this.i - 1]?.kind === "number") this.wrong("Two numbers stand side by side. Put an operator between them, such as * or +.");
  }

  /** Whether what comes next can begin a factor. */
  private begins(): boolean {
    const t = this.next;
    if (!t) return false;
    if (t.kind !== "sign") return true;
    return t.text === "(" || t.text === "[" || t.text === "√" || (t.text === "|" && this.bars === 0);
  }

  private signed(): Node {
    const t = this.next;
    if (this.is("-", "+")) {
      if (++this.depth > deepest) this.wrong("These are more signs in a row than can be meant.");
      this.take();
      const of = this.signed();
      this.depth--;
      return t!.text === "+" ? of : { kind: "minus", of, at: t!.at, end: of.end };
    }
    return this.power();
  }

  private power(): Node {
    const base = this.postfix(this.atom());
    if (!this.accept("^")) return base;
    if (++this.depth > deepest) this.wrong("These are more powers in a row than can be meant.");
    const exponent = this.signed(); // right to left, and 2^-3
    this.depth--;
    return { kind: "binary", op: "^", a: base, b: exponent, at: base.at, end: exponent.end };
  }

  private postfix(node: Node): Node {
    for (;;) {
      const t = this.next;
      if (this.accept("!")) node = { kind: "factorial", of: node, at: node.at, end: t!.at + 1 };
      else if (this.is("%", "°")) node = { kind: "scale", by: this.take().text as "%" | "°", of: node, at: node.at, end: t!.at + 1 };
      else return node;
    }
  }

  private atom(): Node {
    const t = this.next;
    if (!t) return this.missing();
    const end = t.at + t.text.length;
    switch (t.kind) {
      case "number":
        this.take();
        return { kind: "number", text: t.text, at: t.at, end };
      case "function":
        return this.builtIn(this.take());
      case "name":
        this.take();
        if (this.functions.has(t.text)) {
          if (!this.is("(")) this.wrong(`${t.text} is a function; give it a value in parentheses, such as ${t.text}(2).`, t);
          const args = this.group();
          return { kind: "call", name: t.text, args, at: t.at, end: this.list[this.i - 1]!.at + 1 };
        }
        return { kind: "name", name: t.text, at: t.at, end };
      case "sign":
        if (t.text === "(") return this.parentheses();
        if (t.text === "[") {
          this.take();
          const items = this.items("]");
          return { kind: "list", items, at: t.at, end: this.list[this.i - 1]!.at + 1 };
        }
        if (t.text === "|") {
          this.take();
          this.bars++;
          const of = this.sum();
          this.bars--;
          const close = this.accept("|") ?? this.wrong("This | has no partner. The size of a number is written |x| or abs(x).", t);
          return { kind: "call", name: "abs", args: [of], at: t.at, end: close.at + 1 };
        }
        if (t.text === "√") {
          this.take();
          const of = this.power();
          return { kind: "call", name: "sqrt", args: [of], at: t.at, end: of.end };
        }
        return this.missing();
    }
  }

  /** Something should stand here and does not. */
  private missing(): never {
    const before = this.list[this.i - 1];
    const t = this.next;
    if (!before) this.wrong(`A line does not begin with ${t?.text}. Put a number or a name before it.`);
    if (before.text === "(" || before.text === "[") this.wrong(t ? `Something is missing between ${before.text} and ${t.text}.` : `Something is missing behind ${before.text}, and what closes it.`, t ?? before);
    if (before.text === "{") this.wrong("Braces hold a condition, such as {x > 0}.", before);
    this.wrong(`Something is missing behind ${before.text}: a number, a name or a parenthesis.`, t ?? before);
  }

  private parentheses(): Node {
    const open = this.take();
    const bars = this.bars;
    this.bars = 0;
    const first = this.sum();
    if (this.accept(",")) {
      const y = this.sum();
      if (this.is(",")) this.wrong("A point has two coordinates.");
      const close = this.accept(")") ?? this.unclosed(open);
      this.bars = bars;
      return { kind: "point", x: first, y, at: open.at, end: close.at + 1 };
    }
    const close = this.accept(")") ?? this.unclosed(open);
    this.bars = bars;
    return { ...first, at: open.at, end: close.at + 1 };
  }

  private unclosed(open: Token): never {
    if (this.next && this.next.text in comparisons) this.wrong("A comparison does not go inside parentheses. Write conditions in braces: {x > 0}.");
    this.wrong(`This ${open.text} is not closed.`, open);
  }

  private group(): Node[] {
    this.take();
    return this.items(")");
  }

  private items(close: ")" | "]"): Node[] {
    const open = this.list[this.i - 1]!;
    const bars = this.bars;
    this.bars = 0;
    const items: Node[] = [];
    if (!this.is(close)) {
      do items.push(this.sum());
      while (this.accept(","));
    }
    if (!this.accept(close)) this.unclosed(open);
    this.bars = bars;
    return items;
  }

  /** sin(x), sin x, sin²(x), log_2(8). */
  private builtIn(t: Token): Node {
    let base: Node | undefined;
    let power: Node | undefined;
    if (t.text === "log") {
      const digits = this.next;
      if (this.accept("_")) base = this.accept("{") ? this.braced() : this.atom();
      else if (digits?.kind === "number" && digits.at === t.at + 3 && this.list[this.i + 1]?.text === "(") base = { kind: "number", text: this.take().text, at: digits.at, end: digits.at + digits.text.length };
    }
    if (this.accept("^")) power = this.is("-") ? this.signed() : this.atom();
    let name = t.text;
    if (power?.kind === "minus" && power.of.kind === "number" && power.of.text === "1") {
      const inverse: Record<string, string> = { sin: "arcsin", cos: "arccos", tan: "arctan" };
      if (!inverse[name]) this.wrong(`Write 1/${name}(x) for the reciprocal; ${name}^-1 would be read in two ways.`, t);
      name = inverse[name]!;
      power = undefined;
    }
    let args: Node[];
    if (this.is("(")) args = this.group();
    else if (this.begins() || this.is("-")) args = [this.bareArgument()];
    else this.wrong(`${t.text} needs a value in parentheses, such as ${t.text}(2).`, t);
    if (!args.length) this.wrong(`Something is missing between the parentheses of ${t.text}.`, t);
    const end = args.at(-1)!.end;
    const call: Node = { kind: "call", name, args, base, at: t.at, end };
    return power ? { kind: "binary", op: "^", a: call, b: power, at: t.at, end } : call;
  }

  private braced(): Node {
    const n = this.sum();
    if (!this.accept("}")) this.wrong("This { is not closed.");
    return n;
  }

  /** sin 2x is sin(2x), sin x cos x is a product of two. */
  private bareArgument(): Node {
    if (this.is("-")) {
      const t = this.take();
      const of = this.bareArgument();
      return { kind: "minus", of, at: t.at, end: of.end };
    }
    let a = this.power();
    while (this.begins() && this.next!.kind !== "function") {
      this.separate(a);
      const b = this.power();
      a = { kind: "binary", op: "*", a, b, implicit: true, at: a.at, end: b.end };
    }
    return a;
  }
}
