import { describe, expect, it } from "vitest";
import { place, summary, why } from "./describe";
import { interests } from "./interest";
import { plot } from "./plot";
import { understand } from "./sheet";
import { standard } from "./view";

const look = (...texts: string[]) => {
  const entries = understand(texts.map((text, i) => ({ id: i + 1, kind: "line" as const, text, shown: true })), false);
  const found = interests(plot(entries, standard, 480, 480).drawn, standard);
  return { entries, found, list: found.points.map((p) => `${place(p.x, p.y)} ${why(p)}`) };
};
const meetings = (...texts: string[]) => look(...texts).found.points.filter((p) => p.why.some((w) => w.kind === "intersection")).map((p) => place(p.x, p.y));

describe("points of interest", () => {
  it("of a parabola and a line", () => expect(look("y = x^2 - 4", "y = 2x - 1").list).toEqual([
    "(−2, 0) x-intercept of 1",
    "(−1, −3) intersection of 1 and 2",
    "(0, −4) y-intercept of 1; low point of 1",
    "(0, −1) y-intercept of 2",
    "(0.5, 0) x-intercept of 2",
    "(2, 0) x-intercept of 1",
    "(3, 5) intersection of 1 and 2",
  ]));

  it("of a circle", () => expect(look("x^2 + y^2 = 25").list).toEqual([
    "(−5, 0) x-intercept of 1; left end of 1",
    "(0, −5) y-intercept of 1; low point of 1",
    "(0, 5) y-intercept of 1; high point of 1",
    "(5, 0) x-intercept of 1; right end of 1",
  ]));

  it("of a circle off the middle are its ends", () => {
    const { list } = look("(x - 2)^2 + (y + 1)^2 = 9");
    for (const p of ["(2, 2) high point of 1", "(2, −4) low point of 1", "(−1, −1) left end of 1", "(5, −1) right end of 1"]) expect(list).toContain(p);
  });

  it.each<[string[], string[]]>([
    [["y = x^2", "y = 2x - 1"], ["(1, 1)"]], // touching
    [["x^2 + y^2 = 25", "y = 5"], ["(0, 5)"]],
    [["x^2 + y^2 = 25", "x = 5"], ["(5, 0)"]],
    [["x^2 + y^2 = 25", "3x + 4y = 25"], ["(3, 4)"]],
    [["x^2 + y^2 = 25", "y = x + 1"], ["(−4, −3)", "(3, 4)"]],
    [["x^2 + y^2 = 25", "(x - 6)^2 + y^2 = 25"], ["(3, −4)", "(3, 4)"]],
    [["x^2 + y^2 = 4", "(x - 5)^2 + y^2 = 9"], ["(2, 0)"]], // circles that touch
    [["x^2 + y^2 = 4", "(x - 6)^2 + y^2 = 9"], []],
    [["x y = 4", "x^2 + y^2 = 8"], ["(−2, −2)", "(2, 2)"]],
    [["x = 3", "y = x^2 - 4"], ["(3, 5)"]],
    [["x = y^2", "y = x - 2"], ["(1, −1)", "(4, 2)"]],
    [["x = y^2", "x = 4"], ["(4, −2)", "(4, 2)"]],
    [["y = 1/x", "y = x"], ["(−1, −1)", "(1, 1)"]],
    [["y = 1/x", "y = 0"], []],
    [["y = tan(x)", "y = 1000"], []], // above the window
    [["y = x", "y = x + 1"], []],
    [["y > 2x - 4", "y <= -x + 5"], ["(3, 2)"]],
    [["y = floor(x)", "y = 0.5"], []],
    [["y = |x|", "y = 3"], ["(−3, 3)", "(3, 3)"]],
    [["y = sqrt(x)", "y = x"], ["(0, 0)", "(1, 1)"]],
    [["y = 2^x", "y = 8"], ["(3, 8)"]],
  ])("%j meet at %j", (texts, want) => expect(meetings(...texts)).toEqual(want));

  it("of 1/x and of tan are no poles", () => {
    expect(look("y = 1/x").list).toEqual([]);
    expect(look("y = tan(x)").list).toHaveLength(7);
    expect(look("y = 1/(x - 1/3) + 2").list).toEqual(["(−0.16667, 0) x-intercept of 1", "(0, −1) y-intercept of 1"]);
  });

  it("of the same graph twice are not a thousand intersections", () => {
    const { found, entries } = look("y = 2x + 2", "y = 2(x + 1)");
    expect(found.same).toEqual([[1, 2]]);
    expect(summary(entries, found, standard)).toContain("1 and 2 are the same.");
  });

  it("are counted, not endless", () => {
    const { found } = look("y = sin(60x)");
    expect(found.more).toBe(true);
    expect(found.points.length).toBeLessThan(250);
  });
});

describe("the words of a graph", () => {
  it("say what is drawn, where, and what is to be seen", () => {
    const { entries, found } = look("y = x - 1", "(2, 3)", "2 + 2");
    expect(summary(entries, found, standard)).toBe("Graph. x from −10 to 10, y from −10 to 10. Drawn are 1: y = x - 1; 2: point (2, 3). (0, −1) y-intercept of 1. (1, 0) x-intercept of 1.");
  });
  it("say that nothing is drawn", () => expect(summary([], null, standard)).toContain("Graph, empty."));
});
