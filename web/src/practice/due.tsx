import { call, type Reply } from "../api/client";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";
import { Failure, useLoad } from "../ui/load";
import { startPractice } from "./start";

type Skill = NonNullable<Reply<"GET /practice/due">["due"]>[number];

const day = (at: string) => new Date(at).toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long" });
const questions = (n: number) => `${n} question${n === 1 ? "" : "s"}`;

/** What was missed and is due to be done again, as other questions; nothing where nothing ever was. */
export function DueList() {
  const due = useLoad(() => call("GET /practice/due"), []);
  const act = useAct();
  if (due.problem) return <Failure problem={due.problem} again={due.again} />;
  const now = due.value?.due ?? [];
  const later = due.value?.later ?? [];
  if (!now.length && !later.length) return null;
  return (
    <section class="section" aria-labelledby="due">
      <h2 id="due">To do again</h2>
      {now.length
        ? (
          <>
            <p class="soft">{now.length === 1 ? "One skill is" : `${now.length} skills are`} due. You get other questions like those that you missed, never the same ones.</p>
            <ul class="due" role="list">{now.map((k) => <Due key={k.skill} k={k} />)}</ul>
            <div class="row">
              <Button look="main" icon="practice" busy={act.busy === "redo"} onClick={() => void act.run("redo", () => startPractice({ domain: due.value!.domain!, num_questions: due.value!.num_questions, mode: "redo", source: "redo" }))}>
                Do {questions(due.value!.num_questions)} again
              </Button>
            </div>
          </>
        )
        : <p class="soft">Nothing is due today. Next is {later[0]!.name}, on {day(later[0]!.due_at)}.</p>}
      {later.length > 0 && (
        <details class="small">
          <summary>Later</summary>
          <ul class="due" role="list">{later.map((k) => <li key={k.skill}><span>{k.name}</span> <span class="soft">{day(k.due_at)}</span></li>)}</ul>
        </details>
      )}
    </section>
  );
}

function Due({ k }: { k: Skill }) {
  return (
    <li>
      <p><strong>{k.name}</strong> <span class="small soft number">{k.section} · {questions(k.num_questions)}</span></p>
      <p class="small soft">{k.why} By the spacing rule your chance to get one right today is about {Math.round(k.retrievability * 100)} %, from {k.reviews} answer{k.reviews === 1 ? "" : "s"}.</p>
    </li>
  );
}
