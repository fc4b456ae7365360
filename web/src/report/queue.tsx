import { useState } from "preact/hooks";
import { call, type Reply } from "../api/client";
import { Title } from "../app/title";
import { Material } from "../question/view";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";
import { Select } from "../ui/field";
import { Pending, useLoad } from "../ui/load";
import { MathText } from "../ui/math";
import { Pager } from "../ui/pager";
import { percent } from "../ui/sheet";
import { say } from "../ui/status";
import { Filter } from "../ui/tabs";
import { CorrectKey } from "./correct";
import { outcomes, reasons } from "./words";
import "./queue.css";

type Report = NonNullable<Reply<"GET /questions/reports">["reports"]>[number];
type Outcome = keyof typeof outcomes;

/** What learners report of questions: each with the question as it was asked and how it is answered. */
export default function Reports() {
  const [which, setWhich] = useState<"open" | "resolved">("open");
  const [before, setBefore] = useState<string[]>([]);
  const list = useLoad(() => call("GET /questions/reports", { query: { status: which, before: before.at(-1), limit: 10 } }), [which, before.at(-1)]);
  return (
    <div class="page stack wide">
      <header class="page-head">
        <p><a href="/app/questions">Questions</a></p>
        <Title>Reported questions</Title>
        <p class="lead">What learners say is wrong, newest first, without their names. A question that is asked no more stays readable wherever it was answered.</p>
      </header>
      <Filter label="Which" value={which} onChange={(v) => {
        setBefore([]);
        setWhich(v);
      }} options={[{ value: "open", name: "Open" }, { value: "resolved", name: "Closed" }]} />
      <Pending of={list}>
        {(l) => (
          <>
            {l.reports?.length
              ? l.reports.map((r) => <One key={r.report_id} report={r} changed={list.again} />)
              : <p class="empty">{which === "open" ? "No report waits." : "None was closed yet."}</p>}
            <Pager before={before} next={l.next} go={setBefore} />
          </>
        )}
      </Pending>
    </div>
  );
}

function One({ report: r, changed }: { report: Report; changed: () => void }) {
  const [outcome, setOutcome] = useState<Outcome | "">("");
  const [note, setNote] = useState("");
  const act = useAct();
  const q = r.question;
  const at = new Date(r.reported_at).toLocaleString();
  const retire = (retired: boolean) => act.run("retire", async () => {
    const now = await call("POST /questions/{question_id}/retire", { path: { question_id: q.id }, body: { retired } });
    const lost = now.forms_lost?.length ? ` No test begins with ${now.forms_lost.join(", ")} any more.` : "";
    say((retired ? "This question is asked no more." : "This question is asked again.") + lost, lost ? "trouble" : "done");
    if (retired) setOutcome("retired");
    changed();
  });
  const close = () => act.run("close", async () => {
    await call("POST /questions/reports/{report_id}/resolve", { path: { report_id: r.report_id }, body: { resolution: outcome as Outcome, note: note.trim() || undefined } });
    say("Closed.", "done");
    changed();
  });
  return (
    <article class="reported stack" aria-label={`${reasons[r.reason]}: ${q.id}, ${at}`}>
      <header class="row">
        <h2 class="grow">{reasons[r.reason]}</h2>
        <span class="small soft">{at}</span>
      </header>
      {r.text && <blockquote dir="auto"><bdi>{r.text}</bdi></blockquote>}
      <p class="small">
        <a href={`/app/questions/${encodeURIComponent(q.id)}`}>{q.id}</a> · {r.use} · <Numbers of={r} />
        {r.numbers.open_reports > 1 && <> · {r.numbers.open_reports} open reports of it</>}
        {r.retired && <> · <strong>this version is asked no more</strong></>}
        {r.keys_now && <> · key corrected from {r.keys?.join(" or ")} to <strong>{r.keys_now.join(" or ")}</strong></>}
      </p>
      <details>
        <summary>The question as it was asked</summary>
        <div class="stack">
          <Material question={q} />
          <p><MathText text={q.text} /></p>
          {q.choices?.length
            ? <ol class="options" role="list">{q.choices.map((c) => <li key={c.id}><strong>{c.id}{r.keys?.includes(c.id) ? " (key)" : ""}</strong> <MathText text={c.text} /> <span class="small soft number">{r.numbers.n ? `${r.numbers.chosen?.[c.id] ?? 0} of ${r.numbers.n}` : ""}</span></li>)}</ol>
            : <p>Key: {r.keys?.join(" or ")}</p>}
        </div>
      </details>
      {r.status === "resolved" ? (
        <p class="small soft">{outcomes[r.resolution!]}{r.resolved_at && `, ${new Date(r.resolved_at).toLocaleString()}`}{r.note && <>: <bdi>{r.note}</bdi></>}</p>
      ) : (
        <>
          <div class="row"><Button small look="plain" busy={act.busy === "retire"} onClick={() => void retire(!r.retired)}>{r.retired ? "Ask it again" : "Ask it no more"}</Button></div>
          <CorrectKey question={q.id} typed={!q.choices?.length} done={() => {
            setOutcome("fixed");
            changed();
          }} />
          <form class="closing" onSubmit={(e) => {
            e.preventDefault();
            if (outcome) void close();
          }}>
            <Select label="What became of it" value={outcome} onChange={(e) => setOutcome(e.currentTarget.value as Outcome)} required>
              <option value="">choose</option>{Object.entries(outcomes).map(([value, name]) => <option key={value} value={value}>{name}</option>)}
            </Select>
            <div class="field grow">
              <label for={`note-${r.report_id}`}>Note <span class="soft">(the learner may read it)</span></label>
              <input id={`note-${r.report_id}`} value={note} maxLength={2000} dir="auto" onInput={(e) => setNote(e.currentTarget.value)} />
            </div>
            <Button type="submit" busy={act.busy === "close"}>Close the report</Button>
          </form>
        </>
      )}
    </article>
  );
}

function Numbers({ of: r }: { of: Report }) {
  const { n, share_correct, skipped } = r.numbers;
  if (!n || share_correct === null) return <>not answered yet in this version</>;
  return <>right in {percent(share_correct)} of {n === 1 ? "one answer" : `${n.toLocaleString()} answers`}{skipped ? `, ${skipped.toLocaleString()} skipped` : ""}</>;
}
