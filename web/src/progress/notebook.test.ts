import { expect, it } from "vitest";
import type { SessionMissed } from "../api/schema";
import { csv, kinds, rowsOf } from "./notebook";

const m = (x: Partial<SessionMissed>): SessionMissed => ({
  session_id: "s", index: 1, kind: "practice", answered_at: "2026-01-05T08:00:00Z", user_answer: "B", correct_answer: "A", rationale: "Because.", time_spent: 31.25, seconds_budget: 70, mended: false,
  question: { id: "q", text: "What is $x$?", section: "Math", domain: "Algebra", skill: "Linear functions", type: "choice", choices: [] }, ...x,
});

it("writes what a spreadsheet reads, and no formulas", () => {
  expect(csv([["a", 'say "hi"', "x, y", "two\nlines", "=SUM(A1)", "-9/4", "-x"]])).toBe('a,"say ""hi""","x, y","two\nlines",\'=SUM(A1),-9/4,\'-x\r\n');
  const [head, row] = rowsOf([m({})]);
  expect(head).toHaveLength(row!.length);
  expect(row).toContain("31.3");
});

it("tells what was mended", () => {
  const list = [m({}), m({ mended: true }), m({ kind: "full_test" })];
  expect(Object.values(kinds).map((k) => list.filter(k.is).length)).toEqual([3, 2, 1, 1, 2]);
});
