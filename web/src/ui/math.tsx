import katex from "katex";
import renderA11yString from "katex/contrib/render-a11y-string";
import "katex/dist/katex.min.css";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { held, paragraphs, pieces, type Piece } from "./text";
import "./math.css";

/**
 * A formula. It is drawn into the page node by node (a string of HTML would
 * lose its sizes under our policy), and spoken by a label: a radio button whose
 * label holds only mathematics has no name otherwise.
 */
function Formula({ tex, lone }: { tex: string; lone?: boolean }) {
  const ref = useRef<HTMLSpanElement>(null);
  const spoken = useMemo(() => say(tex), [tex]);
  useLayoutEffect(() => {
    katex.render(sized(tex, lone), ref.current!, { output: "html", throwOnError: false, strict: false, trust: false, maxExpand: 200 });
  }, [tex, lone]);
  return <span class="formula" role="math" aria-label={spoken}><span ref={ref} aria-hidden="true" /></span>;
}

/** A formula that stands alone, as choices do, has room for fractions of full size; within a line they must be small. */
export const sized = (tex: string, lone = false): string => (lone ? `\\displaystyle ${tex}` : tex);

/** A formula in words. */
export function say(tex: string): string {
  try {
    return renderA11yString(tex).replace(/\s*,\s*/g, ", ").replace(/^, |, $/g, "").trim() || tex;
  } catch {
    return tex;
  }
}

function draw(list: Piece[]) {
  const lone = list.length === 1;
  return held(list).map((p, i) => {
    switch (p.kind) {
      case "words": return p.text;
      case "math": return <Formula key={i} tex={p.tex} lone={lone} />;
      case "held": return <span key={i} class="held">{p.before}<Formula tex={p.tex} />{p.after}</span>;
      case "under": return <u key={i}>{draw(p.inside)}</u>;
      case "blank": return <span key={i} class="blank" role="img" aria-label="blank" />;
      case "break": return <br key={i} />;
    }
  });
}

/** One run of text, with its mathematics. */
export function MathText({ text }: { text: string }) {
  return <>{draw(useMemo(() => pieces(text), [text]))}</>;
}

/** Text in paragraphs. */
export function MathBlock({ text }: { text: string }) {
  return <>{paragraphs(text).map((p, i) => <p key={i}><MathText text={p} /></p>)}</>;
}
