import { expect, test } from "vitest";
import { ago, expected, grouped, interval, size } from "./words";

test("every kind falls into one group, and sums stay sums", () => {
  const v = { days: ["2026-01-01", "2026-01-02"], kinds: [
    { kind: "practice.answered", total: 3, n: [1, 2] }, { kind: "tutor.turn", total: 5, n: [5, 0] }, { kind: "question.shown", total: 4, n: [0, 4] },
    { kind: "practice.started", total: 1, n: [0, 1] }, { kind: "test.retried", total: 0, n: [0, 0] },
  ] };
  expect(grouped(v)).toEqual([[1, 2], [5, 0], [0, 4], [0, 1]]);
});

test("an interval is whole where nothing is known and narrows with what is", () => {
  expect(interval(0, 0)).toEqual([0, 1]);
  const [low, high] = interval(10, 10);
  expect(low).toBeCloseTo(0.722, 2);
  expect(high).toBe(1);
  const [l2, h2] = interval(500, 1000);
  expect(h2 - l2).toBeLessThan(0.07);
});

test("the curve has its floor, and its middle at b", () => {
  expect(expected({ a: 1, b: 0.5, c: 0.2 }, 0.5)).toBeCloseTo(0.6, 9);
  expect(expected({ a: 2, b: 0, c: 0.25 }, -20)).toBeCloseTo(0.25, 6);
});

test("times and sizes are said as people say them", () => {
  const now = Date.parse("2026-01-05T12:00:00Z");
  expect(ago("2026-01-05T11:59:30Z", now)).toBe("30 s ago");
  expect(ago("2026-01-05T12:00:10Z", now)).toBe("0 s ago"); // a clock that is behind
  expect(ago("2026-01-05T09:30:00Z", now)).toBe("2 h ago");
  expect(ago("2026-01-03T09:30:00Z", now)).toBe("2 days ago"); // a date does not fit where this stands
  expect(size(999)).toBe("999 bytes");
  expect(size(1_234_567)).toBe("1.2 MB");
});
