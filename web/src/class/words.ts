import type { Reply } from "../api/client";

export type Class = Reply<"GET /class">;
export type Student = NonNullable<Class["students"]>[number];
export type Section = NonNullable<Reply<"GET /questions/outline">["sections"]>[number];

/** From how many answers on a tile of the map has a colour. */
export const enough = 5;

/** How a tile is drawn: by share of right answers, and by nothing where there is too little. */
export function tone(t: { answered: number; right: number } | undefined): "none" | "little" | "weak" | "fair" | "strong" {
  if (!t || !t.answered) return "none";
  if (t.answered < enough) return "little";
  const p = t.right / t.answered;
  return p < 0.5 ? "weak" : p < 0.75 ? "fair" : "strong";
}

export const toneWords = { none: "no answer yet", little: `fewer than ${enough} answers`, weak: "less than half right", fair: "half to three quarters right", strong: "three quarters right or more" };

/** A cell of CSV: quoted where it must be, and never a formula to a spreadsheet. */
export function cell(v: string | number): string {
  if (typeof v === "number") return String(v);
  const safe = /^[=+\-@\t\r]/.test(v) ? `'${v}` : v;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** The class as CSV: a row for each student and skill. */
export function csv(c: Class, skills: { slug: string; name: string; section: string }[]): string {
  const rows: (string | number)[][] = [["student", "user_id", "section", "skill", "answered", "right", "missed"]];
  for (const s of c.students ?? []) {
    for (const k of s.skills ?? []) {
      const known = skills.find((x) => x.slug === k.skill);
      rows.push([s.name, s.user_id, known?.section ?? "", known?.name ?? k.skill, k.answered, k.right, k.missed]);
    }
  }
  return `${rows.map((r) => r.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** The skills of the outline in its order, each with its section. */
export const flat = (sections: Section[]): { slug: string; name: string; section: string; domain: string }[] =>
  sections.flatMap((s) => (s.domains ?? []).flatMap((d) => (d.skills ?? []).map((k) => ({ slug: k.slug, name: k.name, section: s.name, domain: d.name }))));

/** Gives a text to the browser as a file. */
export function save(name: string, text: string, type = "text/csv"): void {
  const url = URL.createObjectURL(new Blob(["\ufeff", text], { type: `${type};charset=utf-8` }));
  const a = document.createElement("a");
  a.href = url;
  a.download = name;
  document.body.append(a);
  a.click();
  a.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
