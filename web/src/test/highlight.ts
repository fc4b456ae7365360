/** A stretch of a passage that a learner marked, by characters of its text as it is shown, with what they noted. */
export interface Highlight {
  id: string;
  /** Which text: 0, or 1 for the second of a pair. */
  text: number;
  from: number;
  to: number;
  quote: string;
  note: string;
}

/** Adds a highlight; those it touches become one with it, and their notes stay. */
export function add(list: Highlight[], h: Highlight, textOf: (from: number, to: number) => string): Highlight[] {
  if (h.to <= h.from) return list;
  const touched = list.filter((o) => o.text === h.text && o.from <= h.to && h.from <= o.to);
  if (!touched.length) return sorted([...list, h]);
  const from = Math.min(h.from, ...touched.map((o) => o.from));
  const to = Math.max(h.to, ...touched.map((o) => o.to));
  const note = [...touched.map((o) => o.note), h.note].filter(Boolean).join("\n");
  return sorted([...list.filter((o) => !touched.includes(o)), { ...h, id: touched[0]!.id, from, to, note, quote: textOf(from, to) }]);
}

export const remove = (list: Highlight[], id: string): Highlight[] => list.filter((h) => h.id !== id);

export const annotate = (list: Highlight[], id: string, note: string): Highlight[] => list.map((h) => (h.id === id ? { ...h, note } : h));

/** The highlight at a place of a text. */
export const at = (list: Highlight[], text: number, place: number): Highlight | undefined => list.find((h) => h.text === text && h.from <= place && place < h.to);

function sorted(list: Highlight[]): Highlight[] {
  return [...list].sort((a, b) => a.text - b.text || a.from - b.from);
}

/** The sentences of a text, as stretches of it: what one highlights without a pointer, or has read aloud. */
export function sentences(text: string): { from: number; to: number }[] {
  if (typeof Intl.Segmenter !== "function") return [...text.matchAll(/[^.!?]+[.!?]*\s*/g)].map((m) => ({ from: m.index, to: m.index + m[0].trimEnd().length }));
  return [...new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)]
    .map((s) => ({ from: s.index, to: s.index + s.segment.trimEnd().length }))
    .filter((s) => s.to > s.from);
}
