import type { SessionQuestionFact } from "../api/schema";

export type Which = "all" | "wrong" | "marked" | "slow" | "guessed" | "changed";

/** Slow: half as long again as the test gives. */
const slow = 1.5;

export const tests: Record<Which, (f: SessionQuestionFact) => boolean> = {
  all: () => true,
  wrong: (f) => f.correct !== true,
  marked: (f) => f.flagged,
  slow: (f) => (f.time_spent ?? 0) > f.seconds_budget * slow,
  guessed: (f) => f.guessed,
  changed: (f) => f.changed,
};

const names: Record<Which, string> = { all: "All", wrong: "Wrong", marked: "Marked", slow: "Slow", guessed: "Guessed", changed: "Changed" };

export const filters = (list: SessionQuestionFact[]) =>
  (Object.keys(tests) as Which[]).map((value) => ({ value, name: names[value], count: list.filter(tests[value]).length }));

/** What each filter means, as a sentence. */
export const meaning: Record<Which, string> = {
  all: "Every question in the order of the test.",
  wrong: "Answered wrongly, left empty or not reached.",
  marked: "You marked these to come back to.",
  slow: "These took more than half as long again as the test gives.",
  guessed: "Answered in under a tenth of the time, so hardly read.",
  changed: "You changed the answer on the way.",
};

export type State = "right" | "wrong" | "empty" | "unreached";
export const stateOf = (f: SessionQuestionFact): State => (f.state === "not_reached" ? "unreached" : f.state === "omitted" ? "empty" : f.correct ? "right" : "wrong");
export const stateWord: Record<State, string> = { right: "right", wrong: "wrong", empty: "left empty", unreached: "not reached" };

/** Bars of a pace strip: heights as shares of the top, which is at least twice the budget. */
export function strip(list: SessionQuestionFact[]): { top: number; bars: { share: number; over: boolean; known: boolean }[] } {
  const budget = list[0]?.seconds_budget ?? 60;
  const top = Math.max(2 * budget, ...list.map((f) => f.time_spent ?? 0));
  return { top, bars: list.map((f) => ({ share: (f.time_spent ?? 0) / top, over: (f.time_spent ?? 0) > f.seconds_budget, known: f.time_spent !== null })) };
}
