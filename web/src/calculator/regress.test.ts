import { describe, expect, it } from "vitest";
import { fit, leastSquares, type Model } from "./regress";

const line = (x: number[]): Model => ([m, b], i) => m! * x[i]! + b!;

describe("least squares", () => {
  // Anscombe's first set: the figures are printed in Graphs in Statistical Analysis (1973).
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];

  it("gives the known line of Anscombe's first set", () => {
    const f = fit(line(x), y, 2)!;
    expect(f.parameters[0]).toBeCloseTo(0.500090909, 8);
    expect(f.parameters[1]).toBeCloseTo(3.000090909, 8);
    expect(f.r2).toBeCloseTo(0.666542460, 8);
    expect(f.certain).toBe(true);
  });

  it("gives what the closed formulas give, for any points", () => {
    let seed = 5;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    for (let k = 0; k < 100; k++) {
      const n = 3 + Math.floor(random() * 20);
      const xs = Array.from({ length: n }, () => Math.round(random() * 400) / 10 - 20);
      const ys = xs.map((v) => 3 * v - 7 + (random() - 0.5) * 30);
      const [mx, my] = [xs, ys].map((v) => v.reduce((a, b) => a + b, 0) / n) as [number, number];
      const sxx = xs.reduce((s, v) => s + (v - mx) ** 2, 0);
      const sxy = xs.reduce((s, v, i) => s + (v - mx) * (ys[i]! - my), 0);
      const syy = ys.reduce((s, v) => s + (v - my) ** 2, 0);
      const f = fit(line(xs), ys, 2)!;
      expect(f.parameters[0]).toBeCloseTo(sxy / sxx, 8);
      expect(f.parameters[1]).toBeCloseTo(my - (sxy / sxx) * mx, 8);
      expect(f.r2).toBeCloseTo(sxy ** 2 / (sxx * syy), 8);
    }
  });

  it("goes exactly through a parabola", () => {
    const xs = [-3, -1, 0, 2, 5];
    const f = fit(([a, b, c], i) => a! * xs[i]! ** 2 + b! * xs[i]! + c!, xs.map((v) => 2 * v * v - 3 * v + 0.5), 3)!;
    expect(f.parameters).toEqual([2, -3, 0.5].map((v) => expect.closeTo(v, 10)));
    expect(f.r2).toBe(1);
  });

  it("is precise for years, where x is large and close together", () => {
    const xs = [2018, 2019, 2020, 2021, 2022];
    const f = fit(([a, b, c], i) => a! * xs[i]! ** 2 + b! * xs[i]! + c!, xs.map((v) => (v - 2020) ** 2 + 4), 3)!;
    const at = (v: number) => f.parameters[0]! * v * v + f.parameters[1]! * v + f.parameters[2]!;
    expect(f.r2).toBeCloseTo(1, 6);
    expect(at(2020)).toBeCloseTo(4, 2);
  });

  it("finds exponentials, powers and waves", () => {
    const xs = [0, 1, 2, 3, 4, 5, 6];
    const grow = fit(([a, b], i) => a! * b! ** xs[i]!, xs.map((v) => 3 * 1.5 ** v), 2)!;
    expect(grow.parameters).toEqual([3, 1.5].map((v) => expect.closeTo(v, 6)));
    expect(grow.certain).toBe(false);
    const shrink = fit(([a, b], i) => a! * b! ** xs[i]!, xs.map((v) => 200 * 0.3 ** v), 2)!;
    expect(shrink.parameters).toEqual([200, 0.3].map((v) => expect.closeTo(v, 6)));
    const natural = fit(([a, k, c], i) => a! * Math.exp(k! * xs[i]!) + c!, xs.map((v) => 5 * Math.exp(-0.4 * v) + 2), 3)!;
    expect(natural.parameters).toEqual([5, -0.4, 2].map((v) => expect.closeTo(v, 5)));
    const powers = fit(([a, b], i) => a! * (xs[i]! + 1) ** b!, xs.map((v) => 4 * (v + 1) ** 1.7), 2)!;
    expect(powers.parameters).toEqual([4, 1.7].map((v) => expect.closeTo(v, 6)));
    const wave = fit(([a, b, c], i) => a! * Math.sin(b! * xs[i]!) + c!, xs.map((v) => 2 * Math.sin(1.1 * v) + 1), 3)!;
    expect(wave.rmse).toBeLessThan(1e-6);
  });

  it("finds the least sum for scattered exponentials: no neighbour is better", () => {
    const xs = [1, 2, 3, 4, 5, 6];
    const ys = [2.7, 4.1, 5.2, 8.9, 11.6, 18.4];
    const model: Model = ([a, b], i) => a! * b! ** xs[i]!;
    const cost = (p: number[]) => ys.reduce((s, v, i) => s + (model(p, i) - v) ** 2, 0);
    const { parameters: p } = fit(model, ys, 2)!;
    for (const d of [-1e-3, 1e-3]) {
      expect(cost([p[0]! + d, p[1]!])).toBeGreaterThan(cost(p));
      expect(cost([p[0]!, p[1]! + d])).toBeGreaterThan(cost(p));
    }
  });

  it("is null where the points do not settle it", () => {
    expect(fit(line([2, 2, 2]), [1, 2, 3], 2)).toBeNull();
    expect(leastSquares([[1, 1], [2, 2]], [1, 2])).toBeNull();
    expect(leastSquares([[1]], [])).toBeNull();
  });

  it("has no share of variation where nothing varies", () => {
    expect(fit(line([1, 2, 3]), [4, 4, 4], 2)).toMatchObject({ r2: null, parameters: [expect.closeTo(0, 12), expect.closeTo(4, 12)] });
  });
});
