import { useId, useLayoutEffect, useRef } from "preact/hooks";
import type { QuestionShownFigure } from "../api/schema";
import { MathText } from "./math";
import "./figure.css";

const shapes = new Set(["svg", "g", "line", "path", "rect", "circle", "ellipse", "polygon", "polyline", "text", "tspan", "title", "desc", "defs", "marker", "clippath"]);

/** Takes out of a drawing all but shapes and text. The server draws no more; this page does not have to believe it. */
function clean(node: Element): void {
  for (const child of [...node.children]) {
    if (shapes.has(child.localName.toLowerCase())) clean(child);
    else child.remove();
  }
  for (const a of [...node.attributes]) {
    if (/^on|href$|^style$/i.test(a.name) || /url\((?!#)/i.test(a.value)) node.removeAttribute(a.name);
  }
}

function Drawing({ svg, alt }: { svg: string; alt: string }) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    if (root.localName !== "svg") return;
    clean(root);
    const drawn = document.importNode(root, true);
    drawn.setAttribute("aria-hidden", "true");
    ref.current!.replaceChildren(drawn);
  }, [svg]);
  return <div class="drawing" role="img" aria-label={alt} ref={ref} />;
}

/** A figure: its drawing with words for who does not see it, and its numbers as a table. */
export function Figure({ figure }: { figure: QuestionShownFigure }) {
  const id = useId();
  const table = figure.columns?.length ? <Table figure={figure} id={id} /> : null;
  return (
    <figure class="figure" aria-labelledby={figure.title ? id : undefined}>
      {figure.title && <figcaption id={id}><MathText text={figure.title} /></figcaption>}
      {figure.svg ? <Drawing svg={figure.svg} alt={figure.alt} /> : table}
      {figure.svg && table && <details><summary>The numbers as a table</summary>{table}</details>}
    </figure>
  );
}

function Table({ figure, id }: { figure: QuestionShownFigure; id: string }) {
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={figure.title ? `Table: ${figure.title}` : figure.alt || "Table"} aria-describedby={id}>
      <table>
        <thead><tr>{figure.columns!.map((c, i) => <th scope="col" key={i}><MathText text={c} /></th>)}</tr></thead>
        <tbody>
          {(figure.rows ?? []).map((row, i) => (
            <tr key={i}>{(row ?? []).map((cell, j) => (j === 0 ? <th scope="row" key={j}><MathText text={cell} /></th> : <td key={j}><MathText text={cell} /></td>))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
