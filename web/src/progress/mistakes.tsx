import { useEffect, useState } from "preact/hooks";
import { myself } from "../account/me";
import { call } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { SessionMissed } from "../api/schema";
import { Title } from "../app/title";
import { tex } from "../practice/explanation";
import { seconds } from "../session/words";
import { useAct } from "../ui/act";
import { Button, ButtonLink } from "../ui/button";
import { Select } from "../ui/field";
import { Figure } from "../ui/figure";
import { Failure, Waiting } from "../ui/load";
import { MathBlock, MathText } from "../ui/math";
import { Filter } from "../ui/tabs";
import { csv, kinds, rowsOf, type Kind } from "./notebook";
import "./progress.css";

/** All that went wrong, to look at again, to print, or to take along. */
export default function Mistakes() {
  const user_id = myself().user_id;
  const [list, setList] = useState<SessionMissed[] | null>(null);
  const [next, setNext] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [kind, setKind] = useState<Kind>("all");
  const [skill, setSkill] = useState("");
  const act = useAct();

  const page = (before: string) => call("GET /progress/{user_id}/mistakes", { path: { user_id }, query: { before, limit: 100 } });
  const more = async (before: string) => {
    setProblem(null);
    try {
      const p = await page(before);
      setList((old) => [...(before ? (old ?? []) : []), ...(p.mistakes ?? [])]);
      setNext(p.next ?? "");
    } catch (err) {
      setProblem(asProblem(err));
    }
  };
  useEffect(() => void more(""), [user_id]);

  /** Every page, for the file. */
  const all = async (): Promise<SessionMissed[]> => {
    const out = [...(list ?? [])];
    for (let at = next; at; ) {
      const p = await page(at);
      out.push(...(p.mistakes ?? []));
      at = p.next ?? "";
    }
    setList(out);
    setNext("");
    return out;
  };
  const pick = (l: SessionMissed[]) => l.filter((m) => kinds[kind].is(m) && (!skill || m.question.skill === skill));
  const download = () => act.run("csv", async () => {
    const url = URL.createObjectURL(new Blob(["\ufeff", csv(rowsOf(pick(await all())))], { type: "text/csv;charset=utf-8" }));
    const a = document.createElement("a");
    a.href = url;
    a.download = "mistakes.csv";
    a.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  });

  const shown = pick(list ?? []);
  const skills = [...new Set((list ?? []).map((m) => m.question.skill))].sort();
  return (
    <div class="page middle notebook">
      <header class="page-head">
        <Title>Notebook of mistakes</Title>
        <p class="lead">Every answer that was wrong or left empty, newest first. Come back to it before a test.</p>
      </header>
      {list === null && !problem && <Waiting />}
      {list?.length === 0 && <p class="empty">No mistakes yet. They are collected here by themselves.</p>}
      {list && list.length > 0 && (
        <>
          <div class="notebook-tools">
            <Filter label="Show" value={kind} onChange={setKind} options={(Object.keys(kinds) as Kind[]).map((k) => ({ value: k, name: kinds[k].name, count: list.filter(kinds[k].is).length }))} />
            <div class="row">
              <Select label="Skill" value={skill} onChange={(e) => setSkill(e.currentTarget.value)}>
                <option value="">All skills</option>
                {skills.map((s) => <option key={s} value={s}>{s}</option>)}
              </Select>
              <Button onClick={() => print()}>Print</Button>
              <Button busy={act.busy === "csv"} onClick={() => void download()}>Download as CSV</Button>
            </div>
            <p class="small soft" role="status">{shown.length} shown{next ? ", of those read so far" : ""}.</p>
          </div>
          <ol class="mistakes" role="list">{shown.map((m) => <One key={`${m.session_id} ${m.index}`} m={m} />)}</ol>
        </>
      )}
      {problem && <Failure problem={problem} again={() => void more(next)} />}
      {next && !problem && <div class="below"><Button onClick={() => void more(next)}>Earlier ones</Button></div>}
    </div>
  );
}

function One({ m }: { m: SessionMissed }) {
  const q = m.question;
  const text = (letter: string) => q.choices?.find((c) => c.id === letter)?.text;
  const answer = (a: string) => (q.type === "spr" ? <MathText text={`$${tex(a)}$`} /> : <>{a}{text(a) && <>: <MathText text={text(a)!} /></>}</>);
  return (
    <li class="mistake">
      <p class="small soft">{q.skill} · {new Date(m.answered_at).toLocaleDateString()}{m.time_spent !== null && ` · ${seconds(m.time_spent)} of about ${seconds(m.seconds_budget)}`}{m.mended && " · right since"}</p>
      {q.passage && <details class="small"><summary>The text</summary><div class="prose"><MathBlock text={q.passage} />{q.passage_2 && <MathBlock text={q.passage_2} />}</div></details>}
      {q.figure && <Figure figure={q.figure} />}
      <div class="mistake-text"><MathBlock text={q.text} /></div>
      <dl class="facts small">
        <dt>Yours</dt><dd>{m.user_answer ? answer(m.user_answer) : "left empty"}</dd>
        {m.second_try && <><dt>Second try</dt><dd>{answer(m.second_try)}</dd></>}
        <dt>Right</dt><dd>{answer(m.correct_answer)}</dd>
        <dt>Why</dt><dd><MathText text={m.rationale} /></dd>
      </dl>
      <div class="no-print"><ButtonLink small look="plain" href={`/app/review/${m.session_id}?q=${encodeURIComponent(q.id)}`} iconAfter="next" aria-label={`Review it: ${q.skill}`}>Review it</ButtonLink></div>
    </li>
  );
}
