import { describe, expect, it } from "vitest";
import { brief, fractionOf, show } from "./format";
import { arrow, firstPlace, spot, within } from "./panel";
import { contour, region, sample } from "./sample";
import { around, pan, square, standard, ticks, zoom } from "./view";

const draw = (f: (x: number) => number) => sample(f, -10, 10, -10, 10, 480);
const div = (a: number, b: number) => (b === 0 ? NaN : a / b);

describe("a function as lines", () => {
  it("is one line where it is continuous", () => {
    for (const f of [(x: number) => x, (x: number) => x * x, Math.sin, Math.abs, Math.cbrt, (x: number) => Math.sin(20 * x)]) expect(draw(f)).toHaveLength(1);
  });
  it("stays close to the function between its points", () => {
    for (const f of [Math.sin, (x: number) => x ** 3 / 20, (x: number) => Math.exp(x / 4)]) {
      const points = draw(f)[0]!;
      for (let i = 1; i < points.length; i++) {
        const [[a, ya], [b, yb]] = [points[i - 1]!, points[i]!];
        if (Math.abs(ya) > 10 || Math.abs(yb) > 10) continue;
        expect(Math.abs(f((a + b) / 2) - (ya + yb) / 2)).toBeLessThan(20 / 480);
      }
    }
  });
  it("is interrupted at a pole and a jump", () => {
    expect(draw((x) => div(1, x))).toHaveLength(2);
    expect(draw((x) => div(1, x - 1 / 3))).toHaveLength(2);
    expect(draw((x) => div(1, x * x))).toHaveLength(2);
    expect(draw(Math.tan)).toHaveLength(7);
    expect(draw((x) => (x < 0.37 ? 1 : 2))).toHaveLength(2);
    expect(draw((x) => (x < 0.37 ? 1 : -1))).toHaveLength(2);
  });
  it("begins where its domain does", () => {
    const [line, ...rest] = draw((x) => Math.sqrt(x - 1));
    expect(rest).toEqual([]);
    expect(line![0]![0]).toBeCloseTo(1, 2);
    expect(draw(() => NaN)).toEqual([]);
  });
});

describe("a curve F = 0", () => {
  const grid = { ...standard, columns: 80, rows: 80 };
  it("lies on it, and a circle is closed", () => {
    const lines = contour((x, y) => x * x + y * y - 25, grid);
    expect(lines).toHaveLength(1);
    expect(lines[0]![0]).toEqual(lines[0]!.at(-1));
    for (const [x, y] of lines[0]!) expect(Math.hypot(x, y)).toBeCloseTo(5, 8);
  });
  it("has two branches for a hyperbola, and none along a pole", () => {
    expect(contour((x, y) => x * y - 4, grid)).toHaveLength(2);
    expect(contour((x, y) => div(1, x - 0.1) + 0 * y, grid)).toEqual([]);
    expect(contour((x, y) => x * x + y * y + 1, grid)).toEqual([]);
  });
});

it("a region has the area that it has", () => {
  const grid = { ...standard, columns: 240, rows: 60 };
  const area = (holds: (x: number, y: number) => boolean) => region(holds, grid).reduce((s, [, w, low, high]) => s + w * (high - low), 0);
  expect(area((x, y) => y > x)).toBeCloseTo(200, 0);
  expect(area((x, y) => x * x + y * y < 25)).toBeCloseTo(25 * Math.PI, 0);
  expect(area(() => false)).toBe(0);
  expect(area(() => true)).toBeCloseTo(400, 6);
});

describe("the window", () => {
  it("keeps the place that is zoomed at", () => {
    const w = zoom(standard, 0.5, 5, -5);
    expect(w).toEqual({ left: -2.5, right: 7.5, bottom: -7.5, top: 2.5 });
    expect(zoom(standard, 1e-9)).toBe(standard);
    expect(zoom(standard, 1e12)).toBe(standard);
  });
  it("is never so narrow that its lines could not be counted", () => {
    let w = pan(standard, 1e6, 0);
    for (let i = 0; i < 200; i++) w = zoom(w, 0.5);
    expect(ticks(w.left, w.right, 480).major.length).toBeLessThan(20);
    expect(w.right - w.left).toBeGreaterThan(0.1);
  });
  it("moves, and makes circles round", () => {
    expect(pan(standard, 0.5, -0.1)).toEqual({ left: 0, right: 20, bottom: -12, top: 8 });
    const w = square(standard, 400, 200);
    expect(w.top - w.bottom).toBe(10);
  });
  it("shows all points", () => {
    const w = around([[3, 4], [100, -20]])!;
    expect(w.left < 0 && w.right > 100 && w.bottom < -20 && w.top > 4).toBe(true);
    expect(around([])).toBeNull();
    expect(around([[NaN, 1]])).toBeNull();
  });
  it.each([[-10, 10, 480, 2], [-1, 1, 480, 0.2], [0, 1e6, 480, 1e5], [0, 3e-5, 480, 5e-6]])("from %d to %d on %d pixels has lines every %d", (a, b, px, step) => {
    const t = ticks(a, b, px, 46);
    expect(t.step).toBeCloseTo(step, 12);
    expect(t.major.every((v) => v >= a - step && v <= b + step)).toBe(true);
  });
});

describe("numbers", () => {
  it.each([[0.1 + 0.2, "0.3"], [-2, "−2"], [1e15, "1 × 10¹⁵"], [123456789, "123456789"], [1.5e-9, "1.5 × 10⁻⁹"], [-0, "0"], [NaN, "undefined"], [Infinity, "∞"], [1 / 3, "0.3333333333"]])("%d is shown as %s", (x, want) => expect(show(x)).toBe(want));
  it("are short in labels", () => {
    expect(brief(2 / 3)).toBe("0.66667");
    expect(brief(1e-12)).toBe("0");
  });
  it("are fractions where they are", () => {
    expect(fractionOf(-2 / 3)).toBe("−2/3");
    expect(fractionOf(0.5)).toBe("1/2");
    expect(fractionOf(Math.SQRT2)).toBeNull();
    expect(fractionOf(3)).toBeNull();
  });
});

describe("the panel", () => {
  const room = { width: 1280, height: 800 };
  it("is always in the page, whole", () => {
    for (const p of [{ left: -500, top: -9, width: 5000, height: 10 }, { left: 5000, top: 5000, width: 400, height: 300 }]) {
      const q = within(p, room);
      expect(q.left >= 0 && q.top >= 0 && q.left + q.width <= 1280 && q.top + q.height <= 800).toBe(true);
    }
    expect(within({ left: 0, top: 0, width: 900, height: 900 }, { width: 320, height: 256 })).toEqual({ left: 0, top: 0, width: 320, height: 256 });
  });
  it("has places for those who do not drag", () => {
    const p = firstPlace(room);
    expect(spot(p, room, "left")).toEqual({ left: 0, top: 0, width: 640, height: 800 });
    expect(spot(p, room, "right").left).toBe(640);
    expect(spot(p, room, "whole")).toEqual({ left: 0, top: 0, width: 1280, height: 800 });
    expect(spot(p, room, "smaller").width).toBeLessThan(p.width);
    expect(spot(p, room, "larger").width).toBeGreaterThan(p.width);
  });
  it("knows arrow keys only", () => {
    expect(arrow({ key: "ArrowLeft", shiftKey: false })).toEqual([-20, 0]);
    expect(arrow({ key: "ArrowDown", shiftKey: true })).toEqual([0, 80]);
    expect(arrow({ key: "a", shiftKey: false })).toBeNull();
  });
});
