import { describe, expect, it } from "vitest";
import type { Curve } from "./meaning";
import { understand, type Entry, type Row } from "./sheet";

let id = 0;
const line = (text: string): Row => ({ id: ++id, kind: "line", text, shown: true });
const table = (number: number, cells: [string, string][]): Row => ({ id: ++id, kind: "table", number, cells, shown: true });
const read = (...rows: (string | Row)[]): Entry[] => understand(rows.map((r) => (typeof r === "string" ? line(r) : r)), false);
const said = (...rows: string[]) => read(...rows).at(-1)!;
const y = (e: Entry, x: number) => (e.curves[0] as Curve & { kind: "y" }).f(x);

describe("values", () => {
  it.each([
    ["1/3 + 1/6", "= 0.5 = 1/2"],
    ["2/3 + 5", "= 17/3 ≈ 5.666666667"],
    ["0.1 + 0.2", "= 0.3 = 3/10"],
    ["2^10", "= 1024"],
    ["(2/3)^-2", "= 2.25 = 9/4"],
    ["sqrt(9/4)", "= 1.5 = 3/2"],
    ["sqrt(2)", "≈ 1.414213562"],
    ["sqrt(2)^2", "≈ 2"],
    ["12!/10!", "= 132"],
    ["25!", "≈ 1.551121004 × 10²⁵"],
    ["20% of 45", "= 9"],
    ["1/7", "= 1/7 ≈ 0.1428571429"],
    ["-7/2", "= −3.5 = −7/2"],
    ["mean([1, 2, 4])", "= 7/3 ≈ 2.333333333"],
    ["median([1, 2, 4, 9])", "= 3"],
    ["stdev([2,4,4,4,5,5,7,9])", "≈ 2.138089935"],
    ["stdevp([2,4,4,4,5,5,7,9])", "= 2"],
    ["[1, 2, 3]^2", "[1, 4, 9]"],
    ["1/0", "undefined"],
    ["sqrt(-4)", "undefined"],
    ["10^20", "≈ 1 × 10²⁰"],
    ["1/3 - 1/3", "= 0"],
    ["sin(1)", "≈ 0.8414709848"],
    ["3 = 3", "This is true."],
    ["1/3 < 0.33", "This is not true."],
    ["nCr(52, 5)", "= 2598960"],
    ["9^(3/2)", "= 27"],
    ["10^-7", "= 0.0000001 = 1/10000000"],
    ["10^-12", "≈ 1 × 10⁻¹²"],
  ])("%s is %s", (text, want) => expect(said(text).output).toBe(want));

  it("use the names of other lines, before or after, exactly", () => {
    const [a, b, c] = read("a + b", "a = 1/3", "b = 2a");
    expect(a!.output).toBe("= 1");
    expect(b!.output).toBe("= 1/3 ≈ 0.3333333333");
    expect(c!.output).toBe("= 2/3 ≈ 0.6666666667");
  });

  it("use functions that other lines define, exactly", () => {
    expect(said("f(x) = x^2 - 1/4", "f(1/2)").output).toBe("= 0");
    expect(said("f(x) = x^2", "g(x) = f(x) + f(2x)", "g(1/3)").output).toBe("= 5/9 ≈ 0.5555555556");
    expect(said("h(a, b) = a/b", "h(1, 4)").output).toBe("= 0.25 = 1/4");
    expect(said("L = [1/2, 1/3]", "mean(L)").output).toBe("= 5/12 ≈ 0.4166666667");
    expect(said("f(x) = x^2 {x > 0}", "f(-1)").output).toBe("undefined");
  });
});

describe("what would take for ever", () => {
  it("is refused, or cut short", () => {
    expect(said("nCr(10^9, 10^8)").output).toBe("too large to show");
    expect(said("nCr(5, 10^30)").output).toBe("= 0");
    expect(said("nCr(1000000, 999998)").output).toBe("= 499999500000");
    expect(said("10^400").output).toBe("too large to show");
    expect(said("2^(10^9)").output).toBe("too large to show");
    expect(said("200!").output).toBe("undefined");
    const chain = ["a(x) = sin(x) + x", ..."bcdfghijklmno".split("").map((n, i) => `${n}(x) = ${"abcdfghijklmno"[i]}(x) + ${"abcdfghijklmno"[i]}(2x)`)];
    expect(said(...chain, "o(1)").mistake?.message).toContain("too many times over");
  });
});

describe("what is drawn", () => {
  it.each<[string, (x: number) => number]>([
    ["y = 2x + 1", (x) => 2 * x + 1], ["2x + 1", (x) => 2 * x + 1], ["x^2 = y", (x) => x * x], ["2x + 3y = 6", (x) => 2 - (2 / 3) * x], ["y - 4 = -3(x + 1)", (x) => 1 - 3 * x], ["f(t) = t^3", (x) => x ** 3], ["x/2 + y/3 = 1", (x) => 3 - 1.5 * x],
  ])("%s is a function of x", (text, want) => {
    const e = said(text);
    expect(e.curves[0]!.kind).toBe("y");
    for (const x of [-3, 0, 0.7, 12]) expect(y(e, x)).toBeCloseTo(want(x), 10);
  });

  it("knows circles, upright lines and curves of y", () => {
    expect(said("x^2 + y^2 = 25").curves[0]!.kind).toBe("implicit");
    expect(said("x y = 4").curves[0]!.kind).toBe("implicit");
    expect(said("x = 4").curves[0]!.kind).toBe("x");
    expect(said("x = y^2").curves[0]!.kind).toBe("x");
  });

  it("solves equations in one unknown", () => {
    expect(said("x^2 = 5x - 6").output).toBe("x = 2 or x = 3");
    expect(said("3x + 7 = 5x - 2").output).toBe("x = 4.5");
    expect(said("x^2 + 1 = 0").output).toBe("No solution between −1000 and 1000.");
    expect(said("(x - 3)^2 = 0").output).toBe("x = 3");
    expect(said("1/x = 0").output).toBe("No solution between −1000 and 1000.");
    expect(said("2(x + 1) = 2x + 2").output).toBe("True for more than single values of x.");
    expect(said("|x - 2| = 5").output).toBe("x = −3 or x = 7");
    expect(said("y^2 = 9").output).toBe("y = −3 or y = 3");
    expect(said("2^x = 500").output).toBe("x = 8.965784285");
    expect(said("sin(x) = 0").output).toMatch(/^Many solutions/);
    expect(said("0.05x + 12 = 47").output).toBe("x = 700");
    expect(said("x^2 = 5x - 6").curves).toHaveLength(2);
  });

  it("solves inequalities in one unknown", () => {
    expect(said("x^2 < 4").output).toBe("−2 < x < 2");
    expect(said("x^2 >= 4").output).toBe("x ≤ −2 or x ≥ 2");
    expect(said("3x - 1 <= 5").output).toBe("x ≤ 2");
    expect(said("1/x > 0").output).toBe("x > 0");
    expect(said("-2 < 3x + 1 <= 7").output).toBe("−1 < x ≤ 2");
    expect(said("x^2 < -1").output).toBe("No x between −1000 and 1000 fulfils this.");
    expect(said("x^2 >= 0").output).toBe("True for every x.");
  });

  it("shades where an inequality holds, and marks a border that does not belong to it", () => {
    const strict = said("y > 2x + 1");
    expect(strict.region!(0, 2)).toBe(true);
    expect(strict.region!(0, 1)).toBe(false);
    expect(strict.curves[0]!.strict).toBe(true);
    const closed = said("2x + 3y <= 6");
    expect(closed.region!(0, 2)).toBe(true);
    expect(closed.region!(0, 2.01)).toBe(false);
    expect(closed.curves[0]!.strict).toBe(false);
    const disc = said("x^2 + y^2 < 25");
    expect(disc.region!(3, 3.9)).toBe(true);
    expect(disc.region!(3, 4.1)).toBe(false);
    const strip = said("1 < x <= 3");
    expect(strip.region!(3, 99)).toBe(true);
    expect(strip.region!(1, 0)).toBe(false);
    expect(strip.curves.map((c) => c.strict)).toEqual([true, false]);
    const root = said("y < sqrt(x)");
    expect(root.region!(-1, -5)).toBe(false);
    const band = said("x < y < x + 2");
    expect([band.region!(0, 1), band.region!(0, 3), band.region!(0, 0)]).toEqual([true, false, false]);
    expect(band.curves).toHaveLength(2);
    const part = said("y > x {x > 0}");
    expect([part.region!(1, 2), part.region!(-1, 2)]).toEqual([true, false]);
  });

  it("keeps to conditions", () => {
    const e = said("y = x^2 {0 < x <= 2}");
    expect(y(e, 2)).toBe(4);
    expect(y(e, 0)).toBeNaN();
    expect(y(e, 2.01)).toBeNaN();
  });

  it("draws points, also with names and lists", () => {
    expect(said("(1, 2), (1/2, -3)").points).toEqual([[1, 2], [0.5, -3]]);
    expect(said("a = 2", "(a, a^2)").points).toEqual([[2, 4]]);
    expect(said("L = [1, 2]", "(L, L^2)").points).toEqual([[1, 1], [2, 4]]);
  });
});

describe("names", () => {
  it("that stand for a number have a slider", () => {
    expect(said("a = 2").slider).toMatchObject({ name: "a", value: 2, range: { min: -10, max: 10 } });
    expect(said("a = -2.5").slider).toMatchObject({ value: -2.5 });
    expect(said("a = 250").slider).toMatchObject({ range: { min: -1000, max: 1000, step: 10 } });
    expect(said("a = 1 + 1").slider).toBeUndefined();
  });

  it("without a value are told", () => {
    expect(said("y = a x + b").missing).toEqual(["a", "b"]);
    expect(said("d = 5t").missing).toEqual(["t"]);
    expect(said("y = a x + b").curves).toEqual([]);
    const [f] = read("y = a x", "a = 3");
    expect(f!.missing).toEqual([]);
    expect(y(f!, 2)).toBe(6);
  });

  it.each<[string[], string]>([
    [["a = b", "b = a"], "depends on itself"],
    [["f(x) = f(x - 1)"], "f depends on itself"],
    [["a = 1", "a = 2"], "a is defined in line 1 already"],
    [["f(x) = x", "f(x) = 2x"], "f is defined in line 1 already"],
    [["e = 3"], "e is a number already"],
    [["b = 2x"], "b would change with x. To draw it, write y = … or b(x) = …"],
    [["f(t) = t + x"], "f is given t; x is not among them."],
    [["f(x) = x", "f(1, 2)"], "f takes one value"],
    [["f(x) = x", "f + 1"], "f is a function; give it a value"],
    [["x + y"], "This has x and y but no comparison."],
    [["y^2 + 1"], "write x = before it"],
    [["mod(4)"], "mod takes 2 values"],
    [["(x, 2)"], "x is none"],
    [["L = [1, 2]", "y = L x"], "This is a list"],
    [["y1 ~ m x1 + b"], "Nothing is called y1 yet. Add a table"],
  ])("%j is a mistake", (rows, words) => {
    const e = said(...rows);
    expect(e.mistake?.message).toContain(words);
    expect(e.curves).toEqual([]);
  });

  it("that look like what every object has are only names", () => {
    for (const name of ["c_{onstructor}", "t_{oString}", "v_{alueOf}", "h_{asOwnProperty}"]) {
      expect(said(`${name} + 1`).missing).toHaveLength(1);
      expect(said(`${name} = 4`, `${name} + 1`).output).toBe("= 5");
      expect(said(`${name}(x) = x`, `${name}(3)`).output).toBe("= 3");
    }
  });
});

describe("tables", () => {
  const data = table(1, [["1", "2.1"], ["2", "3.9"], ["3", "6.2"], ["4", "7.8"], ["", ""]]);

  it("are points, and lists with names", () => {
    const [t, m] = read(data, "mean(y1)");
    expect(t!.points).toEqual([[1, 2.1], [2, 3.9], [3, 6.2], [4, 7.8]]);
    expect(m!.output).toBe("= 5");
  });

  it("say which cell is wrong, and use the others", () => {
    const [t] = read(table(1, [["1", "2"], ["x", "3"], ["1/2", "sqrt(4)"], ["3", ""]]));
    expect(t!.points).toEqual([[1, 2], [0.5, 2]]);
    expect([...t!.cells!.keys()]).toEqual(["1 0"]);
  });

  it("have a best line", () => {
    const e = read(data, "y1 ~ m x1 + b", "m + b").slice(1);
    expect(e[0]!.output).toBe("m = 1.94, b = 0.15");
    expect(e[0]!.fit).toMatchObject({ count: 4, straight: true });
    expect(y(e[0]!, 10)).toBeCloseTo(19.55, 10);
    expect(e[1]!.output).toBe("= 2.09");
  });

  it("say why there is no best fit", () => {
    const message = (rule: string, t = data) => read(t, rule)[1]!.mistake?.message;
    expect(message("y1 ~ 2x1")).toContain("Nothing is left to find");
    expect(message("y1 ~ m x + b")).toContain("such as x1, in place of x");
    expect(message("y1 ~ a + b")).toContain("a rule with a list");
    expect(message("5 ~ a x1")).toContain("Before ~ stands a list");
    expect(message("y1 ~ m x1 + b", table(1, [["1", "1"]]))).toContain("at least 2 points are needed; there is 1.");
    expect(message("y1 ~ m x1 + b", table(1, [["2", "1"], ["2", "5"]]))).toContain("the points do not settle it");
  });
});

it("a line that is hidden or wrong leaves the others as they are", () => {
  const [a, b, c] = read("2 +", "y = x", "3*4");
  expect(a!.mistake).toBeDefined();
  expect(b!.curves).toHaveLength(1);
  expect(c!.output).toBe("= 12");
});
