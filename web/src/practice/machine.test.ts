import { describe, expect, it } from "vitest";
import type { QuestionShown, SessionReply } from "../api/schema";
import { answered, explained, opened, proceed, row, tryAgain } from "./machine";

const q = (id: string): QuestionShown => ({ id, text: id, section: "Math", domain: "Algebra", skill: "Linear functions", type: "choice", choices: [] });
const reply = (r: Partial<SessionReply>): SessionReply => ({ session_id: "s", questions: [], theta: 0, se: 1, answered: 0, num_questions: 3, done: false, ...r });

describe("a practice session on the screen", () => {
  const start = opened(reply({ questions: [q("a")] }));

  it("begins with the question served", () => {
    expect(start).toMatchObject({ phase: "answering", number: 1, total: 3 });
    expect(row(start)).toEqual(["now", "ahead", "ahead"]);
  });

  it("explains a right answer and goes on", () => {
    const s = answered(start, reply({ answered: 1, questions: [q("b")], feedback: { correct: true, rationale: "so", key: "A" } }), "A");
    expect(s).toMatchObject({ phase: "explained", question: { id: "a" }, next: { id: "b" } });
    expect(proceed(s)).toMatchObject({ phase: "answering", question: { id: "b" }, number: 2, marks: ["right"], feedback: null });
  });

  it("leaves a second try open, which does not change how it went", () => {
    const missed = answered(start, reply({ answered: 1, questions: [q("b")], feedback: { correct: false, rationale: "no", retry: true } }), "B");
    expect(missed.phase).toBe("missed");
    const second = explained(tryAgain(missed), { correct: true, rationale: "yes", key: "A" }, "A");
    expect(second).toMatchObject({ phase: "explained", answer: "B", second: "A", marks: ["wrong"] });
  });

  it("can be shown the solution instead", () => {
    const missed = answered(start, reply({ answered: 1, questions: [q("b")], feedback: { correct: false, rationale: "no", retry: true } }), "B");
    expect(explained(missed, { correct: false, rationale: "no", key: "A" })).toMatchObject({ phase: "explained", second: "" });
  });

  it("ends after the last answer was read", () => {
    const last = answered(start, reply({ answered: 3, done: true, correct: 2, points_earned: 50, feedback: { correct: false, rationale: "no", key: "A" } }), "");
    expect(last).toMatchObject({ phase: "explained", next: null, marks: ["skipped"], end: { correct: 2, points: 50 } });
    expect(proceed(last).phase).toBe("over");
  });

  it("comes back to where it stood, with how it went", () => {
    const s = opened(reply({ answered: 2, questions: [q("c")] }), ["right", "wrong"]);
    expect(row(s)).toEqual(["right", "wrong", "now"]);
    expect(opened(reply({ answered: 3, done: true, correct: 1, points_earned: 50 }), ["right"])).toMatchObject({ phase: "over", end: { correct: 1 } });
  });
});
