import { describe, expect, it } from "vitest";
import { crossing, extrema, roots, type Curve1 } from "./roots";

const div = (a: number, b: number) => (b === 0 ? NaN : a / b);
const at = (f: Curve1, from = -10, to = 10) => roots(f, from, to)!.map((r) => r.x);

describe("roots", () => {
  it.each<[string, Curve1, number[]]>([
    ["a line", (x) => 2 * x - 1, [0.5]],
    ["a parabola", (x) => x * x - 4, [-2, 2]],
    ["thirds", (x) => (3 * x - 1) * (3 * x + 2), [-2 / 3, 1 / 3]],
    ["roots close together", (x) => (x - 1) * (x - 1.001), [1, 1.001]],
    ["a cubic with three", (x) => x ** 3 - x, [-1, 0, 1]],
    ["a touching parabola", (x) => (x - 1.37) ** 2, [1.37]],
    ["a touching parabola below", (x) => -((x + 2 / 3) ** 2), [-2 / 3]],
    ["a flat one", (x) => x ** 5, [0]],
    ["a touching quartic", (x) => (x - 3) ** 4, [3]],
    ["both kinds", (x) => (x - 2) ** 2 * (x + 1), [-1, 2]],
    ["a corner on the axis", (x) => Math.abs(x - 1.5), [1.5]],
    ["a corner below it", (x) => Math.abs(x) - 3, [-3, 3]],
    ["a cube root", (x) => Math.cbrt(x - 1), [1]],
    ["the end of a domain", (x) => Math.sqrt(x - 2), [2]],
    ["a logarithm", (x) => (x > 0 ? Math.log(x) : NaN), [1]],
    ["an exponential far off", (x) => Math.exp(x) - 1000, [Math.log(1000)]],
    ["very steep", (x) => 1e6 * (x - 1 / 7), [1 / 7]],
    ["very small", (x) => 1e-7 * (x - 3), [3]],
    ["at the borders", (x) => x * x - 100, [-10, 10]],
  ])("of %s", (_, f, want) => {
    const got = at(f);
    expect(got).toHaveLength(want.length);
    got.forEach((x, i) => expect(x).toBeCloseTo(want[i]!, 8));
  });

  it.each<[string, Curve1]>([
    ["1/x", (x) => div(1, x)],
    ["1/(x - 1/3)", (x) => div(1, x - 1 / 3)],
    ["1/x^2", (x) => div(1, x * x)],
    ["a jump over the axis", (x) => Math.floor(x) + 0.5],
    ["sign(x) where it has no zero", (x) => (x < 0.123 ? -1 : 1)],
    ["a jump of a rising line", (x) => (x < 1 ? x - 20 : x + 20)],
    ["a parabola above", (x) => x * x + 0.001],
    ["a hole on the axis", (x) => div((x - 1) ** 2, x - 1)],
    ["a hole between samples", (x) => (Math.abs(x - 0.7) < 1e-12 ? NaN : div((x - 0.7) ** 2, x - 0.7))],
    ["nothing at all", () => NaN],
  ])("of %s: none that is not one", (_, f) => expect(roots(f, -10, 10)).toEqual([]));

  it("of tan are its zeros, not its poles", () => {
    expect(at(Math.tan)).toHaveLength(7);
    at(Math.tan).forEach((x, i) => expect(x).toBeCloseTo((i - 3) * Math.PI, 9));
  });

  it("say whether the graph turns back", () => {
    expect(roots((x) => (x - 2) ** 2 * (x + 1), -10, 10)!.map((r) => r.touches)).toEqual([false, true]);
  });

  it("of what is zero over a stretch cannot be named", () => {
    expect(roots(() => 0, -10, 10)).toBeNull();
    expect(roots((x) => Math.max(0, x), -10, 10)).toBeNull();
  });

  it("are whole where they are whole", () => {
    expect(at((x) => (x - 3) * (x + 7) * (x - 0.25))).toEqual([-7, 0.25, 3]);
    expect(at((x) => x * x - 2 * x + 1)).toEqual([1]);
  });

  it("of polynomials made from their roots are these roots", () => {
    let seed = 99;
    const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
    for (let k = 0; k < 300; k++) {
      const want = [...new Set(Array.from({ length: 1 + random(4) }, () => (random(161) - 80) / 10))].sort((a, b) => a - b);
      const scale = (random(9) + 1) / 3;
      const got = at((x) => scale * want.reduce((p, r) => p * (x - r), 1));
      expect(got, JSON.stringify(want)).toHaveLength(want.length);
      got.forEach((x, i) => expect(x).toBeCloseTo(want[i]!, 8));
    }
  });
});

describe("a crossing", () => {
  it("is found to the last digits", () => expect(crossing((x) => x * x - 2, 1, 2)).toBeCloseTo(Math.SQRT2, 14));
  it("needs two signs", () => expect(crossing((x) => x * x + 1, -1, 1)).toBeNull());
});

describe("turning points", () => {
  it.each<[string, Curve1, [number, number, string][]]>([
    ["a parabola", (x) => (x - 1.5) ** 2 - 2, [[1.5, -2, "lowest"]]],
    ["a parabola with thirds", (x) => 3 * x * x - 2 * x, [[1 / 3, -1 / 3, "lowest"]]],
    ["a hanging parabola", (x) => -2 * (x + 3) ** 2 + 5, [[-3, 5, "highest"]]],
    ["a cubic", (x) => x ** 3 - 3 * x, [[-1, 2, "highest"], [1, -2, "lowest"]]],
    ["a corner", (x) => Math.abs(x - 2), [[2, 0, "lowest"]]],
    ["a flat quartic", (x) => x ** 4, [[0, 0, "lowest"]]],
    ["sqrt(x) rises all along", (x) => Math.sqrt(x), []],
    ["a line", (x) => 3 * x - 1, []],
    ["a constant", () => 4, []],
    ["a saw, whose top is not reached", (x) => x - Math.floor(x), []],
    ["steps", (x) => Math.floor(x), []],
    ["1/x", (x) => div(1, x), []],
    ["1/x^2, whose top is nowhere", (x) => div(1, x * x), []],
    ["x^3, which rests but does not turn", (x) => x ** 3, []],
    ["x + 1/x", (x) => x + div(1, x), [[-1, -2, "highest"], [1, 2, "lowest"]]],
  ])("of %s", (_, f, want) => {
    const got = extrema(f, -10, 10);
    expect(got.map((e) => e.kind)).toEqual(want.map((w) => w[2]));
    got.forEach((e, i) => {
      expect(e.x).toBeCloseTo(want[i]![0], 6);
      expect(e.y).toBeCloseTo(want[i]![1], 9);
    });
  });

  it("of sine alternate", () => {
    const got = extrema(Math.sin, -10, 10);
    expect(got).toHaveLength(6);
    got.forEach((e) => expect(Math.abs(e.y)).toBeCloseTo(1, 12));
  });

  it("of tan are none", () => expect(extrema(Math.tan, -10, 10)).toEqual([]));
});
