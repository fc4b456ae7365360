interface Week {
  name: string;
  answered: number;
  right: number;
  minutes: number;
  sessions: number;
  previous_answered: number;
}

const count = (n: number, noun: string) => `${n.toLocaleString()} ${noun}${n === 1 ? "" : "s"}`;

/** Whole minutes; where something was answered at least one, so that a day and its week agree. */
export const minutes = (w: Pick<Week, "answered" | "minutes">): number => Math.max(w.answered ? 1 : 0, Math.round(w.minutes));

/** A week in two sentences that need no explanation. */
export function told(w: Week): string {
  if (!w.answered) return w.previous_answered ? `No question was answered this week; the week before there were ${w.previous_answered.toLocaleString()}.` : "No question was answered this week.";
  const first = `${count(minutes(w), "minute")} on ${count(w.answered, "question")}, ${w.right.toLocaleString()} of them right.`;
  const change = w.answered - w.previous_answered;
  if (!w.previous_answered) return first;
  return `${first} ${change === 0 ? "As many as the week before." : `${count(Math.abs(change), "question")} ${change > 0 ? "more" : "fewer"} than the week before.`}`;
}

interface Range {
  total_low?: number;
  total_high?: number;
}

/** Whether a score moved, as far as two ranges can say so. */
export function moved(before: Range | undefined, now: Range): string {
  if (before?.total_low === undefined || before.total_high === undefined || now.total_low === undefined || now.total_high === undefined) return "A new score this week.";
  const was = `${before.total_low}–${before.total_high}`;
  if (now.total_low > before.total_high) return `Up: the range was ${was} before.`;
  if (now.total_high < before.total_low) return `Down: the range was ${was} before. One test says little; look at the next.`;
  return `About as before: the range was ${was}, and the two overlap.`;
}

/** A day by its date, some days on. */
export function shift(day: string, by: number): string {
  const d = new Date(`${day}T12:00:00Z`);
  d.setUTCDate(d.getUTCDate() + by);
  return d.toISOString().slice(0, 10);
}

export const dayName = (day: string): string => new Date(`${day}T12:00:00`).toLocaleDateString(undefined, { weekday: "short", day: "numeric", month: "short" });
