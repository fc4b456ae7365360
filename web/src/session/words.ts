import type { PastBody } from "../api/schema";

const sections: Record<string, string> = { rw: "Reading & Writing", math: "Math" };

/** A section by its slug or its name. */
export const sectionName = (s: string): string => sections[s] ?? s;

/** What kind of estimate a score is; it stands before the server's note. */
export function statusText(status: string): string {
  switch (status) {
    case "anchored": return "Anchored:";
    case "calibrated": return "Calibrated:";
    default: return "Not calibrated:";
  }
}

export function kindName(p: Pick<PastBody, "kind" | "name">): string {
  return p.kind === "practice" ? p.name : p.kind === "diagnostic" ? "Diagnostic" : "Full test";
}

/** A day as one says it. */
export function dayName(iso: string, now = new Date()): string {
  const d = new Date(iso);
  const days = Math.round((midnight(now) - midnight(d)) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return d.toLocaleDateString(undefined, { day: "numeric", month: "long", year: d.getFullYear() === now.getFullYear() ? undefined : "numeric" });
}

/** The months from one day to another as the server takes them, the newest first. */
export function months(from: Date, to: Date): string[] {
  const list: string[] = [];
  for (let d = new Date(to.getFullYear(), to.getMonth(), 1); list.length < 240 && (list.length === 0 || d >= new Date(from.getFullYear(), from.getMonth(), 1)); d = new Date(d.getFullYear(), d.getMonth() - 1, 1)) {
    list.push(`${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, "0")}`);
  }
  return list;
}

/** A month as one says it. */
export const monthName = (month: string): string => new Date(`${month}-15T12:00:00`).toLocaleDateString(undefined, { month: "long", year: "numeric" });

const midnight = (d: Date) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();

/** Seconds as one says them. */
export function seconds(n: number): string {
  const s = Math.round(n);
  return s < 90 ? `${s} s` : `${Math.floor(s / 60)} min ${s % 60} s`;
}

/** Time left, as a clock shows it. */
export function clock(n: number): string {
  const s = Math.max(0, Math.ceil(n));
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
}
