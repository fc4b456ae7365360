/**
 * The text of questions: words, mathematics between single dollars (a money
 * sign is \$), <u>…</u> and blanks of underscores. docs/formats/question.md is
 * the contract.
 */
export type Piece =
  | { kind: "words"; text: string }
  | { kind: "math"; tex: string }
  | { kind: "under"; inside: Piece[] }
  | { kind: "blank" }
  | { kind: "break" };

const token = /\\\$|\$((?:\\.|[^$\\])+)\$|<u>([\s\S]*?)<\/u>|_{3,}|\n/g;

/** Cuts a text into its pieces. A dollar without a partner is a dollar. */
export function pieces(text: string): Piece[] {
  const list: Piece[] = [];
  const words = (t: string) => {
    if (!t) return;
    const last = list[list.length - 1];
    if (last?.kind === "words") last.text += t;
    else list.push({ kind: "words", text: t });
  };
  let from = 0;
  for (const m of text.matchAll(token)) {
    words(text.slice(from, m.index));
    from = m.index + m[0].length;
    if (m[0] === "\\$") words("$");
    else if (m[0] === "\n") list.push({ kind: "break" });
    else if (m[1] !== undefined) list.push({ kind: "math", tex: m[1] });
    else if (m[2] !== undefined) list.push({ kind: "under", inside: pieces(m[2]) });
    else list.push({ kind: "blank" });
  }
  words(text.slice(from));
  return list;
}

/** A formula with the marks that touch it: no line may end between them. */
export type Held = Piece | { kind: "held"; before: string; tex: string; after: string };

const opens = /[([“‘"'$−-]+$/;
const closes = /^(?:[-–]?[\p{L}\d]+|[)\]”’"'.,;:?!%°…])+/u; // x, 2), xy-plane, nth

/** Takes the marks around each formula from the words beside it. Nothing is lost, and the order stays. */
export function held(list: Piece[]): Held[] {
  const out: Held[] = list.map((p) => ({ ...p }));
  out.forEach((p, i) => {
    if (p.kind !== "math") return;
    const [last, next] = [out[i - 1], out[i + 1]];
    const before = last?.kind === "words" ? (opens.exec(last.text)?.[0] ?? "") : "";
    const after = next?.kind === "words" ? (closes.exec(next.text)?.[0] ?? "") : "";
    if (!before && !after) return;
    if (last?.kind === "words") last.text = last.text.slice(0, last.text.length - before.length);
    if (next?.kind === "words") next.text = next.text.slice(after.length);
    out[i] = { kind: "held", before, tex: p.tex, after };
  });
  return out.filter((p) => p.kind !== "words" || p.text);
}

/** Paragraphs are apart by an empty line. */
export const paragraphs = (text: string): string[] => text.split(/\n\s*\n/).map((p) => p.trim()).filter(Boolean);

/** Says a text in words, as far as it can be said without a formula reader. */
export function plain(text: string): string {
  return pieces(text).map((p) => {
    switch (p.kind) {
      case "words": return p.text;
      case "math": return p.tex;
      case "under": return p.inside.map((q) => (q.kind === "words" ? q.text : "")).join("");
      case "blank": return "blank";
      case "break": return " ";
    }
  }).join("");
}
