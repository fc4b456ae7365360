import { useEffect, useState } from "preact/hooks";
import { me } from "../account/me";
import { call } from "../api/client";
import type { SessionModuleTimes, SessionQuestionFact, SessionSectionResult, SessionTestReport } from "../api/schema";
import type { Screen } from "../app/screens";
import { Title } from "../app/title";
import { Rescored, seeRescored } from "../session/rescored";
import { seconds, statusText } from "../session/words";
import { ButtonLink } from "../ui/button";
import { Band } from "../ui/chart";
import { Icon } from "../ui/icon";
import { Notice, Pending, useLoad } from "../ui/load";
import { Filter } from "../ui/tabs";
import { filters, meaning, stateOf, stateWord, strip, tests, type Which } from "./facts";
import "./report.css";

const ReportScreen: Screen = ({ params }) => {
  const id = params.session!;
  const report = useLoad(() => call("GET /full_test/report/{test_id}", { path: { test_id: id } }), [id]);
  return (
    <div class="page report">
      {report.value === undefined && <Title quiet>Score report</Title>}
      <Pending of={report}>{(r) => <Report r={r} />}</Pending>
    </div>
  );
};
export default ReportScreen;

function Report({ r }: { r: SessionTestReport }) {
  const sections = r.sections ?? [];
  const one = sections.length === 1 ? sections[0] : undefined;
  const low = r.total_low ?? one?.low;
  const high = r.total_high ?? one?.high;
  const questions = r.questions ?? [];
  const rescored = r.rescored ?? [];
  useEffect(() => {
    if (me.value?.role === "student" && rescored.some((x) => !x.seen)) seeRescored(r.test_id).catch(() => {}); // told again at home
  }, [r.test_id]);
  return (
    <>
      <header class="page-head">
        <Title tab="Score report">{low !== undefined ? <span class="number">{low}–{high}</span> : "Your test"}</Title>
        <p class="lead">{one ? `Your ${one.section} section` : "Your full test"} of {new Date(r.ended_at).toLocaleDateString(undefined, { day: "numeric", month: "long", year: "numeric" })}. About 2 in 3 such ranges hold the true score.</p>
      </header>
      <div class="stack">{r.repeated && <Notice kind="warn">You had this test form before, so this score stays out of your history and earned no points.</Notice>}
      {r.ended === "idle" && <Notice kind="warn">The test was left alone for a day and closed itself; what was not reached counts as empty.</Notice>}
      <Rescored list={rescored} /></div>
      <section class="section below" aria-labelledby="scores">
        <h2 id="scores" class="unseen">Scores</h2>
        {r.total_score !== undefined && <Band low={r.total_low!} high={r.total_high!} score={r.total_score} from={400} to={1600} label="Total" />}
        <div class="report-sections">{sections.map((s) => <Section key={s.section} s={s} />)}</div>
        <div class="prose small soft">
          <p><em>{statusText(r.status)}</em> {r.note}</p>
          <p>{r.pattern_note}</p>
        </div>
      </section>
      <section class="section" aria-labelledby="questions">
        <div class="row apart"><h2 id="questions">Questions</h2><ButtonLink look="main" href={`/app/review/${r.test_id}`} iconAfter="next">Review them all</ButtonLink></div>
        <Questions test={r.test_id} list={questions} modules={r.modules ?? []} />
      </section>
      <Timeline modules={r.modules ?? []} />
    </>
  );
}

function Section({ s }: { s: SessionSectionResult }) {
  return (
    <section class="card stack" aria-label={s.section}>
      <div class="stack tight">
        <h3>{s.section}</h3>
        <p class="section-score number">{s.low}–{s.high}</p>
        <Band low={s.low} high={s.high} score={s.score} from={200} to={800} label={s.section} />
        <p class="small soft number">{s.answered} of {s.asked} questions that count were answered.</p>
      </div>
      {s.invalid_note && <Notice kind="warn">{s.invalid_note}</Notice>}
      {s.route_note && <p class="small">{s.route_note}</p>}
      <table class="counts small">
        <caption class="unseen">Right answers by domain, of the questions that count</caption>
        <thead class="unseen"><tr><th scope="col">Domain</th><th scope="col">Right</th></tr></thead>
        <tbody>
          {(s.domains ?? []).map((d) => (
            <tr key={d.domain}>
              <th scope="row">{d.domain}</th>
              <td class="number">{d.right} of {d.asked}</td>
              <td class="share" aria-hidden="true"><svg viewBox="0 0 100 6" preserveAspectRatio="none"><rect class="of" width="100" height="6" /><rect class="got" width={d.asked ? (100 * d.right) / d.asked : 0} height="6" /></svg></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Questions({ test, list, modules }: { test: string; list: SessionQuestionFact[]; modules: SessionModuleTimes[] }) {
  const [which, setWhich] = useState<Which>("all");
  const shown = list.filter(tests[which]);
  return (
    <>
      <Filter label="Show" value={which} onChange={setWhich} options={filters(list)} />
      <p class="small soft" role="status">{meaning[which]}</p>
      {modules.map((m) => {
        const mine = shown.filter((f) => f.module === m.module);
        const all = list.filter((f) => f.module === m.module);
        if (!mine.length) return null;
        return (
          <section key={m.module} class="module" aria-label={`${m.section}, module ${m.module_index}`}>
            <h3>{m.section}, module {m.module_index}</h3>
            {which === "all" && <PaceStrip list={all} name={`${m.section}, module ${m.module_index}`} />}
            <ol class="report-tiles" role="list">
              {mine.map((f) => {
                const state = stateOf(f);
                return (
                  <li key={f.question_id}>
                    <a class={`report-tile ${state}`} href={`/app/review/${test}?q=${encodeURIComponent(f.question_id)}`}
                      aria-label={`Question ${f.position}, ${stateWord[state]}${f.flagged ? ", marked" : ""}${f.changed ? ", changed" : ""}${f.key_corrected ? ", its key was corrected" : ""}${f.time_spent !== null ? `, ${seconds(f.time_spent)}` : ""}. Review it`}>
                      <span class="number">{f.position}</span>
                      <Icon name={state === "right" ? "right" : state === "wrong" ? "wrong" : "skip"} size={14} />
                      {f.flagged && <Icon name="flag" size={12} />}
                    </a>
                  </li>
                );
              })}
            </ol>
          </section>
        );
      })}
    </>
  );
}

/** The time each question took, against what the test gives. */
function PaceStrip({ list, name }: { list: SessionQuestionFact[]; name: string }) {
  const { top, bars } = strip(list);
  const budget = list[0]?.seconds_budget ?? 0;
  const over = bars.filter((b) => b.over).length;
  const w = 100 / bars.length;
  return (
    <figure class="pace-strip">
      <svg viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={`Time by question, ${name}: ${over} of ${bars.length} took longer than the ${Math.round(budget)} seconds that the test gives`}>
        {bars.map((b, i) => (b.known ? <rect key={i} class={b.over ? "over" : "within"} x={i * w + w * 0.15} width={w * 0.7} y={24 - b.share * 24} height={b.share * 24} /> : null))}
        <rect class="line" x="0" width="100" y={24 - (budget / top) * 24 - 0.2} height="0.4" />
      </svg>
      <figcaption class="small soft">The line is {Math.round(budget)} s, what the test gives a question on average.</figcaption>
      <details class="small">
        <summary>The times as a table<span class="unseen"> of {name}</span></summary>
        <div class="table-box" tabIndex={0} role="region" aria-label={`Times, ${name}`}>
          <table>
            <thead><tr><th scope="col">Question</th><th scope="col">Time</th><th scope="col">Skill</th><th scope="col">Result</th></tr></thead>
            <tbody>{list.map((f) => <tr key={f.question_id}><th scope="row" class="number">{f.position}</th><td class="number">{f.time_spent === null ? "not known" : seconds(f.time_spent)}</td><td>{f.skill}</td><td>{stateWord[stateOf(f)]}</td></tr>)}</tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

const span = (s: number) => (s < 90 ? `${Math.round(s)} s` : `${Math.round(s / 60)} min`);
const clockTime = (iso: string) => new Date(iso).toLocaleTimeString(undefined, { hour: "numeric", minute: "2-digit" });

/** When each module was taken. */
function Timeline({ modules }: { modules: SessionModuleTimes[] }) {
  return (
    <section class="section" aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <ol class="list" role="list">
        {modules.map((m) => {
          const used = m.opened_at && m.ended_at ? (Date.parse(m.ended_at) - Date.parse(m.opened_at)) / 1000 : 0;
          return (
            <li key={m.module}>
              <div class="grow">
                <p>{m.section}, module {m.module_index}</p>
                <p class="small soft number">
                  {m.opened_at ? `${clockTime(m.opened_at)}${m.ended_at ? ` to ${clockTime(m.ended_at)}, ${span(Math.min(used, m.seconds_limit))} of ${span(m.seconds_limit)}` : ""}` : "not begun"}
                  {m.seconds_gave_back ? ` · ${seconds(m.seconds_gave_back)} given back after the app was closed` : ""}
                </p>
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
