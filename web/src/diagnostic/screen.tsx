import { useEffect, useMemo, useState } from "preact/hooks";
import { useCalculator } from "../calculator/button";
import { call } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { SessionReply } from "../api/schema";
import type { Screen } from "../app/screens";
import { Title } from "../app/title";
import { flush, lookingAt, record } from "../interaction/collect";
import { newAttempt } from "../practice/attempt";
import { readEntry } from "../question/entry";
import { Asked, Choices, EntryBox, QuestionLayout } from "../question/view";
import { clock, sectionName, statusText } from "../session/words";
import { Button, ButtonLink } from "../ui/button";
import { Band, Progress } from "../ui/chart";
import { Failure, Notice, Waiting } from "../ui/load";
import "../practice/practice.css";

const DiagnosticScreen: Screen = ({ params }) => {
  const id = params.session!;
  const [reply, setReply] = useState<SessionReply | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const open = () => {
    setProblem(null);
    call("GET /diagnostic/session/{session_id}", { path: { session_id: id } }).then(setReply, (err: unknown) => setProblem(asProblem(err)));
  };
  useEffect(open, [id]);
  if (problem) return <div class="page narrow stack"><Title quiet>Diagnostic</Title><Failure problem={problem} again={open} /><p><a href="/app/">Go home</a></p></div>;
  if (!reply) return <Waiting />;
  const q = reply.questions?.[0];
  if (reply.done || !q) return <Result id={id} reply={reply} />;
  return (
    <div class="sitting">
      <Title quiet tab={`Question ${reply.answered + 1} of ${reply.num_questions}`}>Diagnostic, question {reply.answered + 1} of {reply.num_questions}</Title>
      <div class="sitting-top">
        <Progress value={reply.answered} max={reply.num_questions} label="Questions answered" />
        <span class="small soft number">{reply.answered + 1} of {reply.num_questions}</span>
        <TimeLeft seconds={reply.seconds_left ?? 0} key={q.id} over={open} />
        <ButtonLink small look="plain" href="/app/">Stop</ButtonLink>
      </div>
      <Ask key={q.id} reply={reply} set={setReply} />
    </div>
  );
};
export default DiagnosticScreen;

/** The time left, which can be put out of sight; five minutes and one minute before the end it is said. */
function TimeLeft({ seconds, over }: { seconds: number; over: () => void }) {
  const until = useMemo(() => performance.now() + seconds * 1000, []);
  const [left, setLeft] = useState(seconds);
  const [shown, setShown] = useState(true);
  useEffect(() => {
    const timer = setInterval(() => {
      const now = (until - performance.now()) / 1000;
      setLeft(now);
      if (now < -31) { // the server gives half a minute's grace
        clearInterval(timer);
        over();
      }
    }, 500);
    return () => clearInterval(timer);
  }, []);
  const warn = left <= 60 ? "One minute left." : left <= 300 ? "Five minutes left." : "";
  return (
    <>
      <button type="button" class="tool number" aria-label={shown ? `Time left ${clock(left)}; hide` : "Show the time left"} onClick={() => setShown(!shown)}>{shown || left <= 300 ? clock(left) : "Time"}</button>
      <span class="unseen" role="status">{warn}</span>
    </>
  );
}

function Ask({ reply, set }: { reply: SessionReply; set: (r: SessionReply) => void }) {
  const q = reply.questions![0]!;
  const about = { session: reply.session_id, question: q.id };
  const attempt = useMemo(() => newAttempt(reply.session_id, q.id), []);
  const [, redraw] = useState(0);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const typed = q.type === "spr";
  const calculator = useCalculator(about, () => attempt.use("calculator")); // as in the test, or the first score is too low

  useEffect(() => {
    record("question.shown", { ...about, body: { index: reply.answered + 1 } });
    lookingAt(about);
    const seen = () => attempt.see(document.visibilityState === "visible");
    document.addEventListener("visibilitychange", seen);
    return () => {
      document.removeEventListener("visibilitychange", seen);
      lookingAt(null);
    };
  }, []);

  const submit = async (skip = false) => {
    if (busy) return;
    if (!skip) {
      const read = typed ? readEntry(attempt.answer) : null;
      if (read && read.state !== "number") return setRefused(read.state === "unfinished" ? read.why : "Type a number first, or skip the question.");
      if (!typed && !attempt.answer) return setRefused("Choose an answer first, or skip the question.");
    }
    setBusy(true);
    setProblem(null);
    try {
      const next = await call("POST /diagnostic/submit/{session_id}", { path: { session_id: reply.session_id }, body: [attempt.submission(skip)], patient: true });
      set(next);
      scrollTo(0, 0);
    } catch (err) {
      const p = asProblem(err);
      if (p.fields.answer) setRefused(p.fields.answer);
      else setProblem(p);
      setBusy(false);
    }
  };

  return (
    <>
    <form class="sitting-body" onSubmit={(e) => {
      e.preventDefault();
      void submit();
    }}>
      <QuestionLayout question={q} number={<span class="small soft">{q.section}</span>} tools={q.section === "Math" && calculator.button}>
        <Asked question={q}>
          {typed
            ? <EntryBox value={attempt.answer} refused={refused} locked={busy} onEntry={(text, input) => {
                setRefused(null);
                if (attempt.choose(text, input, true)) record("entry.changed", { ...about, text, body: { length: text.length } });
                redraw((n) => n + 1);
              }} />
            : <Choices question={q} value={attempt.answer} locked={busy} eliminated={attempt.eliminated} onChoose={(letter, input) => {
                setRefused(null);
                if (attempt.choose(letter, input)) record("choice.selected", { ...about, body: { choice: letter } });
                redraw((n) => n + 1);
              }} onEliminate={(letter) => {
                record(attempt.eliminate(letter) ? "choice.eliminated" : "choice.restored", { ...about, body: { choice: letter } });
                redraw((n) => n + 1);
              }} />}
        </Asked>
        {!typed && refused && <p class="error" role="alert">{refused}</p>}
        {problem && <Failure problem={problem} />}
        <div class="actions">
          <Button type="submit" look="main" busy={busy}>Next</Button>
          <Button look="plain" busy={busy} onClick={() => void submit(true)}>Skip</Button>
        </div>
      </QuestionLayout>
    </form>
    {q.section === "Math" && calculator.panel}
    </>
  );
}

function Result({ id, reply }: { id: string; reply: SessionReply }) {
  const s = reply.scores;
  useEffect(() => void flush(), []);
  return (
    <div class="page narrow summary">
      <Title tab="Diagnostic done">{s?.total_score !== undefined ? <>Between {s.total_low} and {s.total_high}</> : "The diagnostic is done"}</Title>
      {reply.rescored && <Notice kind="warn">{reply.rescored}</Notice>}
      {s?.total_score !== undefined && <Band low={s.total_low!} high={s.total_high!} score={s.total_score} from={400} to={1600} label="Total" />}
      {s && (
        <>
          <dl class="facts">
            {(s.sections ?? []).map((x) => <><dt>{sectionName(x.section)}</dt><dd class="number">{x.low}–{x.high}{x.valid ? "" : `, from ${x.answered} of ${x.asked} questions: too few to count`}</dd></>)}
          </dl>
          <p class="soft"><em>{statusText(s.status)}</em> {s.note}</p>
        </>
      )}
      <div class="row">
        <ButtonLink look="main" href="/app/">See what is next</ButtonLink>
        {reply.answered > 0 && <ButtonLink href={`/app/review/${id}`}>Review the answers</ButtonLink>}
      </div>
    </div>
  );
}
