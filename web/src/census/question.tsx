import { useState } from "preact/hooks";
import { call } from "../api/client";
import type { Screen } from "../app/screens";
import { Title } from "../app/title";
import { CorrectKey } from "../report/correct";
import { Select } from "../ui/field";
import { Pending, useLoad } from "../ui/load";
import { MathText } from "../ui/math";
import { Bar, percent, Share, Sheet } from "../ui/sheet";
import { ItemCurve } from "./curve";
import { expected, type Origin } from "./words";
import "./census.css";

/** One question: what it asks, how it was answered, and what was expected. */
const Question: Screen = ({ params }) => {
  const [origin, setOrigin] = useState<Origin>("");
  const portrait = useLoad(() => call("GET /census/questions/{question_id}", { path: { question_id: params.question! }, query: { origin: origin || undefined } }), [params.question, origin]);
  return (
    <div class="page stack wide">
      <header class="page-head">
        <p><a href="/app/questions">Questions</a></p>
        <Title>{params.question}</Title>
      </header>
      <Pending of={portrait}>
        {(p) => (
          <>
            <section class="stack" aria-labelledby="asked">
              <h2 id="asked">What it asks</h2>
              <p><MathText text={p.stem} /></p>
              <dl class="facts small"><dt>Skill</dt><dd>{p.skill}</dd><dt>Use</dt><dd>{p.use}</dd><dt>Family</dt><dd>{p.family}</dd><dt>Author’s difficulty</dt><dd>{p.difficulty}</dd><dt>Version</dt><dd><code>{p.version}</code></dd></dl>
            </section>
            <div class="choosers">
              <Select label="Origin of answers" value={origin} onChange={(e) => setOrigin(e.currentTarget.value as Origin)}>
                <option value="">all</option>{["real", "simulated", "imported"].map((o) => <option key={o} value={o}>{o}</option>)}
              </Select>
            </div>
            <div class="figures">
              <Fact name="fair answers" value={p.n.toLocaleString()} about="n" />
              <Fact name="right" value={p.p === undefined ? "–" : percent(p.p)} about={p.n ? `of ${p.n}` : "no answer yet"} />
              <Fact name="point-biserial r" value={p.r?.toFixed(2) ?? "–"} about={p.r === undefined ? `told from 30 answers on; there are ${p.n}` : `n = ${p.n}`} />
              <Fact name="mean time" value={p.seconds === undefined ? "–" : `${p.seconds.toFixed(0)} s`} about={p.n ? `n = ${p.n}` : ""} />
            </div>
            <section class="stack" aria-labelledby="shares">
              <h2 id="shares">Answers</h2>
              <Sheet label="Answers by choice">
                <thead><tr><th scope="col">Answer</th><th scope="col">Text</th><th scope="col">Given</th><th scope="col"><span class="unseen">as a bar</span></th><th scope="col" class="number">Mean ability</th></tr></thead>
                <tbody>
                  {(p.shares ?? []).map((s) => (
                    <tr key={s.choice + String(s.correct)}>
                      <th scope="row">{s.choice}{s.correct ? " (key)" : ""}</th><td>{text(p.choices ?? [], s.choice, s.correct)}</td><td><Share n={s.n} of={p.n} /></td><td>{p.n > 0 && <Bar share={s.n / p.n} kind={s.correct ? "good" : ""} />}</td>
                      <td class="number">{s.ability?.toFixed(2) ?? "–"}</td>
                    </tr>
                  ))}
                </tbody>
              </Sheet>
              <p class="small soft">A wrong choice that is given by abler learners than the key deserves a second look.</p>
            </section>
            <section class="stack" aria-labelledby="curve">
              <h2 id="curve">Curve</h2>
              <div class="beside">
                <ItemCurve item={p.params} points={p.curve ?? []} />
                <Sheet label="Observed and expected by ability">
                  <thead><tr><th scope="col">Ability</th><th scope="col">Right</th><th scope="col" class="number">Expected</th></tr></thead>
                  <tbody>
                    {(p.curve ?? []).map((c) => <tr key={c.from}><th scope="row" class="number">{c.from} to {c.to}</th><td><Share n={c.right} of={c.n} /></td><td class="number">{percent(expected(p.params, (c.from + c.to) / 2))}</td></tr>)}
                    {!p.curve?.length && <tr><td colSpan={3} class="soft">No answer with an ability before it yet.</td></tr>}
                  </tbody>
                </Sheet>
              </div>
              <p class="small soft">Line: a = {p.params.a.toFixed(2)} ± {p.params.se_a.toFixed(2)}, b = {p.params.b.toFixed(2)} ± {p.params.se_b.toFixed(2)}, c = {p.params.c.toFixed(2)}, {p.params.source}{p.params.responses ? ` from ${p.params.responses.toLocaleString()} answers` : ""}; the band is one SE of b. Circles: observed, with 95 % intervals.</p>
            </section>
            <CorrectKey question={p.question_id} typed={!p.choices?.length} done={portrait.again} />
            {(p.versions ?? []).length > 1 && (
              <section class="stack tight" aria-labelledby="versions">
                <h2 id="versions">Versions</h2>
                <p class="soft">Only answers to the version in force are counted above.</p>
                <ul class="list" role="list">{p.versions!.map((v) => <li key={v.origin}><code class="grow">{v.origin}</code><span class="number">{v.n.toLocaleString()} answers</span></li>)}</ul>
              </section>
            )}
          </>
        )}
      </Pending>
    </div>
  );
};
export default Question;

function text(choices: { id: string; text: string }[], choice: string, right: boolean) {
  const c = choices.find((x) => x.id === choice);
  if (c) return <MathText text={c.text} />;
  return <span class="soft">{choice === "typed" ? (right ? "a number that is right" : "another number") : choice === "omitted" ? "skipped" : ""}</span>;
}

function Fact({ name, value, about }: { name: string; value: string; about: string }) {
  return <div class="figure-tile"><span class="soft small">{name}</span><span class="big number">{value}</span><span class="small soft">{about}</span></div>;
}
