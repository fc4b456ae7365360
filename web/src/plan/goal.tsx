import { useState } from "preact/hooks";
import { myself } from "../account/me";
import { call } from "../api/client";
import type { OfficialScoreBody, PlanBody } from "../api/schema";
import { Title } from "../app/title";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";
import { Field, Select } from "../ui/field";
import { FormFrame, useForm } from "../ui/form";
import { Pending, useLoad } from "../ui/load";
import { say } from "../ui/status";
import "./goal.css";

/** What one works toward, and what official tests have said. */
export default function Goal() {
  const user_id = myself().user_id;
  const plan = useLoad(() => call("GET /plan/{user_id}", { path: { user_id } }), [user_id]);
  return (
    <div class="page middle">
      <header class="page-head"><Title>Goal</Title><p class="lead">Both are yours to change at any time, and neither is needed.</p></header>
      <Pending of={plan}>{(p) => <><Target plan={p} /><Official plan={p} changed={plan.again} /></>}</Pending>
    </div>
  );
}

function Target({ plan }: { plan: PlanBody }) {
  const form = useForm(async (data) => {
    await call("PUT /plan/goal/{user_id}", {
      path: { user_id: plan.user_id },
      body: { ...plan.goal, target: Number(data.get("target")) || 0, test_date: String(data.get("test_date") ?? "") },
    });
    say("Saved.");
  });
  return (
    <section class="section" aria-labelledby="target">
      <h2 id="target">Target and test day</h2>
      <FormFrame form={form}>
        <div class="pair">
          <Field label="Target score" name="target" type="number" min={400} max={1600} step={10} inputMode="numeric" defaultValue={plan.goal.target || ""} hint="400 to 1600. Leave it empty to have none." error={form.error("target")} />
          <Field label="Day of your test" name="test_date" type="date" defaultValue={plan.goal.test_date} hint="Leave it empty if you have none yet." error={form.error("test_date")} />
        </div>
        <div class="row"><Button type="submit" look="main" busy={form.busy}>Save</Button></div>
      </FormFrame>
    </section>
  );
}

/** A day without a clock, as one writes it here. */
const dateName = (day: string): string => new Date(`${day}T12:00:00`).toLocaleDateString();

function Official({ plan, changed }: { plan: PlanBody; changed: () => void }) {
  const act = useAct();
  const [added, setAdded] = useState(0);
  const form = useForm(async (data) => {
    await call("POST /plan/scores/{user_id}", {
      path: { user_id: plan.user_id }, once: true,
      body: { test: data.get("test") as "sat", taken_on: String(data.get("taken_on")), rw: Number(data.get("rw")), math: Number(data.get("math")) },
    });
    setAdded(added + 1); // the fields are empty again
    say("Kept.");
    changed();
  });
  const scores = plan.official_scores ?? [];
  const remove = (s: OfficialScoreBody) => act.run(s.score_id, async () => {
    await call("DELETE /plan/scores/{score_id}", { path: { score_id: s.score_id } });
    say("Taken back.");
    changed();
  });
  return (
    <section class="section" aria-labelledby="official">
      <h2 id="official">Official scores</h2>
      <p class="soft">If you have taken a real PSAT or SAT, you can enter the result. It never changes what you are shown as an estimate here; with many of them, estimates can be checked against official results.</p>
      {scores.length > 0 && (
        <ul class="list" role="list">
          {scores.map((s) => (
            <li key={s.score_id}>
              <div class="grow"><p><strong class="number">{s.rw + s.math}</strong> {s.test.toUpperCase()}</p><p class="small soft number">{dateName(s.taken_on)} · Reading & Writing {s.rw} · Math {s.math}</p></div>
              <Button small look="plain" busy={act.busy === s.score_id} onClick={() => void remove(s)} aria-label={`Take back the score of ${dateName(s.taken_on)}`}>Take back</Button>
            </li>
          ))}
        </ul>
      )}
      <FormFrame form={form}>
        <div class="pair two" key={added}>
          <Select label="Test" name="test" error={form.error("test")}><option value="sat">SAT</option><option value="psat">PSAT</option></Select>
          <Field label="Taken on" name="taken_on" type="date" required error={form.error("taken_on")} />
          <Field label="Reading & Writing" name="rw" type="number" min={160} max={800} step={10} inputMode="numeric" required error={form.error("rw")} />
          <Field label="Math" name="math" type="number" min={160} max={800} step={10} inputMode="numeric" required error={form.error("math")} />
        </div>
        <div class="row"><Button type="submit" busy={form.busy}>Add</Button></div>
      </FormFrame>
    </section>
  );
}
