import { me, myself } from "../account/me";
import { call } from "../api/client";
import type { PastBody, PlanBody, PlanTask } from "../api/schema";
import { Title } from "../app/title";
import { greeted } from "../people/name";
import { useAct } from "../ui/act";
import { Button, ButtonLink } from "../ui/button";
import { Band } from "../ui/chart";
import { Pending, useLoad } from "../ui/load";
import { has } from "../app/screens";
import { doTask, screenOf } from "../practice/start";
import { sectionName, statusText } from "../session/words";
import { RescoredNotices } from "../session/rescored";
import { Code } from "../people/code";
import "./home.css";

export function StudentHome() {
  if (me.value?.status === "pending") return <PendingHome />;
  return <ActiveHome />;
}

/** Someone under 13 before a parent has confirmed: nothing is recorded, so nothing can be done yet. */
function PendingHome() {
  return (
    <div class="page narrow stack wide">
      <Title tab="Home">Hello, <bdi>{myself().name}</bdi>.</Title>
      <p class="lead">A parent must confirm your account before you can begin. Until then nothing you do is recorded.</p>
      <Code role="parent" name="Make a code for a parent" about="Give the code to your parent. They register as a parent on this server and enter it." />
    </div>
  );
}

function greeting(now = new Date()): string {
  const h = now.getHours();
  return h < 5 ? "Still up" : h < 12 ? "Good morning" : h < 18 ? "Good afternoon" : "Good evening";
}

function ActiveHome() {
  const user_id = myself().user_id;
  const plan = useLoad(() => call("GET /plan/{user_id}", { path: { user_id } }), [user_id]);
  const scored = useLoad(() => call("GET /sessions/{user_id}", { path: { user_id }, query: { kind: "scored", limit: 10 } }), [user_id]);
  const points = useLoad(() => call("GET /rewards/{user_id}", { path: { user_id } }), [user_id]);
  const first = greeted(myself().name);
  return (
    <div class="page home">
      <header class="page-head">
        <Title tab="Home">{greeting()}, <bdi>{first}</bdi>.</Title>
        {plan.value && <p class="lead">{lead(plan.value)}</p>}
      </header>
      <RescoredNotices />
      <div class="home-grid">
        <section aria-labelledby="next">
          <h2 id="next">Next</h2>
          {plan.problem && !plan.value && <TestOnDevice user={user_id} />}
          <Pending of={plan}>{(p) => <Tasks plan={p} again={plan.again} />}</Pending>
          <div class="row below"><ButtonLink small href="/app/test">Full test</ButtonLink></div>
          <details class="rule small">
            <summary>How these are chosen</summary>
            <p>What you began comes first. Then, while nothing is known, the diagnostic; a full test when it is time for one; skills of which you missed questions, when they are due to be done again; and then the skills that would cost you most questions in a test, by what you have answered so far.</p>
          </details>
        </section>
        {(plan.value || !plan.problem) && <aside class="stack wide" aria-label="Where you stand">
          <section class="stack" aria-labelledby="score">
            <h2 id="score">Score</h2>
            <Pending of={scored}>{(list) => <Score list={list.sessions ?? []} goal={plan.value?.goal.target ?? 0} />}</Pending>
          </section>
          {plan.value && (
            <section class="stack tight" aria-labelledby="goal">
              <h2 id="goal">Goal</h2>
              <Goal plan={plan.value} />
            </section>
          )}
          {points.value && (
            <section class="stack tight" aria-labelledby="points">
              <h2 id="points">Points</h2>
              <p><strong class="big number">{points.value.points.toLocaleString()}</strong></p>
              <p class="small soft">{count(points.value.sessions, "session")} and {count(points.value.tests, "full test")} finished.</p>
            </section>
          )}
        </aside>}
      </div>
    </div>
  );
}

/** While the server cannot say what comes next: a test that this device keeps can be gone on with all the same. */
function TestOnDevice({ user }: { user: string }) {
  const test = useLoad(async () => (await import("../test/shelf")).testOnDevice(user), [user]);
  if (!test.value) return null;
  return (
    <div class="task first">
      <div class="task-words">
        <p class="small soft">Where you stopped</p>
        <h3>Your test</h3>
        <p class="soft">It is kept on this device and goes on without a connection, where you stopped.</p>
      </div>
      <div class="row"><ButtonLink look="main" href={`/app/test/${test.value}`} aria-label="Go on: your test">Go on</ButtonLink></div>
    </div>
  );
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? "" : "s"}`;

function lead(p: PlanBody): string {
  const first = p.next?.[0];
  const begin = !first ? "" : first.do === "resume" ? "What you began is still open." : first.minutes <= 30 ? `${first.minutes} minutes are a good start.` : "";
  if (p.days_left === undefined) return begin;
  if (p.days_left === 0) return "Your test is today. Sleep, water, and trust what you have practised.";
  return `${count(p.days_left, "day")} to your test. ${begin}`;
}

function Tasks({ plan, again }: { plan: PlanBody; again: () => void }) {
  const act = useAct();
  const skip = () => act.run("skip", async () => {
    await call("PUT /plan/goal/{user_id}", { path: { user_id: plan.user_id }, body: { ...plan.goal, diagnostic_skipped: true } });
    again();
  });
  const tasks = (plan.next ?? []).filter((t) => t.do === "resume" || has(screenOf(t.kind)));
  if (!tasks.length) return <p class="empty">There is nothing to do right now.</p>;
  return (
    <ol class="tasks" role="list">
      {tasks.map((t, i) => (
        <li key={t.do + t.name + t.session_id} class={i === 0 ? "task first" : "task"}>
          <div class="task-words">
            <p class="small soft number">{word(t)}{t.section ? ` · ${t.section}` : ""} · about {t.minutes} min</p>
            <h3>{t.name}</h3>
            <p class="soft">{t.why}</p>
          </div>
          <div class="row">
            {has(screenOf(t.kind, t.session_id)) && <Button look={i === 0 ? "main" : "quiet"} busy={act.busy === String(i)} onClick={() => void act.run(String(i), () => doTask(t))}
              aria-label={`${t.do === "resume" ? "Go on" : "Begin"}: ${t.name}`}>{t.do === "resume" ? "Go on" : "Begin"}</Button>}
            {t.do === "diagnostic" && <Button look="plain" busy={act.busy === "skip"} onClick={() => void skip()}>Skip it</Button>}
          </div>
        </li>
      ))}
    </ol>
  );
}

const word = (t: PlanTask): string =>
  ({ resume: "Where you stopped", diagnostic: "To begin with", full_test: "Rehearsal", redo: "Once more", practice: "Practice" })[t.do] + (t.num_questions && t.do !== "resume" ? ` · ${count(t.num_questions, "question")}` : "");

/** The newest score that counts, as a band with what it is worth. */
function Score({ list, goal }: { list: PastBody[]; goal: number }) {
  const last = list.find((p) => p.scores && p.counts);
  if (!last?.scores) {
    return <p class="soft">No score yet. It appears after the diagnostic or a full test, as a range and not as a single number.</p>;
  }
  const s = last.scores;
  return (
    <div class="stack">
      {s.total_score !== undefined && (
        <div>
          <p class="big number">{s.total_low}–{s.total_high}</p>
          <Band low={s.total_low!} high={s.total_high!} score={s.total_score} from={400} to={1600} goal={goal || undefined} label="Total" />
        </div>
      )}
      <dl class="facts small">
        {(s.sections ?? []).map((x) => <><dt>{sectionName(x.section)}</dt><dd class="number">{x.low}–{x.high}</dd></>)}
      </dl>
      <p class="small soft">
        {last.kind === "diagnostic" ? "From your diagnostic" : "From your full test"} of {new Date(last.ended_at ?? last.started_at).toLocaleDateString()}; about 2 in 3 such ranges hold the true score. <em>{statusText(s.status)}</em> {s.note}
      </p>
    </div>
  );
}

function Goal({ plan }: { plan: PlanBody }) {
  const g = plan.goal;
  const official = plan.official_scores?.[0];
  return (
    <>
      {g.target || g.test_date
        ? <p>{g.target ? <><strong class="number">{g.target}</strong>{g.test_date ? " by " : ""}</> : null}{g.test_date ? new Date(`${g.test_date}T12:00`).toLocaleDateString(undefined, { day: "numeric", month: "long", year: "numeric" }) : null}</p>
        : <p class="soft">Set a target and the day of your test, and the plan follows them.</p>}
      {official && <p class="small soft">Last official {official.test.toUpperCase()}: <span class="number">{official.rw + official.math}</span></p>}
      <div><ButtonLink small href="/app/goal">{g.target || g.test_date ? "Change" : "Set a goal"}</ButtonLink></div>
    </>
  );
}

