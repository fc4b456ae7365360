// The texts of consent are Markdown of the simplest kind: a heading, paragraphs,
// lists. That much is read here; a library would weigh more than all screens.

type Block = { kind: "heading" | "paragraph"; text: string } | { kind: "list"; items: string[] };

export function blocks(markdown: string): Block[] {
  const list: Block[] = [];
  for (const part of markdown.replace(/\r/g, "").split(/\n\s*\n/)) {
    const text = part.trim();
    if (!text) continue;
    if (/^#+ /.test(text)) list.push({ kind: "heading", text: text.replace(/^#+ /, "") });
    else if (/^[-*] /.test(text)) list.push({ kind: "list", items: text.split(/\n(?=[-*] )/).map((i) => i.replace(/^[-*] /, "").replace(/\s*\n\s*/g, " ")) });
    else list.push({ kind: "paragraph", text: text.replace(/\s*\n\s*/g, " ") });
  }
  return list;
}

/** A text without its heading, which the screen shows as it sees fit. */
export function Prose({ markdown }: { markdown: string }) {
  return (
    <div class="prose">
      {blocks(markdown).map((b, i) => {
        if (b.kind === "heading") return null;
        if (b.kind === "list") return <ul key={i}>{b.items.map((item, j) => <li key={j}>{item}</li>)}</ul>;
        return <p key={i}>{b.text}</p>;
      })}
    </div>
  );
}

export function headingOf(markdown: string): string {
  const first = blocks(markdown)[0];
  return first?.kind === "heading" ? first.text : "";
}
