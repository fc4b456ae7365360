import { expect, test } from "vitest";
import { minutes, moved, shift, told } from "./words";

const week = { name: "Lee", answered: 0, right: 0, minutes: 0, sessions: 0, previous_answered: 0 };

test("a week is told in plain words", () => {
  expect(told(week)).toBe("No question was answered this week.");
  expect(told({ ...week, previous_answered: 12 })).toContain("the week before there were 12");
  expect(told({ ...week, answered: 1, right: 1, minutes: 0.4 })).toBe("1 minute on 1 question, 1 of them right.");
  expect(told({ ...week, answered: 40, right: 30, minutes: 52.6, previous_answered: 41 })).toBe("53 minutes on 40 questions, 30 of them right. 1 question fewer than the week before.");
});

test("a day on which something was answered has a minute, as its week does", () => {
  expect(minutes({ answered: 10, minutes: 0.2 })).toBe(1);
  expect(minutes({ answered: 0, minutes: 0 })).toBe(0);
});

test("a score moved only where the ranges are apart", () => {
  const r = (total_low: number, total_high: number) => ({ total_low, total_high });
  expect(moved(undefined, r(900, 1000))).toBe("A new score this week.");
  expect(moved(r(900, 1000), r(1010, 1100))).toMatch(/^Up/);
  expect(moved(r(900, 1000), r(1000, 1100))).toMatch(/^About as before/);
  expect(moved(r(900, 1000), r(700, 890))).toMatch(/^Down/);
  expect(moved({}, r(700, 890))).toBe("A new score this week.");
});

test("weeks are seven days apart, also over the end of a year", () => {
  expect(shift("2025-12-29", 7)).toBe("2026-01-05");
  expect(shift("2026-03-02", -7)).toBe("2026-02-23");
});
