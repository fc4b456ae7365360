import { expect, it } from "vitest";
import type { SessionReview } from "../api/schema";
import { filter, filters } from "./filter";

const r = (x: Partial<SessionReview>): SessionReview => ({
  question_id: "q", text: "", correct_answer: "A", user_answer: "A", correct: true, state: "answered", time_spent: 60, seconds_budget: 70, pace: "", review: "", steps: [],
  question: { id: "q", text: "", section: "Math", domain: "", skill: "", type: "choice", choices: [] }, ...x,
});

it("finds what went wrong, what was slow, what was marked and changed", () => {
  const list = [r({}), r({ correct: false, flagged: true }), r({ correct: null, user_answer: null, time_spent: null, flagged: false }), r({ time_spent: 200, changed: true })];
  expect(filter(list, "all")).toEqual([0, 1, 2, 3]);
  expect(filter(list, "wrong")).toEqual([1, 2]);
  expect(filter(list, "slow")).toEqual([3]);
  expect(filter(list, "marked")).toEqual([1]);
  expect(filter(list, "changed")).toEqual([3]);
});

it("offers only what this kind of session knows", () => {
  expect(filters([r({})]).map((f) => f.value)).toEqual(["all", "wrong", "slow"]);
  expect(filters([r({ flagged: false, changed: false })]).map((f) => f.value)).toEqual(["all", "wrong", "marked", "slow", "changed"]);
});
