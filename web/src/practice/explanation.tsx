import { Icon } from "../ui/icon";
import { MathBlock, MathText } from "../ui/math";
import type { Sitting } from "./machine";

/** What an answer came to: right or not, the key, and the steps that lead there. */
export function Explanation({ sitting: s, seconds }: { sitting: Sitting; seconds: number }) {
  const f = s.feedback!;
  const typed = s.question!.type === "spr";
  const skipped = s.answer === "";
  const word = s.second ? (f.correct ? "Right at the second try" : "Not right this time") : f.correct ? "Right" : skipped ? "Here is how it goes" : "Not right";
  return (
    <div class={`outcome ${f.correct ? "right" : skipped ? "shown" : "wrong"}`} role="group" aria-label={word}>
      <p class="outcome-word">{!skipped && <Icon name={f.correct ? "right" : "wrong"} />}{word}
        {!s.second && <span class="soft small number"> · {Math.max(1, Math.round(seconds))} s</span>}</p>
      {typed && f.key && <p>The answer is <strong><MathText text={`$${tex(f.key)}$`} /></strong>.</p>}
      {typed && <div class="prose"><MathBlock text={f.correct ? (f.key_rationale ?? f.rationale) : f.rationale} /></div>}
      <Steps steps={f.steps ?? []} />
    </div>
  );
}

/** A key as mathematics: "7/2 or 3.5". */
export function tex(key: string): string {
  return key.split(" or ").map((k) => k.replace(/^(-?)(\d+)\/(\d+)$/, "$1\\frac{$2}{$3}")).join("\\text{ or }");
}

export function Steps({ steps }: { steps: string[] }) {
  if (!steps.length) return null;
  return (
    <details class="steps" open>
      <summary>Step by step</summary>
      <ol>{steps.map((step, i) => <li key={i}><MathText text={step} /></li>)}</ol>
    </details>
  );
}
