import { myself } from "../account/me";
import { call } from "../api/client";
import { Title } from "../app/title";
import { ButtonLink } from "../ui/button";
import { Pending, useLoad } from "../ui/load";
import { greeted } from "./name";

/** A tutor's home: who is linked with them, and where several are stuck. */
export function Staff() {
  const account = myself();
  const both = useLoad(async () => ({ of: await call("GET /class"), sections: (await call("GET /questions/outline")).sections ?? [] }), []);
  return (
    <div class="page middle stack wide">
      <header class="page-head">
        <Title tab="Home">Hello, <bdi>{greeted(account.name)}</bdi>.</Title>
        <p class="lead">Here are your students.</p>
      </header>
      <Pending of={both}>
        {({ of, sections }) => {
          const name = (slug: string) => sections.flatMap((s) => s.domains ?? []).flatMap((d) => d.skills ?? []).find((k) => k.slug === slug)?.name ?? slug;
          const stuck = of.stuck?.[0];
          return of.students?.length ? (
            <>
              <ul class="list" role="list">
                {of.students.map((s) => (
                  <li key={s.user_id}>
                    <div class="grow"><p><bdi>{s.name}</bdi></p><p class="small soft">{s.answered ? `${s.right} of ${s.answered} answers right, the last on ${new Date(s.last!).toLocaleDateString()}` : "no answer yet"}</p></div>
                    <a href={`/app/summary/${encodeURIComponent(s.user_id)}`} aria-label={`The week of ${s.name}`}>The week</a>
                    <a href={`/app/chats/${encodeURIComponent(s.user_id)}`} aria-label={`Conversations of ${s.name}`}>Conversations</a>
                  </li>
                ))}
              </ul>
              {stuck && <p>Most are stuck on <strong>{name(stuck.skill)}</strong>: {stuck.students} of {stuck.of} {stuck.students === 1 ? "gets" : "get"} less than half right.</p>}
              <div class="row"><ButtonLink look="main" href="/app/class">The class by skill</ButtonLink><ButtonLink href="/app/people">Link a student</ButtonLink></div>
            </>
          ) : <div class="stack"><p class="empty">Nobody is linked with you yet.</p><div class="row"><ButtonLink look="main" href="/app/people">Link a student</ButtonLink></div></div>;
        }}
      </Pending>
    </div>
  );
}
