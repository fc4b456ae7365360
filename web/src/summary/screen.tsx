import { useState } from "preact/hooks";
import { role } from "../account/me";
import { call, type Reply } from "../api/client";
import { Age } from "../account/users";
import { ages } from "../census/words";
import type { Screen } from "../app/screens";
import { Title } from "../app/title";
import { sectionName, statusText } from "../session/words";
import { Button, ButtonLink } from "../ui/button";
import { Band } from "../ui/chart";
import { Dialog } from "../ui/dialog";
import { Pending, useLoad } from "../ui/load";
import { Bar, Sheet } from "../ui/sheet";
import { say } from "../ui/status";
import { dayName, minutes, moved, shift, told } from "./words";
import "./summary.css";

type Summary = Reply<"GET /summary/{user_id}">;

/** A learner's week in plain words, for a parent or a tutor. Nothing of what was said is in it; what only a parent may decide is shown to a parent. */
const SummaryScreen: Screen = ({ params }) => {
  const user_id = params.user!;
  const [week, setWeek] = useState<string | undefined>();
  const summary = useLoad(() => call("GET /summary/{user_id}", { path: { user_id }, query: { week } }), [user_id, week]);
  const parent = role.value === "parent";
  const consent = useLoad(async () => (parent ? call("GET /consent/{user_id}", { path: { user_id } }) : undefined), [user_id, parent]);
  const [asking, setAsking] = useState<"age" | "chats" | null>(null);
  return (
    <div class="page middle stack wide">
      <Pending of={summary}>
        {(s) => (
          <>
            <header class="page-head">
              <Title tab={s.name}><bdi>{s.name}</bdi>’s week</Title>
              <p class="lead">{told(s)}</p>
              <div class="row no-print">
                <Button small icon="back" onClick={() => setWeek(shift(s.from, -7))}>The week before</Button>
                <span class="number">{dayName(s.from)} to {dayName(s.to)}</span>
                {Date.parse(s.to) < Date.now() && <Button small iconAfter="next" onClick={() => setWeek(shift(s.from, 7))}>The week after</Button>}
              </div>
            </header>
            <Days summary={s} />
            <Skills summary={s} />
            <Scores summary={s} />
            {parent && <section class="section no-print" aria-labelledby="care">
              <h2 id="care">Looking after <bdi>{s.name}</bdi></h2>
              <ul class="list" role="list">
                <li><div class="grow"><p>What their data may be used for</p><p class="small soft">{agreed(consent.value)}</p></div><ButtonLink small href={`/app/consent?of=${encodeURIComponent(user_id)}`}>Decide</ButtonLink></li>
                <li><div class="grow"><p>Age</p><p class="small soft">{consent.value ? ages[consent.value.age_band] ?? consent.value.age_band : ""}. It is asked again every year.</p></div><Button small onClick={() => setAsking("age")}>Say it anew</Button></li>
                <li><div class="grow"><p>What was recorded</p><p class="small soft">Everything that is kept, to read, to take along, to erase.</p></div><ButtonLink small href={`/app/data?of=${encodeURIComponent(user_id)}`}>Look at it</ButtonLink></li>
                <li><div class="grow"><p>Conversations with the tutor</p><p class="small soft">They are theirs. You may read them by a step that is recorded, and that they see.</p></div><Button small onClick={() => setAsking("chats")}>Read them …</Button></li>
              </ul>
            </section>}
            {asking === "age" && <Age user={{ user_id, name: s.name, age_band: consent.value?.age_band ?? "" }} close={() => setAsking(null)} done={(said) => {
              setAsking(null);
              say(said);
              consent.again();
            }} />}
            {asking === "chats" && (
              <Dialog title={`Read what ${s.name} wrote to the tutor?`} onClose={() => setAsking(null)}>
                <div class="stack">
                  <p>It is recorded that you read it, and <bdi>{s.name}</bdi> sees when you did. Talking with them first is often the better way.</p>
                  <div class="row"><ButtonLink look="main" href={`/app/chats/${encodeURIComponent(user_id)}`}>Read, and let it be recorded</ButtonLink><Button look="plain" onClick={() => setAsking(null)}>Leave it</Button></div>
                </div>
              </Dialog>
            )}
          </>
        )}
      </Pending>
    </div>
  );
};
export default SummaryScreen;

function agreed(c: Reply<"GET /consent/{user_id}"> | undefined): string {
  if (!c) return "";
  const on = (c.purposes ?? []).filter((p) => p.granted && p.purpose !== "service").length;
  return on ? `${on} of ${(c.purposes ?? []).length - 1} purposes beyond running the app are on.` : "Nothing beyond running the app is on.";
}

function Days({ summary: s }: { summary: Summary }) {
  const most = Math.max(1, ...(s.days ?? []).map((d) => d.minutes));
  return (
    <section class="section" aria-labelledby="days">
      <h2 id="days">Day by day</h2>
      <Sheet label="Day by day">
        <thead><tr><th scope="col">Day</th><th scope="col" class="number">Minutes</th><th scope="col" class="wide-only"><span class="unseen">as a bar</span></th><th scope="col" class="number">Answers</th><th scope="col" class="number">Right</th></tr></thead>
        <tbody>{(s.days ?? []).map((d) => <tr key={d.day}><th scope="row">{dayName(d.day)}</th><td class="number">{minutes(d)}</td><td class="wide-only"><Bar share={d.minutes / most} /></td><td class="number">{d.answered}</td><td class="number">{d.answered ? d.right : "–"}</td></tr>)}</tbody>
      </Sheet>
      <p class="small soft">Minutes are those spent on questions.</p>
    </section>
  );
}

type Skill = NonNullable<Summary["skills"]>[number];

function Skills({ summary: s }: { summary: Summary }) {
  const list = (skills: Skill[], none: string) => (skills.length
    ? <ul class="list" role="list">{skills.map((k) => <li key={k.skill}><span class="grow">{k.name}<br /><span class="small soft">{k.section}</span></span><span class="number">{k.right} of {k.answered} right</span></li>)}</ul>
    : <p class="soft">{none}</p>);
  return (
    <div class="halves">
      <section class="stack tight" aria-labelledby="well"><h2 id="well">What went well</h2>{list(s.well ?? [], "Nothing can be said yet: it takes five answers on a skill, and eight in ten of them right.")}</section>
      <section class="stack tight" aria-labelledby="practise"><h2 id="practise">What to practise</h2>{list(s.practise ?? [], "No skill stands out.")}</section>
    </div>
  );
}

function Scores({ summary: s }: { summary: Summary }) {
  const all = s.scores ?? [];
  if (!all.length && !s.before) return <section class="section" aria-labelledby="score"><h2 id="score">Score</h2><p class="soft">No score yet. It appears after the diagnostic or a full test, as a range.</p></section>;
  const last = all.at(-1);
  const now = last ?? s.before!;
  const scores = now.scores!;
  return (
    <section class="section" aria-labelledby="score">
      <h2 id="score">Score</h2>
      <p>{last ? moved(s.before?.scores ?? undefined, scores) : "No new score this week; the last one still stands."}</p>
      {scores.total_score !== undefined && <div><p class="big-score number">{scores.total_low}–{scores.total_high}</p><Band low={scores.total_low!} high={scores.total_high!} score={scores.total_score} from={400} to={1600} label="Total" /></div>}
      <dl class="facts">{(scores.sections ?? []).map((x) => <><dt key={`${x.section}t`}>{sectionName(x.section)}</dt><dd key={x.section} class="number">{x.low}–{x.high}</dd></>)}</dl>
      <p class="small soft">{now.kind === "diagnostic" ? "From the diagnostic" : "From a full test"} of {new Date(now.ended_at).toLocaleDateString()}; about 2 in 3 such ranges hold the true score. <em>{statusText(scores.status)}</em> {scores.note}</p>
    </section>
  );
}

