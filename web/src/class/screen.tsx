import { call } from "../api/client";
import { Title } from "../app/title";
import { Button, ButtonLink } from "../ui/button";
import { Pending, useLoad } from "../ui/load";
import { MathText } from "../ui/math";
import { Share, Sheet } from "../ui/sheet";
import { csv, enough, flat, save, tone, toneWords, type Class, type Section } from "./words";
import "./class.css";

/** A tutor's students: where each stands, where several are stuck, and on what. */
export default function ClassScreen() {
  const both = useLoad(async () => ({ of: await call("GET /class"), sections: (await call("GET /questions/outline")).sections ?? [] }), []);
  return (
    <div class="page stack wide">
      <header class="page-head">
        <Title>Students</Title>
        <p class="lead">What those who are linked with you answered, by skill. A tile shows right answers of all; it has a colour from {enough} answers on.</p>
      </header>
      <Pending of={both}>{({ of, sections }) => (of.students?.length ? <Whole of={of} sections={sections} /> : <Nobody />)}</Pending>
    </div>
  );
}

function Nobody() {
  return <div class="stack"><p class="empty">Nobody is linked with you yet. A student enters a code of yours, or you enter theirs.</p><div class="row"><ButtonLink look="main" href="/app/people">Link a student</ButtonLink></div></div>;
}

function Whole({ of, sections }: { of: Class; sections: Section[] }) {
  const skills = flat(sections);
  const name = (slug: string) => skills.find((k) => k.slug === slug)?.name ?? slug;
  return (
    <>
      <div class="row no-print">
        <Button onClick={() => save(`class-${new Date().toISOString().slice(0, 10)}.csv`, csv(of, skills))}>As CSV</Button>
        <Button onClick={() => print()}>Print</Button>
        <ButtonLink look="plain" href="/app/people">Link a student</ButtonLink>
      </div>
      {of.more ? <p class="soft">{of.more} more students are linked with you and not shown.</p> : null}
      {sections.map((s) => <Heat key={s.slug} of={of} section={s} />)}
      <Legend />
      <section class="section" aria-labelledby="stuck">
        <h2 id="stuck">Where several are stuck</h2>
        {of.stuck?.length
          ? <ul class="list" role="list">{of.stuck.slice(0, 10).map((k) => <li key={k.skill}><span class="grow">{name(k.skill)}</span><span class="number">{k.students} of {k.of} {k.of === 1 ? "student" : "students"} {k.students === 1 ? "gets" : "get"} less than half right</span></li>)}</ul>
          : <p class="soft">Nobody with {enough} answers or more on a skill gets less than half of them right.</p>}
      </section>
      <section class="section" aria-labelledby="misses">
        <h2 id="misses">Wrong answers that several chose</h2>
        {of.misses?.length ? (
          <Sheet label="Wrong answers that several chose">
            <thead><tr><th scope="col">Question</th><th scope="col">Chosen</th><th scope="col">By</th><th scope="col">Why it is wrong</th></tr></thead>
            <tbody>{of.misses.map((m) => <tr key={m.question_id + m.choice}><th scope="row"><span class="small soft">{name(m.skill)}</span><br /><MathText text={m.stem} /></th><td>{m.choice}: <MathText text={m.text} /></td><td class="by"><Share n={m.learners} of={m.of} few={100} /></td><td><MathText text={m.why} /></td></tr>)}</tbody>
          </Sheet>
        ) : <p class="soft">No wrong answer was chosen by two or more. Typed numbers are not among them: they are sealed.</p>}
      </section>
    </>
  );
}

function Heat({ of, section }: { of: Class; section: Section }) {
  const skills = (section.domains ?? []).flatMap((d) => d.skills ?? []);
  return (
    <section class="section" aria-labelledby={`heat-${section.slug}`}>
      <h2 id={`heat-${section.slug}`}>{section.name}</h2>
      <div class="heat">
        <Sheet grid label={`${section.name}: students by skill`}>
          <thead><tr><th scope="col">Student</th>{skills.map((k) => <th scope="col" class="heat-head" key={k.slug}><span>{k.name}</span></th>)}</tr></thead>
          <tbody>
            {(of.students ?? []).map((s) => (
              <tr key={s.user_id}>
                <th scope="row"><a href={`/app/chats/${encodeURIComponent(s.user_id)}`}><bdi>{s.name}</bdi></a></th>
                {skills.map((k) => {
                  const t = s.skills?.find((x) => x.skill === k.slug);
                  const how = tone(t);
                  return <td key={k.slug}><span class={`tile-cell ${how}`}>{t ? `${t.right}/${t.answered}` : "–"}<span class="unseen">, {toneWords[how]}</span></span></td>;
                })}
              </tr>
            ))}
          </tbody>
        </Sheet>
      </div>
    </section>
  );
}

function Legend() {
  return <p class="legend">{(["weak", "fair", "strong", "little", "none"] as const).map((t) => <span key={t}><span class={`tile-cell ${t}`} aria-hidden="true">{t === "none" ? "–" : t === "little" ? "1/2" : ""}</span>{toneWords[t]}</span>)}</p>;
}
