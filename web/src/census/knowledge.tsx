import { useState } from "preact/hooks";
import { call, type Reply } from "../api/client";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";
import { Check, Select } from "../ui/field";
import { Pending, useLoad } from "../ui/load";
import { Sheet } from "../ui/sheet";
import { say } from "../ui/status";
import { Curve } from "./curve";

type Run = NonNullable<Reply<"GET /training/runs">["runs"]>[number];

const names: Record<Run["model"], string> = { "best-lr": "Best-LR", bkt: "BKT", elo: "Elo" };
const auc = (v: number | null) => v?.toFixed(3) ?? "–";

/** Models of knowledge: how well they predict learners they never met, and which one tells mastery. */
export function Knowledge() {
  const list = useLoad(() => call("GET /training/runs"), []);
  return (
    <section class="stack" aria-labelledby="knowledge">
      <h2 id="knowledge">Models of knowledge</h2>
      <Pending of={list}>
        {(l) => {
          const runs = l.runs ?? [];
          const force = runs.find((r) => r.in_force);
          const shown = force ?? runs[0];
          return (
            <>
              <p class="soft">{force
                ? `${names[force.model]} tells mastery on the skill map; promoted on ${new Date(force.decided_at!).toLocaleDateString()}, from ${force.log.used.toLocaleString()} ${force.log.simulated ? "simulated " : ""}answers of ${force.log.learners.toLocaleString()} learners.`
                : "No model was promoted yet: the skill map shows levels alone, and says so."} Each is judged on learners it never saw. It can be promoted if it predicts them better than Elo does, by more than chance, on at least {l.min_answers} answers of {l.min_learners} of them.</p>
              {shown && <Quality run={shown} />}
              {runs.length > 0 && <Runs runs={runs} again={list.again} />}
              <Train again={list.again} />
            </>
          );
        }}
      </Pending>
    </section>
  );
}

function Quality({ run: r }: { run: Run }) {
  const bins = (r.report.bins ?? []).filter((b) => b.n > 0);
  return (
    <div class="beside">
      <Curve from={0} to={1} line={(x) => x} points={bins.map((b) => ({ x: b.predicted, n: b.n, right: Math.round(b.right * b.n) }))} axis={`probability that ${names[r.model]} gave a right answer`}
        label={`Observed against predicted by ${names[r.model]}: ${bins.map((b) => `predicted ${b.predicted.toFixed(2)}, right ${Math.round(b.right * b.n)} of ${b.n}`).join("; ") || "no answers"}`} />
      <Sheet label={`Quality of ${names[r.model]} beside Elo`}>
        <thead><tr><th scope="col">On learners held out</th><th scope="col" class="number">AUC</th><th scope="col" class="number">Log loss</th><th scope="col" class="number">Brier</th></tr></thead>
        <tbody>
          <tr><th scope="row">{names[r.model]}, {r.in_force ? "in force" : "the newest"}</th><td class="number">{auc(r.report.auc)}</td><td class="number">{r.report.nll.toFixed(3)}</td><td class="number">{r.report.brier.toFixed(3)}</td></tr>
          <tr><th scope="row">Elo, the yardstick</th><td class="number">{auc(r.elo.auc)}</td><td class="number">{r.elo.nll.toFixed(3)}</td><td class="number">{r.elo.brier.toFixed(3)}</td></tr>
        </tbody>
      </Sheet>
    </div>
  );
}

const why: Record<string, string> = { is_elo: "the yardstick itself", few: "too few held out", not_better: "no better than Elo" };
const status: Record<Run["status"], string> = { proposed: "waits for a decision", promoted: "promoted before", rejected: "rejected" };

function Runs({ runs, again }: { runs: Run[]; again: () => void }) {
  const act = useAct();
  const [sure, setSure] = useState(false);
  const waiting = runs.some((r) => r.status === "proposed" && r.log.simulated && !r.why_not);
  const decide = (r: Run, promote: boolean) => act.run(r.id, async () => {
    if (promote) await call("POST /training/runs/{run_id}/promote", { path: { run_id: r.id }, body: { confirm_simulated: sure } });
    else await call("POST /training/runs/{run_id}/reject", { path: { run_id: r.id } });
    say(promote ? `${names[r.model]} tells mastery from now on.` : "Rejected; nothing has changed.");
    again();
  });
  return (
    <>
      {waiting && <Check label="Promote although it rests on simulated learners; nobody real learns here" checked={sure} onChange={(e) => setSure(e.currentTarget.checked)} />}
      <Sheet label="Models made so far">
        <thead><tr><th scope="col">Made</th><th scope="col">Model</th><th scope="col">Status</th><th scope="col" class="number">Held out</th><th scope="col" class="number">AUC</th><th scope="col" class="number">Log loss</th><th scope="col" class="number">Better than Elo by</th><th scope="col">Decide</th></tr></thead>
        <tbody>
          {runs.map((r) => {
            const made = new Date(r.made_at).toLocaleString();
            return (
              <tr key={r.id}>
                <th scope="row">{made}</th><td>{names[r.model]}{r.log.simulated && <><br /><span class="small soft">simulated</span></>}</td>
                <td>{r.in_force ? "in force" : status[r.status]}{r.why_not && <><br /><span class="small soft">not promotable: {why[r.why_not] ?? r.why_not}</span></>}</td>
                <td class="number">{r.report.test.rows.toLocaleString()} of {r.report.test.learners.toLocaleString()}</td><td class="number">{auc(r.report.auc)}</td><td class="number">{r.report.nll.toFixed(3)}</td>
                <td class="number">{r.gain.toFixed(4)}{r.gain_se !== null && ` ± ${r.gain_se.toFixed(4)}`}</td>
                <td>{r.status === "proposed" && (
                  <div class="row">
                    {!r.why_not && <Button small disabled={r.log.simulated && !sure} busy={act.busy === r.id} aria-label={`Promote ${names[r.model]} of ${made}`} onClick={() => void decide(r, true)}>Promote</Button>}
                    <Button small look="plain" busy={act.busy === r.id} aria-label={`Reject ${names[r.model]} of ${made}`} onClick={() => void decide(r, false)}>Reject</Button>
                  </div>
                )}</td>
              </tr>
            );
          })}
        </tbody>
      </Sheet>
    </>
  );
}

function Train({ again }: { again: () => void }) {
  const [model, setModel] = useState<Run["model"]>("best-lr");
  const [simulated, setSimulated] = useState(false);
  const act = useAct();
  return (
    <div class="stack tight">
      <div class="choosers">
        <Select label="Model to train" value={model} onChange={(e) => setModel(e.currentTarget.value as Run["model"])}>
          {(Object.keys(names) as Run["model"][]).map((m) => <option key={m} value={m}>{names[m]}</option>)}
        </Select>
      </div>
      <Check label="Simulated answers, and only those" checked={simulated} onChange={(e) => setSimulated(e.currentTarget.checked)} />
      <div class="row"><Button busy={act.busy === "train"} onClick={() => void act.run("train", async () => {
        await call("POST /training/runs", { body: { model, simulated } });
        say("Trained and proposed.");
        again();
      })}>Train on the log now</Button></div>
    </div>
  );
}
