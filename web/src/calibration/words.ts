import type { Reply } from "../api/client";

export type Shown = Reply<"GET /calibration/runs/{run_id}">;
export type Run = Shown["run"];
export type Item = NonNullable<Shown["items"]>[number];

export const statusWords: Record<Run["status"], string> = { proposed: "waits for a decision", promoted: "promoted", rejected: "rejected" };

export const modelWords: Record<Run["model"], string> = { "1pl": "difficulty alone", "2pl": "difficulty and slope", "3pl": "difficulty, slope and guessing" };

/** Why a question's estimate is not promotable. */
export const whyWords: Record<string, string> = {
  few: "too few answers",
  no_estimate: "no estimate",
  same: "in force already",
  no_error: "error unknown",
  flagged: "flagged: look at it first",
  not_linked: "scale not linked",
  not_converged: "run did not converge",
};

export const leftWords: Record<string, string> = { retired: "taken out of the bank since", other_version: "edited since", other_judgement: "judged otherwise by its author since", same: "has these parameters already" };

/** What stands against promoting this question now; "" where nothing does. */
export const against = (i: Pick<Item, "why_not" | "edited">): string => (i.why_not ? whyWords[i.why_not] ?? i.why_not : i.edited ? "edited, judged otherwise or taken out since" : "");

/** Which questions are shown first: those that can be promoted, or where none can, those that say why. */
export const shownFirst = (items: Pick<Item, "why_not" | "edited">[]): "promotable" | "not" => (items.some((i) => against(i) === "") ? "promotable" : "not");

/** What has to be said a second time before a promotion. */
export const confirmations = (run: Pick<Run, "largest_shift" | "log">, mostShift: number) => ({ shift: run.largest_shift > mostShift, simulated: run.log.simulated });

/** Why nothing of a run can be promoted; "" where something can. */
export function barred(run: Pick<Run, "status" | "current" | "promotable">): string {
  if (run.status !== "proposed") return "It was decided already.";
  if (!run.current) return "Other parameters were promoted since it ran, so it is linked to a scale that is no longer in force. Reject it, and calibrate anew.";
  return run.promotable ? "" : "None of its questions is promotable; each says why below.";
}

/** Points with their sign, to a tenth. */
export const points = (x: number): string => `${x < 0 ? "−" : x > 0 ? "+" : ""}${Math.abs(x).toFixed(1)}`;

const keys = {
  id: (i: Item) => i.question_id,
  n: (i: Item) => i.n,
  a: (i: Item) => i.new.a - i.old.a,
  b: (i: Item) => i.new.b - i.old.b,
  c: (i: Item) => i.new.c - i.old.c,
  moved: (i: Item) => i.moved,
};

/** Questions in an order: the name of a column, a minus before it turns it round; equal ones by id. */
export function ordered(items: Item[], sort: string): Item[] {
  const down = sort.startsWith("-");
  const key = keys[(down ? sort.slice(1) : sort) as keyof typeof keys] ?? keys.id;
  return [...items].sort((x, y) => {
    const [a, b] = [key(x), key(y)];
    return (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1) || (x.question_id < y.question_id ? -1 : 1);
  });
}
