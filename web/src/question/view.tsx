import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import type { QuestionShown } from "../api/schema";
import { Figure } from "../ui/figure";
import { Icon } from "../ui/icon";
import { MathBlock, MathText } from "../ui/math";
import type { Input } from "./attempt";
import { readEntry } from "./entry";
import "./question.css";

/** What there is to read: the passage, or two, and the figure. Null where the question stands alone. */
export function Material({ question: q }: { question: QuestionShown }) {
  if (!q.passage && !q.figure) return null;
  return (
    <div class="material">
      {q.figure && q.section !== "Math" && <Figure figure={q.figure} />}
      {q.passage && (
        <div class="passage" role="group" aria-label={q.passage_2 ? "Text 1" : "Text"}>
          {q.passage_2 && <h3>Text 1</h3>}
          <MathBlock text={q.passage} />
        </div>
      )}
      {q.passage_2 && <div class="passage" role="group" aria-label="Text 2"><h3>Text 2</h3><MathBlock text={q.passage_2} /></div>}
      {q.figure && q.section === "Math" && <Figure figure={q.figure} />}
    </div>
  );
}

export interface Verdict {
  /** How a choice turned out, once that may be said. */
  mark?: "right" | "wrong";
  /** Why. */
  why?: string;
  /** It was chosen. */
  mine?: boolean;
  /** Said in place of the usual words. */
  word?: string;
}

interface ChoicesProps {
  question: QuestionShown;
  value: string;
  onChoose: (letter: string, input: Input) => void;
  eliminated: ReadonlySet<string>;
  /** Absent: choices cannot be crossed out (any more). */
  onEliminate?: (letter: string) => void;
  locked?: boolean;
  verdicts?: Record<string, Verdict>;
}

let pointer: Input = "mouse"; // how the last choice was pointed at
if (typeof addEventListener === "function") {
  addEventListener("pointerdown", (e) => (pointer = e.pointerType === "touch" ? "touch" : "mouse"), true);
  addEventListener("keydown", () => (pointer = "keyboard"), true);
}

/** The choices: native radio buttons, so that a keyboard and a screen reader find what they expect. */
export function Choices({ question: q, value, onChoose, eliminated, onEliminate, locked, verdicts }: ChoicesProps) {
  const name = useId();
  return (
    <ul class="choices" role="list">
      {(q.choices ?? []).map((c) => {
        const out = eliminated.has(c.id);
        const v = verdicts?.[c.id];
        const look = ["choice", out && !v?.mark && "out", v?.mark, v?.mine && "mine"].filter(Boolean).join(" ");
        return (
          <li key={c.id} class={look}>
            <div class="choice-row">
              <label class="choice-label">
                <input type="radio" name={name} value={c.id} checked={value === c.id} disabled={locked} onChange={() => onChoose(c.id, pointer)} />
                <span class="letter" aria-hidden="true">{c.id}</span>
                <span class="choice-text"><MathText text={c.text} /></span>
              </label>
              {v?.mark && (
                <span class={`verdict ${v.mark}`}><Icon name={v.mark} /><span>{v.word ?? (v.mark === "right" ? (v.mine ? "Your answer, right" : "Right answer") : v.mine ? "Your answer" : "Wrong")}</span></span>
              )}
              {onEliminate && !locked && (
                <button type="button" class="eliminate" aria-pressed={out} aria-label={`Cross out ${c.id}`} title={out ? `Take ${c.id} back` : `Cross out ${c.id}`} onClick={() => onEliminate(c.id)}>
                  <Icon name={out ? "undo" : "strike"} />
                </button>
              )}
            </div>
            {v?.why && <div class="why"><MathBlock text={v.why} /></div>}
          </li>
        );
      })}
    </ul>
  );
}

/** A box for a number, which shows at once how it is read, and refuses what can be no answer. */
export function EntryBox({ value, onEntry, locked, refused }: { value: string; onEntry: (text: string, input: Input) => void; locked?: boolean; refused?: string | null }) {
  const id = useId();
  const [why, setWhy] = useState<string | null>(null);
  const read = readEntry(value);
  const note = locked ? null : (why ?? refused ?? null);
  return (
    <div class="entry">
      <label for={id}>Your answer</label>
      <div class="entry-row">
        <input id={id} type="text" inputMode="text" autocomplete="off" autocapitalize="off" spellcheck={false} enterKeyHint="done" value={value} readOnly={locked}
          aria-describedby={`${id}-read ${id}-why`} aria-invalid={note ? true : undefined}
          onInput={(e) => {
            const box = e.currentTarget;
            const next = readEntry(box.value);
            if (next.state === "refused") {
              setWhy(next.why);
              box.value = value; // what cannot be an answer is not taken
              return;
            }
            setWhy(null);
            onEntry(box.value, pointer);
          }} />
        <output id={`${id}-read`} for={id} class="entry-read">
          {read.state === "number" && <>is read as <MathText text={`$${read.tex}$`} /></>}
          {read.state === "empty" && !locked && <span class="soft">7/2, 3.5 or -4, for example</span>}
          {read.state === "unfinished" && <span class="soft">…</span>}
        </output>
      </div>
      <p id={`${id}-why`} class="error" role="alert">{note}</p>
    </div>
  );
}

/** A question on the screen: what to read beside what to answer where there is room, above it where not. */
export function QuestionLayout({ question: q, number, tools, children }: { question: QuestionShown; number?: ComponentChildren; tools?: ComponentChildren; children: ComponentChildren }) {
  const material = q.passage || q.figure;
  return (
    <article class={material ? "question beside" : "question"}>
      {material && <Material question={q} />}
      <div class="work">
        {(number || tools) && <div class="work-head">{number}{tools && <div class="work-tools">{tools}</div>}</div>}
        {children}
      </div>
    </article>
  );
}

/** The question's own words, as the legend of its answers. */
export function Asked({ question: q, children }: { question: QuestionShown; children: ComponentChildren }) {
  return (
    <fieldset class="asked">
      <legend class="stem"><MathBlock text={q.text} /></legend>
      {children}
    </fieldset>
  );
}
