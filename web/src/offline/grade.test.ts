import { expect, it } from "vitest";
import type { SessionPackQuestion } from "../api/schema";
import { equal, feedbackOf } from "./grade";

// By the rules that internal/question/grade_test.go holds the server to.
it.each([
  ["2/3", ".6666", true], ["2/3", ".6667", true], ["2/3", "0.666", true], ["2/3", "0.667", true], ["2/3", "0.67", false], ["2/3", ".667", false], ["2/3", "00.67", false], ["2/3", "4/6", true],
  ["-1/3", "-.3333", true], ["-1/3", ".3333", false], ["-1/3", "-0.333", true], ["3.5", "7/2", true], ["3.5", "3.50", true], ["3.5", "3.500", true], ["0", "-0", true], ["0", "0/5", true], ["0", "0.001", false],
  ["2000/3", "666.6", true], ["2000/3", "666.7", true], ["2000/3", "667", false], ["12", "12.", true], ["12", "1/0", false], ["12", "", false], ["12", "-", false],
])("a key of %s and an entry of %s: %s", (key, entry, right) => expect(equal(entry, key)).toBe(right));

const choice = {
  question: { id: "q", type: "choice", choices: [{ id: "A", text: "" }, { id: "B", text: "" }] }, position: 1, keys: ["B"], key_rationale: "because", steps: ["one"], hints: [],
  choices: [{ id: "A", rationale: "not A" }, { id: "B", rationale: "because" }],
} as unknown as SessionPackQuestion;
const typed = {
  question: { id: "q", type: "spr", choices: [] }, position: 1, keys: ["7/2", "4"], key_rationale: "because", steps: [], hints: [], entry_errors: [{ entry: "2/7", rationale: "upside down" }],
} as unknown as SessionPackQuestion;

it("explains as the server does", () => {
  expect(feedbackOf(choice, "B")).toMatchObject({ correct: true, rationale: "because", key: "B" });
  expect(feedbackOf(choice, "A")).toMatchObject({ correct: false, rationale: "not A", key: "B" });
  expect(feedbackOf(choice, "")).toMatchObject({ correct: false, rationale: "because" });
  expect(feedbackOf(typed, "4")).toMatchObject({ correct: true, key: "7/2 or 4" });
  expect(feedbackOf(typed, "2/7").rationale).toBe("upside down");
  expect(feedbackOf(typed, "9").rationale).toMatch("Compare your work");
});
