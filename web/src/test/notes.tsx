import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { QuestionShown } from "../api/schema";
import { uuid7 } from "../api/uuid";
import { Button } from "../ui/button";
import { Icon } from "../ui/icon";
import { add, annotate, at, remove, sentences, type Highlight } from "./highlight";
import { paragraphsOf, placeAt, rangeOf, selectedIn, textOf } from "./passage";
import type { Runner } from "./runner";

type Stretch = { text: number; from: number; to: number };

const names = { all: "satprep-marked", noted: "satprep-noted", now: "satprep-now" };
const can = typeof CSS !== "undefined" && "highlights" in CSS && typeof window.Highlight === "function";

/** Paints stretches of the passages without touching the page's nodes, which are others' to move. */
function paint(name: string, passages: Element[], list: Stretch[]): void {
  if (!can) return;
  const ranges = list.flatMap((h) => (passages[h.text] ? (rangeOf(passages[h.text]!, h.from, h.to) ?? []) : []));
  if (ranges.length) CSS.highlights.set(name, new window.Highlight(...ranges));
  else CSS.highlights.delete(name);
}

/** Highlights of a passage, with notes; they stay with the device until the test is over. */
export function Marked({ runner, question: q, root, panel, onClose }: { runner: Runner; question: QuestionShown; root: RefObject<HTMLElement>; panel: boolean; onClose: () => void }) {
  const list = runner.highlights.value[q.id] ?? [];
  const [picked, setPicked] = useState<Stretch | null>(null);
  const [sentence, setSentence] = useState<number | null>(null);
  const [focus, setFocus] = useState<string | null>(null);
  const passages = () => [...(root.current?.querySelectorAll(".passage") ?? [])];

  useLayoutEffect(() => {
    const p = passages();
    paint(names.all, p, list.filter((h) => !h.note));
    paint(names.noted, p, list.filter((h) => h.note));
  }, [list]);
  useEffect(() => () => {
    for (const name of Object.values(names)) if (can) CSS.highlights.delete(name);
  }, []);

  useEffect(() => {
    const changed = () => setPicked(selectedIn(passages()));
    document.addEventListener("selectionchange", changed);
    const click = (e: MouseEvent) => {
      if (!getSelection()?.isCollapsed) return;
      passages().forEach((p, i) => {
        const place = p.contains(e.target as Node) ? placeAt(p, e.clientX, e.clientY) : null;
        const h = place === null ? undefined : at(runner.highlights.peek()[q.id] ?? [], i, place);
        if (h) open(h.id);
      });
    };
    const pane = root.current!;
    pane.addEventListener("click", click);
    return () => {
      document.removeEventListener("selectionchange", changed);
      pane.removeEventListener("click", click);
    };
  }, []);

  const panelNow = useRef(panel);
  panelNow.current = panel;
  const open = (id: string) => {
    if (!panelNow.current) onClose(); // turns it on
    setFocus(id);
  };

  const highlight = (s: Stretch, noted: boolean) => {
    const p = passages()[s.text];
    if (!p) return;
    const whole = textOf(p);
    const textAt = (from: number, to: number) => whole.slice(from, to);
    const h: Highlight = { id: uuid7(), ...s, quote: textAt(s.from, s.to), note: "" };
    const next = add(list, h, textAt);
    runner.setHighlights(q.id, next);
    runner.noted("highlight.added", h.quote);
    getSelection()?.removeAllRanges();
    if (noted) open(at(next, s.text, s.from)?.id ?? h.id);
  };

  // Without a pointer one goes through the sentences.
  const all = panel ? passages().flatMap((p, text) => paragraphsOf(p).flatMap((para) => sentences(para.text).map((x) => ({ text, from: para.from + x.from, to: para.from + x.to, words: para.text.slice(x.from, x.to) })))) : [];
  const now = sentence === null ? undefined : all[sentence];
  useLayoutEffect(() => paint(names.now, passages(), panel && now ? [now] : []), [sentence, panel, now?.from]);
  const step = (by: number) => setSentence((n) => Math.max(0, Math.min(all.length - 1, n === null ? 0 : n + by)));

  return (
    <>
      {picked && (
        <div class="picked" role="toolbar" aria-label="What is selected" onPointerDown={(e) => e.preventDefault()}>
          <Button small onClick={() => highlight(picked, false)}>Highlight</Button>
          <Button small onClick={() => highlight(picked, true)}>Highlight with a note</Button>
        </div>
      )}
      {panel && (
        <section class="notes" aria-label="Highlights and notes">
          <div class="row apart">
            <h2>Highlights and notes</h2>
            <button type="button" class="eliminate" aria-label="Close: Highlights and notes" onClick={onClose}><Icon name="close" /></button>
          </div>
          <p class="small soft">Select words in the text, or go through its sentences here.</p>
          <div class="row" role="group" aria-label="By sentence">
            <Button small onClick={() => step(-1)} disabled={sentence === 0}>Sentence before</Button>
            <Button small onClick={() => step(1)} disabled={sentence !== null && sentence >= all.length - 1}>{sentence === null ? "First sentence" : "Next sentence"}</Button>
            {now && <Button small onClick={() => highlight(now, false)}>Highlight it</Button>}
          </div>
          <p class="quote small" role="status">{now ? <>{sentence! + 1} of {all.length}: {now.words}</> : ""}</p>
          {list.length > 0 && (
            <ul class="note-list" role="list">
              {list.map((h) => <Note key={h.id} h={h} focus={focus === h.id} runner={runner} question={q.id} list={list} />)}
            </ul>
          )}
        </section>
      )}
    </>
  );
}

function Note({ h, focus, runner, question, list }: { h: Highlight; focus: boolean; runner: Runner; question: string; list: Highlight[] }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const before = useRef(h.note);
  useEffect(() => {
    if (focus) box.current?.focus();
  }, [focus]);
  return (
    <li>
      <p class="quote"><mark>{h.quote}</mark></p>
      <div class="note-row">
        <textarea ref={box} rows={2} maxLength={2000} value={h.note} placeholder="A note to yourself" aria-label={`Note on: ${h.quote.slice(0, 60)}`}
          onInput={(e) => runner.setHighlights(question, annotate(list, h.id, e.currentTarget.value))}
          onBlur={(e) => {
            const text = e.currentTarget.value.trim();
            if (text && text !== before.current) runner.noted("note.added", text);
            before.current = text;
          }} />
        <button type="button" class="eliminate" aria-label={`Remove the highlight: ${h.quote.slice(0, 60)}`} onClick={() => runner.setHighlights(question, remove(list, h.id))}><Icon name="close" /></button>
      </div>
    </li>
  );
}
