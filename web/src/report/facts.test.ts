import { expect, it } from "vitest";
import type { SessionQuestionFact } from "../api/schema";
import { filters, stateOf, strip, tests } from "./facts";

const f = (x: Partial<SessionQuestionFact>): SessionQuestionFact => ({
  question_id: "q", module: 1, position: 1, section: "Math", domain: "Algebra", skill: "Linear functions", state: "answered", correct: true, time_spent: 60, seconds_budget: 90,
  flagged: false, changed: false, guessed: false, ...x,
});

it("filters what there is to learn from", () => {
  const list = [f({}), f({ correct: false, guessed: true, time_spent: 3 }), f({ state: "omitted", correct: false, flagged: true }), f({ time_spent: 140, changed: true }), f({ state: "not_reached", correct: null, time_spent: null })];
  expect(filters(list).map((x) => [x.value, x.count])).toEqual([["all", 5], ["wrong", 3], ["marked", 1], ["slow", 1], ["guessed", 1], ["changed", 1]]);
  expect(list.map(stateOf)).toEqual(["right", "wrong", "empty", "right", "unreached"]);
  expect(tests.slow(f({ time_spent: 135 }))).toBe(false);
});

it("draws times against the budget", () => {
  const { top, bars } = strip([f({ time_spent: 45 }), f({ time_spent: 360 }), f({ time_spent: null })]);
  expect(top).toBe(360);
  expect(bars).toEqual([{ share: 0.125, over: false, known: true }, { share: 1, over: true, known: true }, { share: 0, over: false, known: false }]);
  expect(strip([f({})]).top).toBe(180);
});
