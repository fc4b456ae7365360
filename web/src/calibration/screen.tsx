import { useState } from "preact/hooks";
import { call } from "../api/client";
import { go } from "../app/router";
import { Title } from "../app/title";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";
import { Check, Field, Select } from "../ui/field";
import { Pending, useLoad } from "../ui/load";
import { Sheet } from "../ui/sheet";
import { modelWords, statusWords, type Run } from "./words";

/** Calibrations of the log: make one, and see those that were made. */
export default function Calibrations() {
  const list = useLoad(() => call("GET /calibration/runs"), []);
  return (
    <div class="page stack wide">
      <header class="page-head">
        <p><a href="/app/questions">Questions</a></p>
        <Title>Calibrations</Title>
        <p class="lead">What answers tell of the questions’ parameters. A calibration is proposed first; nothing changes for learners until somebody has compared and promoted it.</p>
      </header>
      <Propose />
      <section class="stack" aria-labelledby="runs">
        <h2 id="runs">Made so far</h2>
        <Pending of={list}>{(l) => (l.runs?.length ? <Runs runs={l.runs} /> : <p class="empty">None yet. Every question stands with its author’s judgement.</p>)}</Pending>
      </section>
    </div>
  );
}

function Propose() {
  const [model, setModel] = useState<Run["model"]>("3pl");
  const [simulated, setSimulated] = useState(false);
  const [note, setNote] = useState("");
  const act = useAct();
  return (
    <section class="section stack" aria-labelledby="propose">
      <h2 id="propose">Calibrate the log</h2>
      <p class="soft">Read are first, unaided answers of learners who agreed to “Improving questions and estimates”, none of tests that are still open. From 30 answers on a question’s difficulty is estimated, from 200 its slope, from 1,000 guessing.</p>
      <div class="choosers">
        <Select label="At most estimated" value={model} onChange={(e) => setModel(e.currentTarget.value as Run["model"])}>
          {Object.entries(modelWords).map(([m, name]) => <option key={m} value={m}>{name}</option>)}
        </Select>
        <Field label="Note" value={note} maxLength={500} autocomplete="off" onChange={(e) => setNote(e.currentTarget.value)} />
      </div>
      <Check label="Simulated answers, and only those" checked={simulated} onChange={(e) => setSimulated(e.currentTarget.checked)} />
      <div class="row">
        <Button look="main" busy={act.busy === "propose"} onClick={() => void act.run("propose", async () => {
          const made = await call("POST /calibration/runs", { body: { model, simulated, note } });
          go(`calibration/${made.run.id}`);
        })}>Calibrate now</Button>
      </div>
    </section>
  );
}

function Runs({ runs }: { runs: Run[] }) {
  return (
    <Sheet label="Calibrations">
      <thead><tr><th scope="col">Made</th><th scope="col">Status</th><th scope="col">Model</th><th scope="col" class="number">Answers</th><th scope="col" class="number">Promotable</th><th scope="col" class="number">Largest shift</th><th scope="col">Note</th></tr></thead>
      <tbody>
        {runs.map((r) => (
          <tr key={r.id}>
            <th scope="row"><a href={`/app/calibration/${r.id}`}>{new Date(r.made_at).toLocaleString()}</a></th>
            <td>{statusWords[r.status]}{r.status === "proposed" && !r.current && <><br /><span class="small soft">of an earlier scale</span></>}</td><td>{r.model.toUpperCase()}</td>
            <td class="number">{r.log.used.toLocaleString()}{r.log.simulated && <><br /><span class="small soft">simulated</span></>}</td>
            <td class="number">{r.promotable.toLocaleString()} of {r.questions.toLocaleString()}</td><td class="number">{r.largest_shift.toFixed(1)} points</td><td>{r.note}</td>
          </tr>
        ))}
      </tbody>
    </Sheet>
  );
}
