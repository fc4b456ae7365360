import { useState } from "preact/hooks";
import { call } from "../api/client";
import { Title } from "../app/title";
import { Button } from "../ui/button";
import { Field, Select } from "../ui/field";
import { Pending, useLoad } from "../ui/load";
import { Sheet, Sorter } from "../ui/sheet";
import type { Origin } from "./words";
import "./census.css";

const page = 50;

/** Every question with what is known of how it is answered. */
export default function Questions() {
  const [sort, setSort] = useState("-n");
  const [skill, setSkill] = useState("");
  const [use, setUse] = useState("");
  const [origin, setOrigin] = useState<Origin>("");
  const [text, setText] = useState("");
  const [offset, setOffset] = useState(0);
  const outline = useLoad(() => call("GET /questions/outline"), []);
  const section = skill === "rw" || skill === "math" ? (skill as "rw" | "math") : undefined;
  const list = useLoad(() => call("GET /census/questions", { query: { sort, section, skill: section ? undefined : skill || undefined, use: (use || undefined) as "practice", origin: origin || undefined, q: text || undefined, offset, limit: page } }),
    [sort, skill, use, origin, text, offset]);
  const choose = <T,>(set: (v: T) => void) => (v: T) => {
    setOffset(0);
    set(v);
  };
  const number = (x: number | undefined, digits = 2) => (x === undefined ? <span class="soft">–</span> : x.toFixed(digits));
  return (
    <div class="page stack wide">
      <header class="page-head">
        <Title>Questions</Title>
        <p class="lead">How each is answered, and the parameters it is chosen by. Counted are fair answers: first, unaided, unhurried, of learners who agreed to improving questions. <a href="/app/questions/reports">What learners report</a> · <a href="/app/calibration">Calibrations</a></p>
      </header>
      <div class="choosers">
        <Select label="Skill" value={skill} onChange={(e) => choose(setSkill)(e.currentTarget.value)}>
          <option value="">all</option>
          {(outline.value?.sections ?? []).map((s) => (
            <optgroup label={s.name} key={s.slug}><option value={s.slug}>all of {s.name}</option>{(s.domains ?? []).flatMap((d) => (d.skills ?? []).map((k) => <option value={k.slug} key={k.slug}>{k.name}</option>))}</optgroup>
          ))}
        </Select>
        <Select label="Use" value={use} onChange={(e) => choose(setUse)(e.currentTarget.value)}>
          <option value="">all</option>{["practice", "diagnostic", "form", "pretest"].map((u) => <option key={u} value={u}>{u}</option>)}
        </Select>
        <Select label="Origin of answers" value={origin} onChange={(e) => choose(setOrigin)(e.currentTarget.value as Origin)}>
          <option value="">all</option>{["real", "simulated", "imported"].map((o) => <option key={o} value={o}>{o}</option>)}
        </Select>
        <Field label="Id contains" value={text} onChange={(e) => choose(setText)(e.currentTarget.value.trim())} autocomplete="off" spellcheck={false} />
      </div>
      <Pending of={list}>
        {(l) => (l.questions?.length ? (
          <>
            <Sheet label="Questions">
              <thead>
                <tr>
                  <Sorter by="id" sort={sort} onSort={choose(setSort)} number={false}>Question</Sorter><th scope="col">Skill</th><th scope="col">Use</th>
                  <Sorter by="n" sort={sort} onSort={choose(setSort)}>n</Sorter><Sorter by="p" sort={sort} onSort={choose(setSort)}>p</Sorter><Sorter by="r" sort={sort} onSort={choose(setSort)}>r</Sorter><Sorter by="seconds" sort={sort} onSort={choose(setSort)}>s</Sorter>
                  <Sorter by="a" sort={sort} onSort={choose(setSort)}>a ± SE</Sorter><Sorter by="b" sort={sort} onSort={choose(setSort)}>b ± SE</Sorter><Sorter by="c" sort={sort} onSort={choose(setSort)}>c</Sorter><th scope="col">Source</th>
                </tr>
              </thead>
              <tbody>
                {l.questions.map((q) => (
                  <tr key={q.question_id}>
                    <th scope="row"><a href={`/app/questions/${encodeURIComponent(q.question_id)}`}>{q.question_id}</a></th><td>{q.skill}</td><td>{q.use}</td>
                    <td class="number">{q.n.toLocaleString()}</td><td class="number">{number(q.p)}</td><td class="number">{number(q.r)}</td><td class="number">{number(q.seconds, 0)}</td>
                    <td class="number">{q.params.a.toFixed(2)} <span class="soft">± {q.params.se_a.toFixed(2)}</span></td><td class="number">{q.params.b.toFixed(2)} <span class="soft">± {q.params.se_b.toFixed(2)}</span></td><td class="number">{q.params.c.toFixed(2)}</td><td>{q.params.source}</td>
                  </tr>
                ))}
              </tbody>
            </Sheet>
            <div class="pager">
              <p class="small soft number">{offset + 1} to {offset + l.questions.length} of {l.total.toLocaleString()}</p>
              <div class="row">
                {offset > 0 && <Button small onClick={() => setOffset(Math.max(0, offset - page))}>Before</Button>}
                {offset + page < l.total && <Button small onClick={() => setOffset(offset + page)}>Next {Math.min(page, l.total - offset - page)}</Button>}
              </div>
            </div>
            <p class="small soft">p: share of right answers. r: point-biserial correlation of right with the ability estimated before the answer, told from 30 answers on; low or negative means that abler learners do not answer it better. s: mean seconds. a, b, c: slope, difficulty, guessing, as in force; the standard error of an authored parameter is that of a judgement.</p>
          </>
        ) : <p class="empty">No question fits.</p>)}
      </Pending>
    </div>
  );
}
