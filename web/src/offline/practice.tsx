import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SessionFeedback, SessionPackQuestion } from "../api/schema";
import { asProblem, type Problem } from "../api/problem";
import type { Screen } from "../app/screens";
import { Title } from "../app/title";
import { lookingAt, record } from "../interaction/collect";
import type { KeptPack } from "../interaction/store";
import { newAttempt } from "../practice/attempt";
import { Explanation } from "../practice/explanation";
import type { Sitting } from "../practice/machine";
import "../practice/practice.css";
import type { Attempt } from "../question/attempt";
import { readEntry } from "../question/entry";
import { Asked, Choices, EntryBox, QuestionLayout, type Verdict } from "../question/view";
import "./offline.css";
import { useAct } from "../ui/act";
import { Button, ButtonLink } from "../ui/button";
import { Pips, type Mark } from "../ui/chart";
import { Icon } from "../ui/icon";
import { Failure, Waiting } from "../ui/load";
import { MathBlock } from "../ui/math";
import { Saved } from "../ui/saved";
import { answerPack, expired, finishPack, onePack, standing, watchOver } from "./device";
import { feedbackOf } from "./grade";

/** Practice with a pack: nothing here needs the server. */
const OfflinePractice: Screen = ({ params }) => {
  const [pack, set] = useState<KeptPack | null | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [at, setAt] = useState(0);
  const act = useAct();
  useEffect(() => {
    watchOver();
    onePack(params.pack!).then((p) => {
      set(p);
      setAt(next(p, 0));
    }, (err: unknown) => setProblem(asProblem(err)));
  }, [params.pack]);

  if (problem) return <div class="page narrow stack"><Title quiet>Practise offline</Title><Failure problem={problem} /></div>;
  if (pack === undefined) return <Waiting />;
  const questions = pack?.pack.questions ?? [];
  if (!pack || (expired(pack.pack) && !pack.finished)) {
    return (
      <div class="page narrow stack">
        <Title>{pack ? "These questions have expired" : "These questions are not on this device"}</Title>
        <p>{pack ? "Questions that were taken along may be answered for 14 days. What you answered before counts." : "They may have been taken along on another one, or the browser has cleared them."}</p>
        <p><a href="/app/offline">Practise offline</a></p>
      </div>
    );
  }
  const marks = questions.map<Mark>((q, i) => {
    const a = pack.answers[q.question.id];
    return a ? (a.answer === "" ? "skipped" : a.correct ? "right" : "wrong") : i === at && !pack.finished ? "now" : "ahead";
  });
  const q = questions[at];
  if (!q) return <Done pack={pack} marks={marks.filter((m) => m !== "ahead" && m !== "now")} />;
  return (
    <div class="sitting">
      <Title quiet tab={`Question ${at + 1} of ${questions.length}`}>Offline practice, question {at + 1} of {questions.length}</Title>
      <div class="sitting-top away">
        <Pips marks={marks} />
        <span class="small soft number">{at + 1} of {questions.length}</span>
        <Saved standing={standing.value} />
        <ButtonLink small look="plain" href="/app/offline">Pause</ButtonLink>
        <Button small look="plain" busy={act.busy === "end"} onClick={() => void act.run("end", async () => {
          const over = await finishPack(pack);
          set(over);
          setAt(questions.length);
        })}>End here</Button>
      </div>
      <One key={q.question.id} pack={pack} packed={q} number={at + 1} kept={set} more={next(pack, at + 1) < questions.length} go={() => {
        setAt(next(pack, at + 1));
        scrollTo(0, 0);
      }} />
    </div>
  );
};
export default OfflinePractice;

/** The place of the first question from a place on that was not answered; one past the last where the pack is over. */
function next(p: KeptPack | null, from: number): number {
  const list = p?.pack.questions ?? [];
  if (!p || p.finished) return list.length;
  for (let i = 0; i < list.length; i++) {
    const j = (from + i) % list.length;
    if (!p.answers[list[j]!.question.id]) return j;
  }
  return list.length;
}

function One({ pack, packed, number, kept, more, go }: { pack: KeptPack; packed: SessionPackQuestion; number: number; kept: (p: KeptPack) => void; more: boolean; go: () => void }) {
  const q = packed.question;
  const about = { session: pack.id, question: q.id };
  const attempt = useMemo<Attempt>(() => newAttempt(pack.id, q.id), []);
  const [, redraw] = useState(0);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [hints, setHints] = useState(0); // how many were opened
  const [said, setSaid] = useState<{ feedback: SessionFeedback; answer: string; seconds: number } | null>(null);
  const typed = q.type === "spr";
  const after = useRef<HTMLDivElement>(null);

  useEffect(() => {
    record("question.shown", { ...about, body: { index: number } });
    lookingAt(about);
    const seen = () => attempt.see(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", seen);
    return () => {
      document.removeEventListener("visibilitychange", seen);
      lookingAt(null);
    };
  }, []);
  useEffect(() => {
    if (said) after.current?.focus({ preventScroll: true });
  }, [said]);

  const submit = async (dontKnow = false) => {
    if (busy || said) return;
    if (!dontKnow && typed) {
      const read = readEntry(attempt.answer);
      if (read.state !== "number") return setRefused(read.state === "unfinished" ? read.why : "Type a number first, or say that you do not know.");
    }
    if (!dontKnow && attempt.answer === "") return setRefused("Choose an answer first, or say that you do not know.");
    setRefused(null);
    setBusy(true);
    const sent = attempt.submission(dontKnow);
    const answer = sent.answer ?? "";
    const feedback = feedbackOf(packed, answer);
    const seconds = attempt.elapsed;
    const { id, made_at, monotonic_ms, ...rest } = sent;
    // On the device first: what is explained has been kept.
    kept(await answerPack(pack, q.id, { answer, correct: feedback.correct, seconds: Math.round(seconds) }, {
      id: id!, type: "pack.answered", made_at: made_at!, mono_ms: monotonic_ms, pack_id: pack.id, answer: rest, hint_levels: hints ? Array.from({ length: hints }, (_, i) => i + 1) : undefined,
    }));
    setSaid({ feedback, answer, seconds });
    setBusy(false);
  };

  const choose = (answer: string, input: Parameters<Attempt["choose"]>[1]) => {
    setRefused(null);
    if (!attempt.choose(answer, input, typed)) return;
    if (typed) record("entry.changed", { ...about, text: answer, body: { length: answer.length } });
    else record("choice.selected", { ...about, body: { choice: answer } });
    redraw((n) => n + 1);
  };
  const eliminate = (letter: string) => {
    record(attempt.eliminate(letter) ? "choice.eliminated" : "choice.restored", { ...about, body: { choice: letter } });
    redraw((n) => n + 1);
  };
  const flag = () => {
    record(attempt.flag() ? "question.flagged" : "question.unflagged", about);
    redraw((n) => n + 1);
  };
  const hint = () => {
    attempt.use("hint");
    record("hint.opened", { ...about, body: { level: hints + 1, index: hints + 1 } });
    setHints(hints + 1);
  };
  const all = packed.hints ?? [];
  const verdicts: Record<string, Verdict> | undefined = said
    ? Object.fromEntries((q.choices ?? []).map((c) => [c.id, {
        mark: c.id === said.feedback.key ? "right" : "wrong", mine: c.id === said.answer, why: (said.feedback.choices ?? []).find((x) => x.id === c.id)?.rationale,
      } satisfies Verdict]))
    : undefined;
  const sitting = said && ({ feedback: said.feedback, question: q, answer: said.answer, second: "" } as Sitting);

  return (
    <form class="sitting-body" onSubmit={(e) => {
      e.preventDefault();
      void submit();
    }}>
      <QuestionLayout question={q} number={<span class="small soft">{q.skill}</span>}
        tools={!said && (
          <>
            <button type="button" class="tool" aria-pressed={attempt.flagged} onClick={flag}><Icon name="flag" /><span>{attempt.flagged ? "Marked" : "Mark"}</span></button>
            {hints === 0 && all.length > 0 && <button type="button" class="tool" onClick={hint}><Icon name="hint" /><span>Hint</span></button>}
          </>
        )}>
        <Asked question={q}>
          {typed && (!said || said.answer !== "") && <EntryBox value={said ? said.answer : attempt.answer} onEntry={choose} locked={!!said || busy} refused={refused} />}
          {!typed && <Choices question={q} value={said ? said.answer : attempt.answer} onChoose={choose} eliminated={attempt.eliminated} onEliminate={eliminate} locked={!!said || busy} verdicts={verdicts} />}
        </Asked>
        {!typed && refused && <p class="error" role="alert">{refused}</p>}
        {hints > 0 && !said && (
          <aside class="hints" aria-label="Hints">
            <div role="status" aria-live="polite">
              {all.slice(0, hints).map((h, i) => <div class="hint-text" key={i}><Icon name="hint" /><div><MathBlock text={h} /></div></div>)}
            </div>
            {hints < all.length && <Button small look="plain" onClick={hint}>Another hint</Button>}
          </aside>
        )}
        <div ref={after} tabIndex={-1} class="after">{sitting && <Explanation sitting={sitting} seconds={said.seconds} />}</div>
        <div class="actions">
          {!said && <Button type="submit" look="main" busy={busy}>Check</Button>}
          {!said && <Button look="plain" busy={busy} onClick={() => void submit(true)}>I don’t know</Button>}
          {said && <Button look="main" iconAfter="next" onClick={go}>{more ? "Next question" : "Finish"}</Button>}
        </div>
      </QuestionLayout>
    </form>
  );
}

function Done({ pack, marks }: { pack: KeptPack; marks: Mark[] }) {
  const right = Object.values(pack.answers).filter((a) => a.correct).length;
  const done = Object.keys(pack.answers).length;
  const s = standing.value;
  return (
    <div class="page narrow summary">
      <Title tab="Done">{done ? `${right} of ${done} right` : "Ended"}</Title>
      {marks.length > 0 && <Pips marks={marks} />}
      <p class="lead">{s.kind === "synced" ? "All of it is on the server and counts." : "It is on this device, and counts as soon as the server has it."}</p>
      <Saved standing={s} />
      <div class="row">
        {done > 0 && s.kind === "synced" && <ButtonLink look="main" href={`/app/review/${pack.id}`} iconAfter="next">Review the answers</ButtonLink>}
        <ButtonLink href="/app/offline">Practise offline</ButtonLink>
        <ButtonLink look="plain" href="/app/">Home</ButtonLink>
      </div>
    </div>
  );
}
