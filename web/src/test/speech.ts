import type { QuestionShown } from "../api/schema";
import { say as formula } from "../ui/math";
import { paragraphs, pieces, type Piece } from "../ui/text";

function words(list: Piece[]): string {
  return list.map((p) => {
    switch (p.kind) {
      case "words": return p.text;
      case "math": return ` ${formula(p.tex)} `;
      case "under": return words(p.inside);
      case "blank": return " blank ";
      case "break": return " ";
    }
  }).join("").replace(/\s+/g, " ").trim();
}

const all = (text: string): string[] => paragraphs(text).map((p) => words(pieces(p)));

/** A question as it is read aloud: its texts, what is asked, its choices. */
export function spoken(q: QuestionShown): string[] {
  return [
    ...(q.passage ? [...(q.passage_2 ? ["Text 1."] : []), ...all(q.passage)] : []),
    ...(q.passage_2 ? ["Text 2.", ...all(q.passage_2)] : []),
    ...(q.figure?.alt ? [`Figure: ${q.figure.alt}`] : []),
    ...all(q.text),
    ...(q.choices ?? []).map((c) => `${c.id}. ${words(pieces(c.text))}`),
  ];
}

export const speech = {
  /** Says these one after the other. False: there is no voice. */
  say(texts: string[], done: () => void): boolean {
    const synth = typeof speechSynthesis === "undefined" ? null : speechSynthesis;
    if (!synth) return false;
    synth.cancel();
    texts.forEach((text, i) => {
      const u = new SpeechSynthesisUtterance(text);
      u.lang = "en-US";
      u.rate = 0.95;
      if (i === texts.length - 1) u.onend = u.onerror = done;
      synth.speak(u);
    });
    return true;
  },
  stop(): void {
    if (typeof speechSynthesis !== "undefined") speechSynthesis.cancel();
  },
};
