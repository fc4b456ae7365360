import { me, myself } from "../account/me";
import { call } from "../api/client";
import type { DomainStandBody, ScorePointBody, SectionStandBody, SkillStand, StandingBody } from "../api/schema";
import { Title } from "../app/title";
import { startPractice } from "../practice/start";
import { seconds, sectionName, statusText } from "../session/words";
import { useAct } from "../ui/act";
import { Button, ButtonLink } from "../ui/button";
import { Pace } from "../ui/chart";
import { Notice, Pending, useLoad } from "../ui/load";
import { useState } from "preact/hooks";
import { Sheet } from "../ui/sheet";
import { Tabs } from "../ui/tabs";
import { ScoreChart } from "./chart";
import "./progress.css";

export default function ProgressScreen() {
  const user_id = myself().user_id;
  const progress = useLoad(() => call("GET /progress/{user_id}", { path: { user_id } }), [user_id]);
  return (
    <div class="page">
      <header class="page-head">
        <Title>Progress</Title>
        <p class="lead">What your answers show so far, and how sure that is. Levels move at the end of a session.</p>
      </header>
      <Pending of={progress}>{(p) => <Progress p={p} />}</Pending>
    </div>
  );
}

function Progress({ p }: { p: StandingBody }) {
  const sections = p.sections ?? [];
  const [at, setAt] = useState(sections[0]?.slug ?? "rw");
  const section = sections.find((s) => s.slug === at) ?? sections[0];
  return (
    <>
      {p.test_open && <Notice kind="warn">A full test is open. Levels are shown again when it has ended.</Notice>}
      <section class="section" aria-labelledby="score">
        <h2 id="score">Score over time</h2>
        <Scores list={p.scores ?? []} />
      </section>
      <section class="section" aria-labelledby="map">
        <div class="row apart"><h2 id="map">Skill map</h2><ButtonLink small href="/app/progress/mistakes">Notebook of mistakes</ButtonLink></div>
        <p class="small soft">A level needs {p.enough} first, unaided answers. The bar shows how sure it is: the wider, the less is known. {p.model
          ? `Mastery is the chance that your next answer in a skill is right, as a model expects it that was tested on other learners; it too needs ${p.enough}.`
          : "There is no tested model of mastery here yet, so levels are all that is said."}</p>
        {section && (
          <Tabs label="Section" value={section.slug} onChange={setAt} tabs={sections.map((s) => ({ value: s.slug, name: s.name }))}>
            <SectionMap s={section} enough={p.enough} open={p.test_open} />
          </Tabs>
        )}
      </section>
    </>
  );
}

/** What sections, domains and skills have in common. */
type StandBody = Pick<SkillStand, "n" | "level" | "level_from" | "level_to" | "word">;

const percent = (p: number) => `${Math.round(p * 100)} %`;
const capital = (w: string) => w.charAt(0).toUpperCase() + w.slice(1);

/** What is known of something, as words with their n. */
function said(s: StandBody, enough: number, open: boolean): string {
  if (s.level > 0) return `${capital(s.word)}, from ${s.n} answers that count`;
  if (open) return `${s.n} answers that count`;
  return `Not enough evidence (${s.n} of ${enough})`;
}

/** A level with its uncertainty, on four steps. */
function Level({ s }: { s: StandBody }) {
  return (
    <svg class="level" viewBox="0 0 84 16" aria-hidden="true">
      {[0, 1, 2, 3].map((i) => <rect key={i} class="step" x={i * 21 + 1} y="5" width="19" height="6" rx="3" />)}
      {s.level > 0 && <rect class="unsure" x={(s.level_from - 1) * 21 + 4} y="2" width={(s.level_to - s.level_from) * 21 + 13} height="12" rx="6" />}
      {s.level > 0 && <circle class="at" cx={(s.level - 1) * 21 + 10.5} cy="8" r="4" />}
    </svg>
  );
}

function SectionMap({ s, enough, open }: { s: SectionStandBody; enough: number; open: boolean }) {
  return (
    <div class="stack wide">
      <div class="map-head">
        <p><Level s={s} /> <strong>{s.name}</strong> <span class="soft">{said(s, enough, open)} · {s.right} of {s.answered} right</span></p>
        {s.pace.n > 0
          ? (
            <div class="map-pace">
              <p class="small">Half of your answers took at most <strong class="number">{seconds(s.pace.median_seconds)}</strong> <span class="soft number">of about {seconds(s.pace.seconds_budget)}, from {s.pace.n} answers; {s.pace.slow} were slow.</span></p>
              <Pace seconds={s.pace.median_seconds} budget={s.pace.seconds_budget} />
            </div>
          )
          : <p class="small soft">No times yet.</p>}
      </div>
      <div class="map">{(s.domains ?? []).map((d) => <Domain key={d.slug} d={d} enough={enough} open={open} />)}</div>
    </div>
  );
}

function Domain({ d, enough, open }: { d: DomainStandBody; enough: number; open: boolean }) {
  const act = useAct();
  const student = me.value?.role === "student";
  return (
    <section class="map-domain" aria-label={d.name}>
      <h3>{d.name}</h3>
      <p class="small soft"><Level s={d} /> {said(d, enough, open)} · {Math.round(d.share * 100)} % of the section</p>
      <ul role="list">
        {(d.skills ?? []).map((k: SkillStand) => (
          <li key={k.slug} class={k.level ? `level-${k.level}` : "unknown"}>
            <div class="map-words">
              <span>{k.name}</span>
              {k.mastery && <span class="small number">Next one right: about {percent(k.mastery.p)}, between {percent(k.mastery.low)} and {percent(k.mastery.high)} <span class="soft">(from {k.mastery.n} answers)</span></span>}
              <span class="small soft number"><Level s={k} /> {said(k, enough, open)}{k.answered > 0 && ` · ${k.right} of ${k.answered} right`}</span>
            </div>
            {student && k.practice > 0 && <Button small look="plain" busy={act.busy === k.slug} aria-label={`Practise ${k.name}`}
              onClick={() => void act.run(k.slug, () => startPractice({ domain: k.slug, num_questions: 5, mode: "learn" }))}>Practise</Button>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Scores({ list }: { list: ScorePointBody[] }) {
  // What is out of the history is in the table only.
  const total = list.filter((p) => p.counts && p.scores.total_score !== undefined);
  const last = list[list.length - 1];
  if (!last) return <div class="empty stack"><p>No score yet. It appears after the diagnostic or a full test, as a range.</p><div><ButtonLink href="/app/diagnostic">Take the diagnostic</ButtonLink></div></div>;
  return (
    <div class="score-time">
      {total.length > 1 ? <ScoreChart points={total.map((p) => ({ at: Date.parse(p.ended_at) / 1000, low: p.scores.total_low!, high: p.scores.total_high!, score: p.scores.total_score! }))} /> : <p class="soft">A line through time needs a second score.</p>}
      <Sheet label="Scores, oldest first">
        <thead><tr><th scope="col">Day</th><th scope="col">What</th><th scope="col">Total</th><th scope="col">Sections</th></tr></thead>
        <tbody>
          {list.map((p) => (
            <tr key={p.session_id}>
              <th scope="row">{new Date(p.ended_at).toLocaleDateString()}</th>
              <td>{p.kind === "diagnostic" ? "Diagnostic" : <a href={`/app/report/${p.session_id}`}>Full test</a>}{!p.counts && <span class="soft"> (not in the history)</span>}</td>
              <td class="number">{p.scores.total_low !== undefined ? `${p.scores.total_low}–${p.scores.total_high}` : "–"}</td>
              <td>{(p.scores.sections ?? []).map((s) => <span class="section-range" key={s.section}>{sectionName(s.section)} <span class="number">{s.low}–{s.high}</span> </span>)}</td>
            </tr>
          ))}
        </tbody>
      </Sheet>
      <p class="small soft"><em>{statusText(last.scores.status)}</em> {last.scores.note}</p>
    </div>
  );
}
