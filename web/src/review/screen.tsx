import { useEffect, useRef, useState } from "preact/hooks";
import { me } from "../account/me";
import { call } from "../api/client";
import type { SessionReview } from "../api/schema";
import { query } from "../app/router";
import type { Screen } from "../app/screens";
import { Title } from "../app/title";
import { Steps, tex } from "../practice/explanation";
import { startPractice } from "../practice/start";
import { Asked, Choices, Material, type Verdict } from "../question/view";
import { ReportQuestion } from "../report/dialog";
import { seconds } from "../session/words";
import { beside, chatAt } from "../tutor/chat";
import { TutorBeside } from "../tutor/panel";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";
import { Pace } from "../ui/chart";
import { Icon } from "../ui/icon";
import { Notice, Pending, useLoad } from "../ui/load";
import { MathText } from "../ui/math";
import { Filter } from "../ui/tabs";
import { filter, filters, type Which } from "./filter";
import "./review.css";

const ReviewScreen: Screen = ({ params }) => {
  const id = params.session!;
  const review = useLoad(() => call("POST /review/generate/{session_id}", { path: { session_id: id } }), [id]);
  return (
    <div class="page">
      <Pending of={review}>{(r) => <Reviewed session={id} list={r.reviews ?? []} kind={r.kind} />}</Pending>
    </div>
  );
};
export default ReviewScreen;

type State = "right" | "wrong" | "skipped";
const stateOf = (r: SessionReview): State => (r.correct ? "right" : r.user_answer === null ? "skipped" : "wrong");
const said: Record<State, string> = { right: "right", wrong: "wrong", skipped: "left empty" };

function Reviewed({ session, list, kind }: { session: string; list: SessionReview[]; kind: string }) {
  const student = me.value?.role === "student";
  const [which, setWhich] = useState<Which>("all");
  const [at, setAt] = useState(() => {
    // A link may name a question; else the first that went wrong.
    const named = list.findIndex((r) => r.question_id === query.peek().get("q"));
    return named >= 0 ? named : Math.max(0, list.findIndex((r) => !r.correct));
  });
  const shown = filter(list, which);
  const here = shown.includes(at) ? at : (shown[0] ?? 0);
  const r = list[here];
  const right = list.filter((x) => x.correct).length;
  const head = useRef<HTMLHeadingElement>(null);
  const moved = useRef(false);
  useEffect(() => {
    if (moved.current) head.current?.focus();
  }, [here]);
  const goTo = (i: number | undefined) => {
    if (i === undefined) return;
    moved.current = true;
    setAt(i);
  };
  const tiles = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const box = tiles.current; // on a phone the tiles are one row: the one that is read is in sight
    const tile = box?.querySelector<HTMLElement>("[aria-current]");
    if (box && tile) box.scrollLeft = tile.offsetLeft - (box.clientWidth - tile.offsetWidth) / 2;
  }, [here, which]);
  const place = shown.indexOf(here);
  return (
    <>
      <header class="page-head">
        <Title tab="Review">{right} of {list.length} right</Title>
        <p class="lead">{kind === "practice" ? "Practice" : kind === "diagnostic" ? "Diagnostic" : "Full test"}. {right < list.length ? "The ones that went wrong are where the points are." : "All of it is right."}</p>
      </header>
      <div class={student && beside.value ? "review tutored" : "review"}>
        <nav class="review-nav" aria-label="Questions">
          <Filter label="Show" value={which} onChange={setWhich} options={filters(list)} />
          <ol class="tiles" role="list" ref={tiles}>
            {shown.map((i) => {
              const x = list[i]!;
              const state = stateOf(x);
              return (
                <li key={i}>
                  <button type="button" class={`tile ${state}`} aria-current={i === here ? "true" : undefined} aria-label={`Question ${i + 1}, ${said[state]}${x.flagged ? ", marked" : ""}`} onClick={() => goTo(i)}>
                    <span class="number">{i + 1}</span><Icon name={state === "right" ? "right" : state === "wrong" ? "wrong" : "skip"} size={14} />
                  </button>
                </li>
              );
            })}
          </ol>
        </nav>
        {r && (
          <section class="review-one" aria-labelledby="review-head">
            <h2 id="review-head" ref={head} tabIndex={-1}>Question {here + 1}<span class="soft small"> · {r.question.skill}</span></h2>
            <One key={here} r={r} session={session} tutor={student && !beside.value} />
            <div class="row apart">
              <Button icon="back" disabled={place <= 0} onClick={() => goTo(shown[place - 1])}>Back</Button>
              <Button iconAfter="next" disabled={place >= shown.length - 1} onClick={() => goTo(shown[place + 1])}>Next</Button>
            </div>
          </section>
        )}
        {r && student && <TutorBeside open={beside.value} onClose={() => (beside.value = false)} chat={chatAt(`review:${session}`)} about={{ question: r.question_id, session }} answered />}
      </div>
    </>
  );
}

function One({ r, session, tutor }: { r: SessionReview; session: string; tutor: boolean }) {
  const act = useAct();
  const q = r.question;
  const typed = q.type === "spr";
  const state = stateOf(r);
  const mine = r.user_answer;
  const verdicts: Record<string, Verdict> = {};
  for (const c of q.choices ?? []) {
    verdicts[c.id] = { mark: c.id === r.correct_answer ? "right" : "wrong", mine: c.id === mine, why: (r.choices ?? []).find((x) => x.id === c.id)?.rationale };
  }
  const student = me.value?.role === "student";
  return (
    <div class="stack wide">
      <Material question={q} />
      <Asked question={q}>
        {typed
          ? (
            <dl class="facts answers">
              <dt>Your answer</dt><dd class={state}>{mine === null ? "none" : <MathText text={`$${tex(mine)}$`} />} {mine !== null && <Icon name={state === "right" ? "right" : "wrong"} size={16} />}</dd>
              {r.second_try && <><dt>Second try</dt><dd><MathText text={`$${tex(r.second_try)}$`} /></dd></>}
              <dt>Right answer</dt><dd><MathText text={`$${tex(r.correct_answer)}$`} /></dd>
            </dl>
          )
          : <Choices question={q} value={mine ?? ""} onChoose={() => {}} eliminated={new Set()} locked verdicts={verdicts} />}
      </Asked>
      {!typed && mine === null && <p class="soft">You left this one empty.</p>}
      {r.second_try && !typed && <p class="soft">On your second try you chose {r.second_try}.</p>}
      {r.correction && (
        <Notice kind="warn">
          The key of this question was corrected on {new Date(r.correction.at).toLocaleDateString()}. When it was asked, {r.correction.was} was taken for the right answer; {r.correction.is} is right. {r.correction.note}
        </Notice>
      )}
      <Steps steps={r.steps ?? []} />
      <section class="stack tight pace-box" aria-label="Time">
        <p class="small"><strong>{r.time_spent === null ? "Time not known" : seconds(r.time_spent)}</strong> <span class="soft">of about {seconds(r.seconds_budget)}</span></p>
        {r.time_spent !== null && <Pace seconds={r.time_spent} budget={r.seconds_budget} />}
        <p class="small soft">{r.pace}</p>
      </section>
      {r.strategy && <section class="strategy" aria-label="How to work on this skill"><Icon name="hint" /><p><MathText text={r.strategy} /></p></section>}
      {student && (
        <div class="row">
          {tutor && <Button icon="tutor" onClick={() => (beside.value = true)}>Ask the tutor</Button>}
          <Button icon="practice" busy={act.busy === "more"} onClick={() => void act.run("more", () => startPractice({ domain: q.skill, num_questions: 3, mode: "learn", source: "redo" }))}>Others like it</Button>
          <ReportQuestion session={session} question={q.id} />
        </div>
      )}
    </div>
  );
}
