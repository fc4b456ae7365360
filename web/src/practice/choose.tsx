import { useState } from "preact/hooks";
import { myself } from "../account/me";
import { call } from "../api/client";
import type { DomainBody, PlanTask, SectionBody } from "../api/schema";
import { Title } from "../app/title";
import { useAct } from "../ui/act";
import { Button, ButtonLink } from "../ui/button";
import { OneOf } from "../ui/field";
import { Pending, useLoad } from "../ui/load";
import { Tabs } from "../ui/tabs";
import { DueList } from "./due";
import { doTask, startPractice } from "./start";
import "./choose.css";

export default function Choose() {
  const [many, setMany] = useState<"5" | "10" | "20">("10");
  const outline = useLoad(() => call("GET /questions/outline"), []);
  const plan = useLoad(() => call("GET /plan/{user_id}", { path: { user_id: myself().user_id } }), []);
  const act = useAct();
  const best = plan.value?.next?.find((t) => t.do === "practice" || t.do === "redo");
  const begin = (domain: string) => act.run(domain, () => startPractice({ domain, num_questions: Number(many), mode: "learn" }));
  return (
    <div class="page">
      <header class="page-head">
        <Title>Practice</Title>
        <p class="lead">One question at a time, and why each answer is right or wrong at once. Nothing here is timed.</p>
      </header>
      {best && <Best task={best} busy={act.busy === "best"} begin={() => act.run("best", () => doTask(best))} />}
      <DueList />
      <section class="section" aria-labelledby="own">
        <div class="row apart">
          <h2 id="own">Choose for yourself</h2>
          <OneOf label={<span class="unseen">How many questions</span>} name="many" value={many} onChange={setMany}
            options={[{ value: "5", label: "5 questions" }, { value: "10", label: "10" }, { value: "20", label: "20" }]} />
        </div>
        <Pending of={outline}>{(o) => <Outline sections={o.sections ?? []} busy={act.busy} begin={begin} />}</Pending>
        <div class="row">
          <Button icon="practice" busy={act.busy === "Both"} onClick={() => begin("Both")}>A mix of everything</Button>
          <ButtonLink look="plain" href="/app/offline">Practise offline</ButtonLink>
          <ButtonLink look="plain" href="/app/diagnostic" icon="target">Take the diagnostic</ButtonLink>
        </div>
      </section>
    </div>
  );
}

function Best({ task, busy, begin }: { task: PlanTask; busy: boolean; begin: () => void }) {
  return (
    <section class="card best" aria-labelledby="best">
      <div class="stack tight">
        <p class="small soft" id="best">The next best ten minutes</p>
        <h2>{task.name}</h2>
        <p class="soft">{task.why}</p>
      </div>
      <Button look="main" iconAfter="next" busy={busy} onClick={begin}>{task.num_questions} questions, about {task.minutes} minutes</Button>
    </section>
  );
}

function Outline({ sections, busy, begin }: { sections: SectionBody[]; busy: string | null; begin: (slug: string) => void }) {
  const [at, setAt] = useState(sections[0]?.slug ?? "rw");
  const section = sections.find((s) => s.slug === at) ?? sections[0];
  if (!section) return null;
  return (
    <Tabs label="Section" value={section.slug} onChange={setAt} tabs={sections.map((s) => ({ value: s.slug, name: s.name }))}>
      <div class="domains">
        {(section.domains ?? []).map((d) => <Domain key={d.slug} domain={d} busy={busy} begin={begin} />)}
      </div>
      <Button look="plain" busy={busy === section.slug} iconAfter="next" onClick={() => begin(section.slug)}>All of {section.name}</Button>
    </Tabs>
  );
}

function Domain({ domain: d, busy, begin }: { domain: DomainBody; busy: string | null; begin: (slug: string) => void }) {
  return (
    <section class="domain" aria-label={d.name}>
      <div class="domain-head">
        <h3>{d.name}</h3>
        <span class="small soft number">{Math.round(d.share * 100)} % of the section</span>
      </div>
      <ul role="list">
        {(d.skills ?? []).map((k) => (
          <li key={k.slug}>
            <button type="button" class="skill" aria-busy={busy === k.slug || undefined} disabled={k.practice === 0} onClick={() => begin(k.slug)}>
              <span>{k.name}</span>
            </button>
          </li>
        ))}
        <li><button type="button" class="skill all" onClick={() => begin(d.slug)}>All of {d.name}</button></li>
      </ul>
    </section>
  );
}
