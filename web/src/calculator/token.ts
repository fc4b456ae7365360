/** Something that cannot be understood: where (in characters), and a sentence that says what to do. */
export class Mistake extends Error {
  constructor(readonly at: number, message: string, readonly length = 1) {
    super(message);
    this.name = "Mistake";
  }
}

export interface Token {
  kind: "number" | "name" | "function" | "sign";
  text: string;
  at: number;
}

/** What the calculator knows by name, and how it is spelled inside. */
export const functions: Record<string, string> = {
  sin: "sin", cos: "cos", tan: "tan", sec: "sec", csc: "csc", cot: "cot",
  arcsin: "arcsin", arccos: "arccos", arctan: "arctan", asin: "arcsin", acos: "arccos", atan: "arctan",
  sqrt: "sqrt", cbrt: "cbrt", root: "sqrt", abs: "abs", exp: "exp", ln: "ln", log: "log",
  floor: "floor", ceil: "ceil", round: "round", sign: "sign", mod: "mod", gcd: "gcd", lcm: "lcm",
  min: "min", max: "max", mean: "mean", average: "mean", median: "median", stdev: "stdev", stdevp: "stdevp", stddev: "stdev",
  var: "var", varp: "varp", total: "total", sum: "total", count: "count", length: "count", range: "range", ncr: "ncr", npr: "npr", nCr: "ncr", nPr: "npr",
};
const words = [...Object.keys(functions), "pi", "theta", "tau", "of"].sort((a, b) => b.length - a.length);

// What keyboards, word processors and copied text write for the same thing.
const same: Record<string, string> = {
  "−": "-", "–": "-", "—": "-", "×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "∕": "/", "⁄": "/", "∶": "/",
  "（": "(", "）": ")", "〜": "~", "∼": "~", "∣": "|", "⩽": "≤", "⩾": "≥",
};
const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const fractions: Record<string, string> = { "½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)", "⅓": "(1/3)", "⅔": "(2/3)" };

/** A line as words and signs. Throws a Mistake at what cannot be one. */
export function tokens(text: string): Token[] {
  const out: Token[] = [];
  const sign = (t: string, at: number) => out.push({ kind: "sign", text: t, at });
  for (let i = 0; i < text.length; ) {
    const c = same[text[i]!] ?? text[i]!;
    const at = i;
    const two = text.slice(i, i + 2);
    if (/\s/.test(c)) i++;
    else if (/[\d.]/.test(c)) {
      const m = /^(\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?/.exec(text.slice(i));
      if (!m) throw new Mistake(i, "A point alone is no number. Write 0.5 or 5.");
      i += m[0].length;
      if (text[i] === ".") throw new Mistake(i, "A number has one decimal point.");
      out.push({ kind: "number", text: m[0], at });
    } else if (/[a-zA-Z]/.test(c)) i = letters(text, i, out);
    else if (raised.includes(c)) {
      let digits = "";
      while (i < text.length && raised.includes(text[i]!)) digits += raised.indexOf(text[i++]!);
      sign("^", at);
      out.push({ kind: "number", text: digits, at });
    } else if (fractions[c]) {
      for (const t of tokens(fractions[c]!)) out.push({ ...t, at });
      i++;
    } else if (two === "<=" || two === "≤=" || two === "=<") (sign("≤", at), (i += 2));
    else if (two === ">=" || two === "=>") (sign("≥", at), (i += 2));
    else if (two === "**") (sign("^", at), (i += 2));
    else if (two === "==") (sign("=", at), (i += 2));
    else if (two === "!=" || c === "≠") throw new Mistake(i, "“Not equal” cannot be drawn. Use <, >, ≤ or ≥.", 2);
    else if ("+-*/^=<>≤≥~()[]{}|,!%°_√".includes(c)) (sign(c, at), i++);
    else if (c === "π" || c === "θ" || c === "τ") (out.push({ kind: "name", text: { π: "pi", θ: "theta", τ: "tau" }[c]!, at }), i++);
    else if (c === ";") throw new Mistake(i, "Separate values with a comma, and lines with Enter.");
    else throw new Mistake(i, `The calculator does not know the sign ${c}.`);
  }
  return out;
}

/** A run of letters is words it knows, and single letters for the rest: xsin is x times sin. A number right behind a letter belongs to its name: x1. */
function letters(text: string, from: number, out: Token[]): number {
  const run = /^[a-zA-Z]+/.exec(text.slice(from))![0];
  for (let k = 0; k < run.length; ) {
    const at = from + k;
    const rest = run.slice(k);
    const word = words.find((w) => rest.startsWith(w));
    if (word) {
      k += word.length;
      if (word === "of") out.push({ kind: "sign", text: "*", at });
      else if (functions[word]) out.push({ kind: "function", text: functions[word]!, at });
      else out.push({ kind: "name", text: word, at });
      continue;
    }
    k++;
    const last = k === run.length;
    const sub = last ? /^(?:_\{([a-zA-Z0-9]+)\}|_([a-zA-Z]|\d+)|(\d+)(?![.\d]))/.exec(text.slice(from + k)) : null;
    const name = sub ? (sub[1] ?? sub[2] ?? sub[3])! : "";
    out.push({ kind: "name", text: rest[0]! + (/^\d*$/.test(name) ? name : `_${name}`), at });
    if (sub) return from + k + sub[0].length;
  }
  return from + run.length;
}
