import type { SessionReview } from "../api/schema";

export type Which = "all" | "wrong" | "marked" | "slow" | "changed";

/** Slow: half as long again as the test gives. */
const slow = 1.5;

const tests: Record<Which, (r: SessionReview) => boolean> = {
  all: () => true,
  wrong: (r) => r.correct !== true,
  marked: (r) => r.flagged === true,
  slow: (r) => (r.time_spent ?? 0) > r.seconds_budget * slow,
  changed: (r) => r.changed === true,
};

export const filter = (list: SessionReview[], which: Which): number[] => list.flatMap((r, i) => (tests[which](r) ? [i] : []));

/** The filters that this session can have; marks and changes are known of tests only. */
export function filters(list: SessionReview[]): { value: Which; name: string; count: number }[] {
  const known = (f: (r: SessionReview) => unknown) => list.some((r) => f(r) !== undefined);
  const names: [Which, string, boolean][] = [
    ["all", "All", true],
    ["wrong", "Wrong", true],
    ["marked", "Marked", known((r) => r.flagged)],
    ["slow", "Slow", true],
    ["changed", "Changed", known((r) => r.changed)],
  ];
  return names.filter(([, , there]) => there).map(([value, name]) => ({ value, name, count: filter(list, value).length }));
}
