import "./chart.css";

/**
 * A score as what it is: a band on the scale it belongs to. Everything drawn is
 * also said.
 */
export function Band({ low, high, score, from, to, goal, label }: { low: number; high: number; score: number; from: number; to: number; goal?: number; label: string }) {
  const x = (n: number) => ((n - from) / (to - from)) * 100;
  const said = `${label}: between ${low} and ${high}${goal ? `, target ${goal}` : ""}, on a scale from ${from} to ${to}`;
  return (
    <div class="band" role="img" aria-label={said}>
      <svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
        <rect class="scale" x="0" y="6" width="100" height="2" rx="1" />
        <rect class="range" x={x(low)} y="2" width={Math.max(1, x(high) - x(low))} height="10" />
        <rect class="middle" x={x(score) - 0.35} y="2" width="0.7" height="10" />
        {goal ? <rect class="goal" x={Math.min(99.3, x(goal) - 0.35)} y="0" width="0.7" height="14" /> : null}
      </svg>
      <div class="ends number" aria-hidden="true"><span>{from}</span>{goal ? <span class="goal-word">target {goal}</span> : null}<span>{to}</span></div>
    </div>
  );
}

export type Mark = "right" | "wrong" | "skipped" | "now" | "ahead";

const words: Record<Mark, string> = { right: "right", wrong: "wrong", skipped: "skipped", now: "now", ahead: "to come" };

/** Where one is in a row of questions, and how those before went. */
export function Pips({ marks, label }: { marks: Mark[]; label?: string }) {
  const done = marks.filter((m) => m !== "now" && m !== "ahead").length;
  return (
    <div class="pips" role="img" aria-label={label ?? `${done} of ${marks.length} done: ${marks.slice(0, done).map((m) => words[m]).join(", ") || "none yet"}`}>
      {marks.map((m, i) => <span key={i} class={m} />)}
    </div>
  );
}

/** A share of a whole, for something that has an end. */
export function Progress({ value, max, label }: { value: number; max: number; label: string }) {
  return <progress class="progress" value={value} max={Math.max(1, max)} aria-label={label} />;
}

/** Time taken against the time that the test gives. */
export function Pace({ seconds, budget }: { seconds: number; budget: number }) {
  const top = Math.max(seconds, budget) * 1.15;
  return (
    <svg class={seconds > budget ? "pace long" : "pace"} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="scale" x="0" y="1" width="100" height="4" />
      <rect class="took" x="0" y="1" width={(seconds / top) * 100} height="4" />
      <rect class="budget" x={(budget / top) * 100 - 0.3} y="0" width="0.6" height="6" />
    </svg>
  );
}
