import { useState } from "preact/hooks";
import { call } from "../api/client";
import type { Screen } from "../app/screens";
import { Title } from "../app/title";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";
import { Check } from "../ui/field";
import { Notice, Pending, useLoad } from "../ui/load";
import { Sheet, Sorter } from "../ui/sheet";
import { say } from "../ui/status";
import { Filter } from "../ui/tabs";
import { against, barred, confirmations, leftWords, modelWords, ordered, points, shownFirst, statusWords, type Item, type Run, type Shown } from "./words";

/** One calibration: what went in, what it would change, and the decision. */
const CalibrationRun: Screen = ({ params }) => {
  const shown = useLoad(() => call("GET /calibration/runs/{run_id}", { path: { run_id: params.run! } }), [params.run]);
  return (
    <div class="page stack wide">
      <header class="page-head">
        <p><a href="/app/calibration">Calibrations</a></p>
        <Title tab="Calibration">{shown.value ? `Calibration of ${new Date(shown.value.run.made_at).toLocaleDateString()}` : "Calibration"}</Title>
        {shown.value && <p class="lead">{shown.value.run.promotable.toLocaleString()} of {shown.value.run.questions.toLocaleString()} questions promotable · {statusWords[shown.value.run.status]}</p>}
      </header>
      <Pending of={shown}>
        {(s) => (
          <>
            <About run={s.run} />
            <Scores run={s.run} most={s.most_shift} />
            <Decision shown={s} set={shown.set} />
            <Questions items={s.items ?? []} />
          </>
        )}
      </Pending>
    </div>
  );
};
export default CalibrationRun;

const sections: Record<string, string> = { rw: "Reading & Writing", math: "Math" };

function About({ run: r }: { run: Run }) {
  const l = r.log;
  const left = [[l.no_consent, "without consent"], [l.not_first, "not the first to their question"], [l.open_test, "of open tests"], [l.not_counted, "aided, rushed or late"], [l.other_version, "of questions that changed"]] as const;
  return (
    <section class="stack tight" aria-labelledby="about">
      <h2 id="about">What went in</h2>
      <dl class="facts">
        <dt>Answers</dt><dd>{l.used.toLocaleString()} of {l.learners.toLocaleString()} {l.simulated ? "simulated " : ""}learners{left.some(([n]) => n) && <span class="soft">; left out: {left.filter(([n]) => n).map(([n, why]) => `${n.toLocaleString()} ${why}`).join(", ")}</span>}</dd>
        {r.estimated !== undefined && <><dt>Entered</dt><dd>{r.estimated.toLocaleString()} of them, those to questions with enough answers</dd></>}
        <dt>Log</dt><dd>up to record {l.seq.toLocaleString()}, consent as of {new Date(l.as_of).toLocaleString()}</dd>
        <dt>Model</dt><dd>{r.model.toUpperCase()}: {modelWords[r.model]}, as far as each question’s answers allow</dd>
        <dt>Estimation</dt><dd>log-likelihood {r.log_likelihood.toFixed(2).replace("-", "−")}, {r.iterations} cycles, {r.converged ? "converged" : "not converged"}{r.warning && ` · ${r.warning}`}</dd>
        <dt>Made</dt><dd>{new Date(r.made_at).toLocaleString()} by {r.by ? <bdi>{r.by.name}</bdi> : "the operator"}, program {r.code}{r.note && <> · {r.note}</>}</dd>
        <dt>Set in force then</dt><dd><code>{r.params}</code></dd>
        {r.params_after && <><dt>Set since</dt><dd><code>{r.params_after}</code></dd></>}
        {r.decided_at && <><dt>Decided</dt><dd>{new Date(r.decided_at).toLocaleString()} by {r.decided_by ? <bdi>{r.decided_by.name}</bdi> : "the operator"}</dd></>}
      </dl>
      <Sheet label="Links">
        <thead><tr><th scope="col">Section</th><th scope="col">Linked by</th><th scope="col" class="number">Anchors</th><th scope="col" class="number">Slope</th><th scope="col" class="number">Shift</th></tr></thead>
        <tbody>
          {(r.links ?? []).map((k) => (
            <tr key={k.section}><th scope="row">{sections[k.section] ?? k.section}</th><td>{k.method === "none" ? "nothing: too few anchors" : k.method === "held" ? "anchors that were held" : k.method}</td><td class="number">{k.anchors} {k.calibrated ? "calibrated" : "judged"}{k.moved > 0 && <><br /><span class="small soft">{k.moved} moved and were left out</span></>}</td><td class="number">{k.slope.toFixed(3)}</td><td class="number">{k.shift.toFixed(3)}</td></tr>
          ))}
        </tbody>
      </Sheet>
    </section>
  );
}

function Scores({ run: r, most }: { run: Run; most: number }) {
  return (
    <section class="stack tight" aria-labelledby="scores">
      <h2 id="scores">What it would do to scores</h2>
      <p class="soft">Patterns of answers, simulated under the parameters of then at abilities from −3 to 3, scored with both. A shift of more than {most} points has to be confirmed a second time. Scores that were given stay as they are.</p>
      {r.shifts?.length ? (
        <Sheet label="Shifts of scores">
          <thead><tr><th scope="col">Form</th><th scope="col">Section</th><th scope="col" class="number">On average</th><th scope="col" class="number">At most</th><th scope="col" class="number">At a score of</th><th scope="col" class="number">Other parameters</th></tr></thead>
          <tbody>{r.shifts.map((x) => <tr key={x.form + x.section}><th scope="row">{x.form}</th><td>{sections[x.section] ?? x.section}</td><td class="number">{points(x.mean)}</td><td class="number">{x.largest > most ? <strong>{x.largest.toFixed(1)}</strong> : x.largest.toFixed(1)}</td><td class="number">{x.at.toFixed(0)}</td><td class="number">{x.changed}</td></tr>)}</tbody>
        </Sheet>
      ) : <p class="empty">The bank had no whole form, so nothing is known of scores.</p>}
    </section>
  );
}

function Decision({ shown: s, set }: { shown: Shown; set: (s: Shown) => void }) {
  const r = s.run;
  const [shift, setShift] = useState(false);
  const [simulated, setSimulated] = useState(false);
  const act = useAct();
  const need = confirmations(r, s.most_shift);
  const bar = barred(r);
  if (r.status !== "proposed") {
    return r.left?.length ? (
      <section class="stack tight" aria-labelledby="passed">
        <h2 id="passed">Passed over</h2>
        <ul class="list" role="list">{r.left.map((l) => <li key={l.question_id}><code class="grow">{l.question_id}</code><span class="soft">{leftWords[l.why] ?? l.why}</span></li>)}</ul>
      </section>
    ) : null;
  }
  return (
    <section class="section stack" aria-labelledby="decide">
      <h2 id="decide">Decide</h2>
      {bar ? <Notice>{bar}</Notice> : <p>Promoting makes a new parameter set for sessions that begin from now on. Sessions that are open end with the set they began with, and what is over keeps its numbers. It is written down in the audit log and cannot be taken back; another calibration can be.</p>}
      {!bar && need.shift && <Check label={`Scores may move by ${r.largest_shift.toFixed(0)} points, and I have looked at why`} checked={shift} onChange={(e) => setShift(e.currentTarget.checked)} />}
      {!bar && need.simulated && <Check label="Nobody real learns here: it rests on simulated learners" checked={simulated} onChange={(e) => setSimulated(e.currentTarget.checked)} />}
      <div class="row">
        {!bar && (
          <Button look="main" busy={act.busy === "promote"} disabled={(need.shift && !shift) || (need.simulated && !simulated)} onClick={() => void act.run("promote", async () => {
            set(await call("POST /calibration/runs/{run_id}/promote", { path: { run_id: r.id }, body: { confirm_shift: shift, confirm_simulated: simulated } }));
            say("Promoted: sessions that begin from now on use the new parameters.", "done");
          })}>Promote {r.promotable.toLocaleString()} {r.promotable === 1 ? "question" : "questions"}</Button>
        )}
        <Button busy={act.busy === "reject"} onClick={() => void act.run("reject", async () => {
          set(await call("POST /calibration/runs/{run_id}/reject", { path: { run_id: r.id } }));
          say("Rejected; nothing changes.", "done");
        })}>Reject</Button>
      </div>
    </section>
  );
}

const page = 50;

function Questions({ items }: { items: Item[] }) {
  const [sort, setSort] = useState("-moved");
  const [which, setWhich] = useState(() => shownFirst(items));
  const [count, setCount] = useState(page);
  const list = ordered(items.filter((i) => (against(i) === "") === (which === "promotable")), sort);
  const change = (from: number, to: number, se: number | null) => <>{from.toFixed(2)} → {to.toFixed(2)}{se !== null && <> <span class="soft">± {se.toFixed(2)}</span></>}</>;
  return (
    <section class="stack" aria-labelledby="questions">
      <h2 id="questions">Question by question</h2>
      <Filter label="Which" value={which} onChange={(v) => {
        setCount(page);
        setWhich(v);
      }} options={[{ value: "promotable", name: "Promotable" }, { value: "not", name: "Not promotable" }]} />
      {list.length ? (
        <Sheet label="Questions before and after">
          <thead><tr><Sorter by="id" sort={sort} onSort={setSort} number={false}>Question</Sorter><th scope="col">Skill</th><Sorter by="n" sort={sort} onSort={setSort}>n</Sorter><Sorter by="a" sort={sort} onSort={setSort}>a</Sorter><Sorter by="b" sort={sort} onSort={setSort}>b</Sorter><Sorter by="c" sort={sort} onSort={setSort}>c</Sorter><Sorter by="moved" sort={sort} onSort={setSort}>Moved</Sorter><th scope="col">{which === "promotable" ? "Variants" : "Why not"}</th></tr></thead>
          <tbody>
            {list.slice(0, count).map((i) => (
              <tr key={i.question_id}>
                <th scope="row"><a href={`/app/questions/${encodeURIComponent(i.question_id)}`}>{i.question_id}</a></th><td>{i.skill}</td><td class="number">{i.n.toLocaleString()}</td>
                <td class="number">{change(i.old.a, i.new.a, i.se_a)}</td><td class="number">{change(i.old.b, i.new.b, i.se_b)}</td><td class="number">{change(i.old.c, i.new.c, i.se_c)}</td><td class="number">{i.moved.toFixed(3)}</td>
                <td>{which === "promotable" ? (i.family ? "estimated as one" : "") : <>{against(i)}{i.flags?.length && i.why_not === "flagged" ? `: ${i.flags.join(", ")}` : ""}</>}</td>
              </tr>
            ))}
          </tbody>
        </Sheet>
      ) : <p class="empty">No question.</p>}
      {list.length > count && <div class="row"><Button small onClick={() => setCount(count + page)}>Next {Math.min(page, list.length - count)} of {list.length.toLocaleString()}</Button></div>}
      <p class="small soft">a, b, c: slope, difficulty, guessing before and after, on the scale in force, with the standard error of what was estimated. Moved: how far the two curves lie apart, as a root mean square over learners. Variants of a family that were judged alike share what is estimated of all.</p>
    </section>
  );
}
