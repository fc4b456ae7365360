import type { SessionMissed } from "../api/schema";
import { plain } from "../ui/text";

export type Kind = "all" | "open" | "mended" | "test" | "practice";

export const kinds: Record<Kind, { name: string; is: (m: SessionMissed) => boolean }> = {
  all: { name: "All", is: () => true },
  open: { name: "Not right since", is: (m) => !m.mended },
  mended: { name: "Right since", is: (m) => m.mended },
  test: { name: "In tests", is: (m) => m.kind !== "practice" },
  practice: { name: "In practice", is: (m) => m.kind === "practice" },
};

/**
 * A table as CSV. What a spreadsheet would take for a formula is marked as text;
 * a number stays one.
 */
export function csv(rows: string[][]): string {
  const cell = (s: string) => {
    const text = /^[=+\-@\t\r]/.test(s) && !/^-?[\d./]+$/.test(s) ? `'${s}` : s;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((r) => r.map(cell).join(",")).join("\r\n") + "\r\n";
}

export function rowsOf(list: SessionMissed[]): string[][] {
  return [
    ["answered_at", "kind", "section", "domain", "skill", "question", "your_answer", "right_answer", "second_try", "right_since", "seconds", "seconds_budget", "why"],
    ...list.map((m) => [m.answered_at, m.kind, m.question.section, m.question.domain, m.question.skill, plain(m.question.text), m.user_answer, m.correct_answer, m.second_try ?? "",
      m.mended ? "yes" : "no", m.time_spent === null ? "" : m.time_spent.toFixed(1), m.seconds_budget.toFixed(1), plain(m.rationale)]),
  ];
}
