import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useCalculator } from "../calculator/button";
import { call } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { QuestionShown } from "../api/schema";
import type { Screen } from "../app/screens";
import { Title } from "../app/title";
import { lookingAt, record } from "../interaction/collect";
import type { Attempt } from "../question/attempt";
import { readEntry } from "../question/entry";
import { Asked, Choices, EntryBox, QuestionLayout, type Verdict } from "../question/view";
import { ReportQuestion } from "../report/dialog";
import { beside, chatAt } from "../tutor/chat";
import { TutorBeside } from "../tutor/panel";
import { Button, ButtonLink } from "../ui/button";
import { Pips, type Mark } from "../ui/chart";
import { Icon } from "../ui/icon";
import { Failure, Waiting } from "../ui/load";
import { newAttempt } from "./attempt";
import { Explanation } from "./explanation";
import { answered, explained, opened, proceed, row, tryAgain, type Sitting } from "./machine";
import { Summary } from "./summary";
import "./practice.css";

const PracticeScreen: Screen = ({ params }) => {
  const id = params.session!;
  const [s, set] = useState<Sitting | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const open = async () => {
    setProblem(null);
    try {
      const reply = await call("GET /practice/session/{session_id}", { path: { session_id: id } });
      // How it went so far stands in the review, as far as there is one.
      const past = reply.answered
        ? await call("GET /review/session/{session_id}", { path: { session_id: id } }).catch(() => null)
        : null;
      const marks = (past?.reviews ?? []).map<Mark>((r) => (r.user_answer === null ? "skipped" : r.correct ? "right" : "wrong"));
      set(opened(reply, marks));
    } catch (err) {
      setProblem(asProblem(err));
    }
  };
  useEffect(() => void open(), [id]);

  if (problem) return <div class="page narrow stack"><Title quiet>Practice</Title><Failure problem={problem} again={() => void open()} /><p><a href="/app/">Go home</a></p></div>;
  if (!s) return <Waiting />;
  if (s.phase === "over") return <Summary session={id} sitting={s} />;
  return (
    <div class="sitting">
      <Title quiet tab={`Question ${s.number} of ${s.total}`}>Practice, question {s.number} of {s.total}</Title>
      <div class="sitting-top">
        <Pips marks={row(s)} />
        <span class="small soft number">{s.number} of {s.total}</span>
        <ButtonLink small look="plain" href="/app/">Pause</ButtonLink>
      </div>
      <One key={s.question!.id} s={s} set={set} />
    </div>
  );
};
export default PracticeScreen;

/** One question, from being shown to being explained. */
function One({ s, set }: { s: Sitting; set: (s: Sitting) => void }) {
  const q = s.question!;
  const about = { session: s.session, question: q.id };
  const attempt = useMemo(() => newAttempt(s.session, q.id), []);
  const second = useRef<Attempt | null>(null);
  const [, redraw] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  // The same conversation for the whole session; what helped before an answer is on record.
  const chat = useMemo(() => chatAt(`practice:${s.session}`, (t) => {
    const last = t.turns[t.turns.length - 1];
    if (t.rung?.stage === "before" && last?.level) record("hint.opened", { session: s.session, question: t.rung.question_id, body: { level: last.level, index: t.turns.length } });
  }), []);
  const typed = q.type === "spr";
  const retrying = s.phase === "retrying";
  const now = retrying ? second.current! : attempt;
  const open = s.phase === "answering" || retrying;
  const after = useRef<HTMLDivElement>(null);
  const calculator = useCalculator(about, () => now.use("calculator"));

  useEffect(() => {
    record("question.shown", { ...about, body: { index: s.number } });
    lookingAt(about);
    const seen = () => (second.current ?? attempt).see(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", seen);
    return () => {
      document.removeEventListener("visibilitychange", seen);
      lookingAt(null);
    };
  }, []);

  // What the answer came to is read next.
  useEffect(() => {
    const came = after.current;
    if (!came || (s.phase !== "missed" && s.phase !== "explained")) return;
    came.focus({ preventScroll: true });
    // From the choice that was made on, also on a phone, where it lies below the screen.
    const mine = came.closest("form")?.querySelector(".choice.mine") ?? came;
    if (came.getBoundingClientRect().bottom > innerHeight - 140) mine.scrollIntoView({ block: "start" });
  }, [s.phase]);

  const act = async (what: () => Promise<Sitting>) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      set(await what());
    } catch (err) {
      const p = asProblem(err);
      if (p.fields.answer) setRefused(p.fields.answer);
      else setProblem(p);
    }
    setBusy(false);
  };

  const submit = (dontKnow = false) => {
    if (!dontKnow && typed) {
      const read = readEntry(now.answer);
      if (read.state !== "number") return setRefused(read.state === "unfinished" ? read.why : "Type a number first, or say that you do not know.");
    }
    if (!dontKnow && now.answer === "") return setRefused("Choose an answer first, or say that you do not know.");
    setRefused(null);
    const sent = now.submission(dontKnow);
    return act(async () => {
      const path = { session_id: s.session };
      if (retrying) return explained(s, await call("POST /practice/retry/{session_id}", { path, body: sent, patient: true }), sent.answer ?? "");
      const reply = await call("POST /practice/submit/{session_id}", { path, query: { hold: !dontKnow }, body: [sent], patient: true });
      return answered(s, reply, sent.answer ?? "");
    });
  };

  // The same answer again, without holding the key back, explains it.
  const show = () => act(async () => {
    record("solution.opened", about);
    const reply = await call("POST /practice/submit/{session_id}", { path: { session_id: s.session }, body: [attempt.submission()], patient: true });
    return reply.feedback ? explained(s, reply.feedback) : s;
  });

  const again = () => {
    second.current = newAttempt(s.session, q.id);
    set(tryAgain(s));
  };

  const choose = (answer: string, input: Parameters<Attempt["choose"]>[1]) => {
    setRefused(null);
    if (!now.choose(answer, input, typed)) return;
    if (typed) record("entry.changed", { ...about, text: answer, body: { length: answer.length } });
    else record("choice.selected", { ...about, body: { choice: answer } });
    redraw((n) => n + 1);
  };
  const eliminate = (letter: string) => {
    record(now.eliminate(letter) ? "choice.eliminated" : "choice.restored", { ...about, body: { choice: letter } });
    redraw((n) => n + 1);
  };
  const flag = () => {
    record(attempt.flag() ? "question.flagged" : "question.unflagged", about);
    redraw((n) => n + 1);
  };

  const askTutor = !beside.value && <div><Button small icon="tutor" onClick={() => (beside.value = true)}>Ask the tutor</Button></div>;

  const work = (
    <div class="sitting-work">
    <form class="sitting-body" onSubmit={(e) => {
      e.preventDefault();
      if (open) void submit();
    }}>
      <QuestionLayout question={q}
        number={<span class="small soft">{q.skill}</span>}
        tools={open && (
          <>
            <button type="button" class="tool" aria-pressed={attempt.flagged} onClick={flag}><Icon name="flag" /><span>{attempt.flagged ? "Marked" : "Mark"}</span></button>
            <button type="button" class="tool" onClick={() => {
              now.use("hint");
              beside.value = true;
              chat.ask(chat.talk.value.rung?.question_id === q.id ? "Another hint, please." : "Can I have a hint?", { question: q.id, session: s.session });
            }}><Icon name="hint" /><span>Hint</span></button>
            {q.section === "Math" && calculator.button}
          </>
        )}>
        <Asked question={q}>
          {typed && (open || s.answer !== "") && <EntryBox value={open ? now.answer : s.second || s.answer} onEntry={choose} locked={!open || busy} refused={refused} />}
          {!typed && <Choices question={q} value={open ? now.answer : s.second || s.answer} onChoose={choose} eliminated={now.eliminated} onEliminate={eliminate} locked={!open || busy} verdicts={verdicts(s, q)} />}
        </Asked>
        {!typed && refused && <p class="error" role="alert">{refused}</p>}
        {problem && <Failure problem={problem} />}
        <div ref={after} tabIndex={-1} class="after">
          {s.phase === "missed" && (
            <div class="outcome wrong" role="group" aria-label="Not right">
              <p class="outcome-word"><Icon name="wrong" />Not right yet</p>
              <p class="soft">Have another look: the second try is recorded apart and costs nothing.</p>
              {askTutor}
            </div>
          )}
          {s.phase === "explained" && <Explanation sitting={s} seconds={attempt.elapsed} />}
        </div>
        {(s.phase === "explained" || s.phase === "missed") && <div class="row">{s.phase === "explained" && askTutor}<ReportQuestion session={s.session} question={q.id} /></div>}
        <div class="actions">
          {open && <Button type="submit" look="main" busy={busy}>{retrying ? "Check again" : "Check"}</Button>}
          {s.phase === "answering" && <Button look="plain" busy={busy} onClick={() => void submit(true)}>I don’t know</Button>}
          {s.phase === "missed" && <Button look="main" icon="undo" onClick={again}>Try again</Button>}
          {(s.phase === "missed" || retrying) && <Button look="plain" busy={busy} onClick={() => void show()}>Show the solution</Button>}
          {s.phase === "explained" && (
            <Button look="main" iconAfter="next" onClick={() => {
              set(proceed(s));
              scrollTo(0, 0);
            }}>{s.next ? "Next question" : "Finish"}</Button>
          )}
        </div>
      </QuestionLayout>
    </form>
    {q.section === "Math" && calculator.panel}
    </div>
  );
  return (
    <div class={beside.value ? "sitting-row with-tutor" : "sitting-row"}>
      {work}
      <TutorBeside open={beside.value} onClose={() => (beside.value = false)} chat={chat} about={{ question: q.id, session: s.session }} answered={s.phase !== "answering"} />
    </div>
  );
}

/** How each choice turned out, as far as it may be said. */
function verdicts(s: Sitting, q: QuestionShown): Record<string, Verdict> | undefined {
  const f = s.feedback;
  if (!f || s.phase === "answering") return undefined;
  if (s.phase !== "explained") return { [s.answer]: { mark: "wrong", mine: true, why: f.rationale } };
  const out: Record<string, Verdict> = {};
  for (const c of q.choices ?? []) {
    const mine = c.id === s.answer || c.id === s.second;
    out[c.id] = {
      mark: c.id === f.key ? "right" : "wrong",
      mine,
      word: mine && s.second && s.second !== s.answer ? (c.id === s.answer ? "First try" : "Second try") : undefined,
      why: (f.choices ?? []).find((x) => x.id === c.id)?.rationale,
    };
  }
  return out;
}

