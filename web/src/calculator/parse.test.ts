import { describe, expect, it } from "vitest";
import { compileNumber, type Scope } from "./compile";
import { longest, parseLine, type Node } from "./parse";
import { lineTex } from "./tex";
import { Mistake } from "./token";

const scope = (degrees = false): Scope => ({ value: () => undefined, defined: () => undefined, degrees });

function node(text: string): Node {
  const line = parseLine(text);
  if (line.kind !== "bare") throw new Error(`${text} is ${line.kind}`);
  return line.node;
}

const value = (text: string, x = 0, degrees = false) => compileNumber(node(text), ["x", "y"], scope(degrees))([x, 0]);

function mistake(text: string): Mistake {
  try {
    parseLine(text);
  } catch (err) {
    if (err instanceof Mistake) return err;
    throw err;
  }
  throw new Error(`${text} was understood`);
}

describe("what is typed", () => {
  it.each([
    ["1+2*3", 7], ["(1+2)*3", 9], ["2^3^2", 512], ["-3^2", -9], ["(-3)^2", 9], ["2^-2", 0.25], ["10-4-3", 3], ["100/10/2", 5], ["2*-3", -6], ["2--3", 5], ["-2^-2", -0.25],
    ["1/2*4", 2], ["6/2(1+2)", 9], ["3!", 6], ["2^3!", 64], ["-3!", -6], ["3!!", 720], ["2+3%", 2.03], ["20% of 45", 9], ["50%^2", 0.25],
    ["|-4|", 4], ["2|3-5|", 4], ["|2-|3-7||", 2], ["|(-2)|", 2], ["√16", 4], ["√(9)+1", 4], ["2√9", 6], ["½+¼", 0.75], ["3²", 9], ["2³·2", 16],
    ["2×3÷4", 1.5], ["7−10", -3], [".5", 0.5], ["5.", 5], ["1.5E3", 1500], ["2E-2", 0.02], ["mod(-7, 3)", 2], ["gcd(12, 18)", 6], ["lcm(4, 6)", 12], ["nCr(5,2)", 10], ["nPr(5,2)", 20],
    ["max(3, 8, 2)", 8], ["mean([1,2,6])", 3], ["mean(1,2,6)", 3], ["median([5,1,3,2])", 2.5], ["total([1,2]*3)", 9], ["count([4,4,4])", 3], ["round(-2.5)", -3], ["floor(-2.5)", -3],
    ["log(1000)", 3], ["ln(e)", 1], ["log_2(8)", 3], ["log2(8)", 3], ["log_{3}(81)", 4], ["log_2 32", 5], ["exp(0)", 1], ["cbrt(-27)", -3], ["(-8)^(1/3)", -2], ["(-8)^(2/3)", 4],
    ["sin(pi/2)", 1], ["cos pi", -1], ["sin(30°)", 0.5], ["2sin(π/2)", 2], ["sin^2(1)+cos^2(1)", 1], ["sin²(1)+cos²(1)", 1], ["sin^-1(1)", Math.PI / 2], ["arctan(1)*4", Math.PI],
    ["sin 2pi/4", 0], ["e^0", 1], ["0^0", 1],
  ])("%s is %d", (text, want) => expect(value(text)).toBeCloseTo(want, 12));

  it.each([
    ["2x(x+1)", 24], ["2x", 6], ["x x", 9], ["xx", 9], ["x(x)", 9], ["(x)(x)", 9], ["3x^2", 27], ["-x^2", -9], ["2x^2x", 54], ["1/2x", 1.5], ["(x+1)(x-1)", 8], ["x2", NaN], ["xsin(0)", 0], ["sin x cos x", Math.sin(3) * Math.cos(3)],
    ["sin 2x", Math.sin(6)], ["sin -x", -Math.sin(3)], ["sin x + 1", Math.sin(3) + 1], ["x!", 6], ["2x!", 12], ["x²y", 0], ["|x|x", 9], ["5%x", 0.15], ["√x x", Math.sqrt(3) * 3], ["pix", Math.PI * 3],
  ])("%s at x = 3 is %d", (text, want) => {
    if (Number.isNaN(want)) expect(() => value(text, 3)).toThrow("Nothing is called x2 yet.");
    else expect(value(text, 3)).toBeCloseTo(want, 12);
  });

  it("measures angles in degrees where it is told to", () => {
    expect(value("sin(30)", 0, true)).toBe(0.5);
    expect(value("cos(60)", 0, true)).toBe(0.5);
    expect(value("sin(180)", 0, true)).toBe(0);
    expect(value("tan(90)", 0, true)).toBeNaN();
    expect(value("tan(45)", 0, true)).toBeCloseTo(1, 14);
    expect(value("arcsin(0.5)", 0, true)).toBeCloseTo(30, 12);
    expect(value("sin(30°)", 0, true)).toBe(0.5);
    expect(value("tan(pi/2)")).toBeNaN();
    expect(value("sin(pi)")).toBe(0);
  });

  it.each(["1/0", "sqrt(-1)", "ln(0)", "log(-1)", "0^-1", "arcsin(2)", "(-3)!", "171!", "mod(1, 0)", "nCr(2.5, 1)", "0/0", "(-2)^0.5", "log_1(5)"])("%s has no value", (text) => expect(value(text)).toBeNaN());

  it("computes factorials between whole numbers by the gamma function", () => {
    expect(value("0.5!")).toBeCloseTo(Math.sqrt(Math.PI) / 2, 12);
    expect(value("(-0.5)!")).toBeCloseTo(Math.sqrt(Math.PI), 12);
  });

  it.each([
    ["y=2x+1", "relation"], ["x^2+y^2<=25", "relation"], ["1<x<3", "relation"], ["f(x)=x^2", "function"], ["g(a, b) = a b", "function"], ["(1,2)", "points"], ["(1,2),(3,4)", "points"],
    ["y1~m x1+b", "regression"], ["", "empty"], ["   ", "empty"], ["# a note", "note"], ["a(x)=3", "function"], ["a(x+1)", "bare"], ["y = x^2 {x > 0}", "relation"], ["[1, 2]", "bare"],
  ])("%s is a %s", (text, kind) => expect(parseLine(text).kind).toBe(kind));

  it("reads names with a number as one name, in whichever way it is written", () => {
    const names = (t: string) => JSON.stringify(node(t)).match(/"name":"[^"]+"/g);
    expect(names("x1")).toEqual(['"name":"x1"']);
    expect(names("x_1")).toEqual(['"name":"x1"']);
    expect(names("x_{12}")).toEqual(['"name":"x12"']);
    expect(names("v_m")).toEqual(['"name":"v_m"']);
    expect(names("mx1")).toEqual(['"name":"m"', '"name":"x1"']);
  });

  it("is shown as it was read", () => {
    const t = (s: string) => lineTex(parseLine(s));
    expect(t("1/2x")).toBe("\\frac{1}{2}x");
    expect(t("1/(2x)")).toBe("\\frac{1}{2x}");
    expect(t("(x+1)/2")).toBe("\\frac{x+1}{2}");
    expect(t("-x^2")).toBe("-x^{2}");
    expect(t("(-x)^2")).toBe("\\left(-x\\right)^{2}");
    expect(t("a-(b-c)")).toBe("a-\\left(b-c\\right)");
    expect(t("2*3")).toBe("2\\cdot 3");
    expect(t("y<=sqrt(x)")).toBe("y\\le \\sqrt{x}");
    expect(t("sin^2(x)")).toBe("\\sin^{2}\\left(x\\right)");
  });
});

describe("a mistake", () => {
  it.each([
    ["2 +", 2, "Something is missing behind +"],
    ["(1+2", 0, "This ( is not closed."],
    ["1+2)", 3, "This ) closes nothing."],
    ["2 3", 2, "Two numbers stand side by side."],
    ["* 3", 0, "A line does not begin with *"],
    ["2 ** * 3", 5, "Something is missing behind ^"],
    ["sin", 0, "sin needs a value in parentheses"],
    ["sin()", 0, "Something is missing between the parentheses of sin"],
    ["1.2.3", 3, "A number has one decimal point."],
    ["1,234", 1, "A comma does not belong here."],
    ["5 $ 3", 2, "does not know the sign $"],
    ["|x", 0, "This | has no partner."],
    ["x != 3", 2, "cannot be drawn"],
    ["1<2<3<4", 5, "Two comparisons in a row are the most"],
    ["1<x>3", 0, "must point the same way"],
    ["f(x, x) = x", 2, "a name of its own"],
    ["y = x {x}", 8, "Braces hold a condition"],
    ["y = x {x = 2}", 12, "is an inequality"],
    ["(1, 2, 3)", 5, "A point has two coordinates."],
    ["()", 1, "Something is missing between ( and )"],
    ["(x < 3)", 3, "Write conditions in braces"],
    [".", 0, "A point alone is no number."],
  ])("in %s is at %d", (text, at, words) => {
    const m = mistake(text);
    expect(m.message).toContain(words);
    expect(m.at).toBe(at);
    expect(m.message).toMatch(/^[“A-Z(|f]|^sin/);
  });

  it("is told of what is too long or too deep, and nothing breaks", () => {
    expect(mistake("1".repeat(longest + 1)).message).toContain("longer than");
    expect(mistake("(".repeat(150)).message).toContain("nested too deeply");
    expect(mistake("-".repeat(150)).message).toContain("signs in a row");
    expect(mistake(`2${"^2".repeat(150)}`).message).toContain("powers in a row");
  });

  it("is never anything else, whatever is typed", () => {
    let seed = 7;
    const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
    const bits = ["x", "y", "1", "2.5", "+", "-", "*", "/", "^", "(", ")", "[", "]", "{", "}", "|", "<", "=", "~", ",", "sin", "log", "_", "!", "%", "°", "√", " ", "π", "f(x)=", "x1", "≤", "²", "é", "#", "🙂"];
    for (let i = 0; i < 6000; i++) {
      const text = Array.from({ length: 1 + random(12) }, () => bits[random(bits.length)]).join("");
      try {
        parseLine(text, new Set(["f"]));
      } catch (err) {
        if (err instanceof Mistake && err.at >= 0 && err.at <= text.length && err.message.length > 15) continue;
        throw new Error(`${text}: ${err}`);
      }
    }
  }, 60_000);
});

describe("random expressions", () => {
  // Made as a tree with its value beside it, written out in one of many ways, and read back.
  it("have the value that was worked out beside them", () => {
    let seed = 20260101;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)]!;
    type Made = { text: string; value: number; strength: number }; // 1 sum, 2 product, 3 sign, 4 power, 5 atom
    const paren = (m: Made, least: number) => (m.strength < least ? `(${m.text})` : m.text);
    const space = () => pick(["", "", " "]);
    const make = (depth: number, x: number): Made => {
      if (depth === 0) {
        if (random() < 0.35) return { text: "x", value: x, strength: 5 };
        const n = pick([0, 1, 2, 3, 7, 10, 0.5, 1.25, 12.75]);
        return { text: String(n), value: n, strength: 5 };
      }
      const a = make(depth - 1, x);
      const b = make(Math.floor(random() * depth), x);
      switch (Math.floor(random() * 9)) {
        case 0: return { text: `${paren(a, 1)}${space()}+${space()}${paren(b, 2)}`, value: a.value + b.value, strength: 1 };
        case 1: return { text: `${paren(a, 1)}${space()}${pick(["-", "−"])}${space()}${paren(b, 2)}`, value: a.value - b.value, strength: 1 };
        case 2: return { text: `${paren(a, 2)}${space()}${pick(["*", "×", "·"])}${space()}${paren(b, 3)}`, value: a.value * b.value, strength: 2 };
        case 3: return { text: `${paren(a, 2)}${pick(["/", "÷"])}${paren(b, 3)}`, value: b.value === 0 ? NaN : a.value / b.value, strength: 2 };
        case 4: return { text: `(${a.text})(${b.text})`, value: a.value * b.value, strength: 2 };
        case 5: return { text: `-${paren(a, 3)}`, value: -a.value, strength: 3 };
        case 6: {
          const n = pick([0, 1, 2, 3]);
          return { text: `${paren(a, 5)}^${n}`, value: n === 0 ? 1 : a.value ** n, strength: 4 };
        }
        case 7: {
          const [name, f] = pick<[string, (v: number) => number]>([["abs", Math.abs], ["floor", Math.floor], ["cbrt", Math.cbrt], ["sqrt", Math.sqrt], ["arctan", Math.atan]]);
          return { text: `${name}(${a.text})`, value: f(a.value), strength: 5 };
        }
        default: return { text: `|${a.text.includes("|") ? `(${a.text})` : a.text}|`, value: Math.abs(a.value), strength: 5 };
      }
    };
    let compared = 0;
    for (let i = 0; i < 5000; i++) {
      const x = pick([-2, -0.5, 0, 1, 3, 2.25]);
      const made = make(1 + Math.floor(random() * 4), x);
      if (made.text.length > longest) continue;
      const got = value(made.text, x);
      if (Number.isNaN(made.value)) {
        // Undefined parts may be multiplied away by neither.
        if (!Number.isNaN(got)) throw new Error(`${made.text} at ${x} is ${got}`);
      } else if (Math.abs(made.value) < 1e200) {
        if (!(Math.abs(got - made.value) <= 1e-9 * Math.max(1, Math.abs(made.value)))) throw new Error(`${made.text} at ${x} is ${got}, not ${made.value}`);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(3000);
  }, 60_000);
});
