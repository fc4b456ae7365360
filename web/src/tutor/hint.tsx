import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problem";
import { record } from "../interaction/collect";
import { Button } from "../ui/button";
import { Icon } from "../ui/icon";
import { Failure } from "../ui/load";
import { MathBlock } from "../ui/math";
import { ask } from "./ask";
import "./hint.css";

interface Hint {
  text: string;
  level?: number;
}

/** Hints to the question on screen, one at a time, from the tutor's ladder. */
export function Hints({ session, question, onHint, open }: { session: string; question: string; onHint?: () => void; open: boolean }) {
  const [hints, setHints] = useState<Hint[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const conversation = useRef<string | undefined>(undefined);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const more = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    onHint?.();
    const mine = (stop.current = new AbortController());
    const hint: Hint = { text: "" };
    const show = () => setHints((old) => [...old.filter((h) => h !== hint), hint]);
    try {
      await ask({ text: hints.length ? "Another hint, please." : "Can I have a hint?", question, session, conversation: conversation.current }, (f) => {
        conversation.current = f.conversation ?? conversation.current;
        if (f.type === "delta" || f.type === "safety") {
          hint.text = (f.replace ? "" : hint.text) + (f.text ?? "");
          show();
        }
        if (f.level !== undefined) hint.level = f.level;
      }, mine.signal);
      record("hint.opened", { session, question, body: { level: hint.level, index: hints.length + 1 } });
    } catch (err) {
      if (!mine.signal.aborted) setProblem(asProblem(err));
    }
    if (!mine.signal.aborted) setBusy(false);
  };

  useEffect(() => {
    if (open && !hints.length) void more();
  }, [open]);

  if (!open) return null;
  return (
    <aside class="hints" aria-label="Hints">
      <div role="status" aria-live="polite" aria-busy={busy}>
        {hints.map((h, i) => (
          <div class="hint-text" key={i}><Icon name="hint" /><div><MathBlock text={h.text} /></div></div>
        ))}
        {busy && !hints.length && <p class="soft">Looking for a hint…</p>}
      </div>
      {problem && <Failure problem={problem} again={() => void more()} />}
      {hints.length > 0 && <Button small look="plain" busy={busy} onClick={() => void more()}>Another hint</Button>}
    </aside>
  );
}
