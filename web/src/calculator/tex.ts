import type { Line, Node, Relation } from "./parse";

const greek: Record<string, string> = { pi: "\\pi", theta: "\\theta", tau: "\\tau" };
const known = new Set(["sin", "cos", "tan", "sec", "csc", "cot", "arcsin", "arccos", "arctan", "exp", "ln", "log", "min", "max", "gcd"]);
const spelled: Record<string, string> = { ncr: "nCr", npr: "nPr" };

const strength = (n: Node): number => {
  switch (n.kind) {
    case "binary": return n.op === "+" || n.op === "-" ? 1 : n.op === "*" ? 2 : n.op === "/" ? 5 : 4;
    case "minus": return 1.5;
    default: return 6;
  }
};

const wrap = (n: Node, least: number) => (strength(n) < least ? `\\left(${tex(n)}\\right)` : tex(n));

function nameTex(name: string): string {
  if (greek[name]) return greek[name]!;
  const m = /^([a-zA-Z])_?(.+)$/.exec(name);
  return m ? `${m[1]}_{${m[2]}}` : name;
}

/** An expression as it is written by hand. It shows how the line was read. */
export function tex(n: Node): string {
  switch (n.kind) {
    case "number": return n.text.includes("E") ? n.text.replace(/E\+?(-?\d+)/, "\\cdot 10^{$1}") : n.text;
    case "name": return nameTex(n.name);
    case "minus": return `-${wrap(n.of, 2)}`;
    case "factorial": return `${wrap(n.of, 6)}!`;
    case "scale": return `${wrap(n.of, 6)}${n.by === "%" ? "\\%" : "^{\\circ}"}`;
    case "list": return `\\left[${n.items.map(tex).join(",\\,")}\\right]`;
    case "point": return `\\left(${tex(n.x)},\\,${tex(n.y)}\\right)`;
    case "binary": {
      if (n.op === "/") return `\\frac{${tex(n.a)}}{${tex(n.b)}}`;
      if (n.op === "^") {
        if (n.a.kind === "call" && known.has(n.a.name) && !n.a.base) return `\\${n.a.name}^{${tex(n.b)}}${args(n.a.args)}`;
        return `${n.a.kind === "binary" && n.a.op === "/" ? `\\left(${tex(n.a)}\\right)` : wrap(n.a, 5)}^{${tex(n.b)}}`;
      }
      if (n.op === "*") {
        const digits = /[\d.]$/.test(tex(n.a)) && /^[\d.]/.test(wrap(n.b, 2));
        return `${wrap(n.a, 2)}${n.implicit && !digits ? (n.b.kind === "call" && !known.has(n.b.name) ? "\\," : "") : "\\cdot "}${wrap(n.b, 2)}`;
      }
      return `${tex(n.a)}${n.op}${wrap(n.b, n.op === "-" || n.b.kind === "minus" ? 2 : 1)}`;
    }
    case "call":
      if (n.name === "sqrt") return `\\sqrt{${n.args.map(tex).join(", ")}}`;
      if (n.name === "cbrt") return `\\sqrt[3]{${n.args.map(tex).join(", ")}}`;
      if (n.name === "abs" && n.args.length === 1) return `\\left|${tex(n.args[0]!)}\\right|`;
      if (n.name === "floor" || n.name === "ceil") return `\\l${n.name}${" "}${n.args.map(tex).join(", ")}\\r${n.name}`;
      return `${known.has(n.name) ? `\\${n.name}` : n.name.length > 1 && !/\d|_/.test(n.name) ? `\\operatorname{${spelled[n.name] ?? n.name}}` : nameTex(n.name)}${n.base ? `_{${tex(n.base)}}` : ""}${args(n.args)}`;
  }
}

const args = (list: Node[]) => `\\left(${list.map(tex).join(",\\,")}\\right)`;
const signs: Record<string, string> = { "=": "=", "<": "<", ">": ">", "≤": "\\le ", "≥": "\\ge " };
const relation = (r: Relation) => r.sides.map((s, i) => `${i ? signs[r.signs[i - 1]!] : ""}${tex(s)}`).join("");
const conditions = (where: Relation[]) => where.map((w) => `\\;\\{${relation(w)}\\}`).join("");

/** A whole line; empty where there is nothing to show. */
export function lineTex(line: Line): string {
  switch (line.kind) {
    case "empty":
    case "note": return "";
    case "bare": return tex(line.node) + conditions(line.where);
    case "points": return line.points.map(tex).join(",\\;");
    case "relation": return relation(line.relation) + conditions(line.where);
    case "function": return `${nameTex(line.name)}(${line.params.map(nameTex).join(",\\,")})=${tex(line.node)}${conditions(line.where)}`;
    case "regression": return `${tex(line.left)}\\sim ${tex(line.right)}`;
  }
}
