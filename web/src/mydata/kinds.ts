import type { TallyBody } from "../api/schema";

/** What kinds of records are called where people choose among them. */
const names: Record<string, string> = {
  "practice.started": "Began practice", "practice.answered": "Answers in practice", "practice.retried": "Second tries", "practice.ended": "Ended practice", "practice.packed": "Questions taken along",
  "diagnostic.started": "Began the diagnostic", "diagnostic.answered": "Answers in the diagnostic", "diagnostic.ended": "Ended the diagnostic",
  "test.started": "Began a full test", "test.module_started": "Began a module", "test.answered": "Answers in full tests", "test.module_ended": "Ended a module", "test.ended": "Ended a full test",
  "tutor.turn": "Talks with the tutor", "tutor.rated": "Rated the tutor", "review.generated": "Explained answers", "review.read": "Read explanations",
  "test.rescored": "Corrected test scores", "diagnostic.rescored": "Corrected diagnostic scores", "question.reported": "Reports about questions", "question.report_resolved": "Answers to reports", "consent.changed": "Consent", "goal.changed": "Goals", "export.made": "Exports",
  "question.shown": "Questions seen", "question.flagged": "Marked questions", "choice.selected": "Chosen answers", "choice.eliminated": "Crossed-out choices", "choice.restored": "Choices taken back",
  "entry.changed": "Typed answers", "tool.opened": "Opened tools", "tool.closed": "Closed tools", "hint.opened": "Opened hints", "solution.opened": "Opened solutions", "page.hidden": "Left the page", "page.shown": "Came back to the page",
};

/** The name of a kind; one that is new here is named by its own words. */
export const nameOf = (kind: string): string => names[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1).replace(/[._]/g, " ");

/** The kinds that somebody has records of, the commonest first. */
export function kinds(months: TallyBody[]): { kind: string; n: number }[] {
  const sums = new Map<string, number>();
  for (const m of months) sums.set(m.kind, (sums.get(m.kind) ?? 0) + m.records);
  return [...sums].map(([kind, n]) => ({ kind, n })).sort((a, b) => b.n - a.n || a.kind.localeCompare(b.kind));
}
