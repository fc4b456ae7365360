import type { ComponentChildren } from "preact";
import { Sheet } from "../ui/sheet";
import { card } from "./words";

/** A dataset's card, to read; the page has its headings one level down. */
export function Card({ markdown }: { markdown: string }) {
  return (
    <div class="card-text">
      {card(markdown).map((b, i) => {
        switch (b.kind) {
          case "heading": {
            const H = (["h2", "h2", "h3", "h4"] as const)[Math.min(b.level, 3)]!;
            return <H key={i}>{inline(b.text)}</H>;
          }
          case "list": return <ul key={i}>{b.items.map((item, j) => <li key={j}>{inline(item)}</li>)}</ul>;
          case "code": return <pre class="code-block" tabIndex={0} key={i}>{b.text}</pre>;
          case "table": return (
            <Sheet key={i} label={b.head.join(", ")}>
              <thead><tr>{b.head.map((h, j) => <th scope="col" key={j}>{inline(h) || <span class="unseen">what</span>}</th>)}</tr></thead>
              <tbody>{b.rows.map((row, j) => <tr key={j}>{row.map((c, k) => <td key={k}>{inline(c)}</td>)}</tr>)}</tbody>
            </Sheet>
          );
          default: return <p key={i}>{inline(b.text)}</p>;
        }
      })}
    </div>
  );
}

/** Bold, code and the names of links; addresses stay words, nothing leads out of the app. */
function inline(text: string): ComponentChildren {
  if (!text) return "";
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`|\[[^\]]+\]\([^)]+\))/).map((part, i) => {
    if (part.startsWith("**") && part.endsWith("**")) return <strong key={i}>{part.slice(2, -2)}</strong>;
    if (part.startsWith("`") && part.endsWith("`")) return <code key={i}>{part.slice(1, -1)}</code>;
    const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part);
    return link ? <span key={i}>{link[1]}</span> : part;
  });
}
