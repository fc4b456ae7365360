import type { Reply } from "../api/client";

export type Volume = Reply<"GET /census/volume">;
export type Origin = "" | "real" | "simulated" | "staff" | "imported" | "lrs";

/** Kinds of records in groups that are looked at together. */
export const groups = [
  { name: "Answers", has: (kind: string) => /^(practice|diagnostic|test)\.(answered|retried)$/.test(kind) },
  { name: "Tutor", has: (kind: string) => kind.startsWith("tutor.") },
  { name: "Screen actions", has: (kind: string) => /^(question|choice|entry|tool|note|highlight|hint|solution|page)\./.test(kind) },
  { name: "All else", has: () => true },
] as const;

/** The daily sums of each group, in their order. */
export function grouped(v: Pick<Volume, "days" | "kinds">): number[][] {
  const sums = groups.map(() => (v.days ?? []).map(() => 0));
  for (const k of v.kinds ?? []) {
    const g = groups.findIndex((x) => x.has(k.kind));
    (k.n ?? []).forEach((n, day) => (sums[g]![day]! += n));
  }
  return sums;
}

export const ages: Record<string, string> = { under_13: "under 13", "13_17": "13 to 17", "18_plus": "18 and over" };

/** Purposes by the headings of the texts that people agree to. */
export const purposes: Record<string, string> = {
  service: "Using the service",
  analytics: "Improving questions and estimates",
  research_export: "Sharing data for research",
  ai_training: "Training AI models",
  voice: "Speaking to the tutor",
};

/** A short time ago, or the day. */
export function ago(at: string, now = Date.now()): string {
  const s = Math.max(0, Math.round((now - Date.parse(at)) / 1000));
  if (s < 60) return `${s} s ago`;
  if (s < 3600) return `${Math.floor(s / 60)} min ago`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ago`;
  const days = Math.floor(s / 86_400);
  return days < 30 ? `${days} ${days === 1 ? "day" : "days"} ago` : new Date(at).toLocaleDateString();
}

/** Bytes as people say them. */
export function size(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let i = 0;
  let n = bytes;
  while (n >= 1000 && i < units.length - 1) {
    n /= 1000;
    i++;
  }
  return `${i ? n.toFixed(1) : n} ${units[i]}`;
}

/** The probability of a right answer at an ability, by three parameters. */
export const expected = (p: { a: number; b: number; c: number }, theta: number): number => p.c + (1 - p.c) / (1 + Math.exp(-p.a * (theta - p.b)));

/** A 95 % interval of a share (Wilson): it stays within 0 and 1 and is wide where there is little. */
export function interval(n: number, of: number): [number, number] {
  if (!of) return [0, 1];
  const z = 1.96;
  const p = n / of;
  const mid = (p + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  return [Math.max(0, mid - half), Math.min(1, mid + half)];
}
