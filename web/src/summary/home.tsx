import { myself } from "../account/me";
import { call } from "../api/client";
import { Title } from "../app/title";
import { greeted } from "../people/name";
import { ButtonLink } from "../ui/button";
import { Pending, useLoad } from "../ui/load";
import { told } from "./words";

/** A parent's home: each child's week in a sentence. */
export function ParentHome() {
  const account = myself();
  const links = useLoad(() => call("GET /links"), []);
  return (
    <div class="page middle stack wide">
      <header class="page-head">
        <Title tab="Home">Hello, <bdi>{greeted(account.name)}</bdi>.</Title>
        <p class="lead">Here is who you look after.</p>
      </header>
      <Pending of={links}>
        {(l) => {
          const mine = (l.links ?? []).filter((x) => x.adult.user_id === account.user_id);
          return mine.length
            ? <div class="stack">{mine.map((x) => <Child key={x.link_id} user_id={x.learner.user_id} name={x.learner.name} />)}</div>
            : <p>Nobody is linked with you yet. Your child opens the menu under their name, chooses “People linked with me”, and makes a code for a parent; you enter it here.</p>;
        }}
      </Pending>
      <div class="row"><ButtonLink look={links.value?.links?.length ? "quiet" : "main"} href="/app/people">Link a child</ButtonLink></div>
    </div>
  );
}

function Child({ user_id, name }: { user_id: string; name: string }) {
  const summary = useLoad(() => call("GET /summary/{user_id}", { path: { user_id } }), [user_id]);
  const notices = useLoad(() => call("GET /ai_tutor/notices/{user_id}", { path: { user_id } }), [user_id]);
  const unseen = (notices.value ?? []).filter((n) => !n.seen).length;
  return (
    <section class="card stack tight" aria-label={name}>
      <h2><bdi>{name}</bdi></h2>
      <Pending of={summary}>{(s) => <p>{s.answered > 0 && "This week: "}{told(s)}</p>}</Pending>
      {unseen > 0 && <p><strong>{name} may need support.</strong> Something in a conversation was taken as a sign of distress. You are told the kind of it and no words: {(notices.value ?? []).filter((n) => !n.seen).map((n) => n.category.replace(/_/g, " ")).join(", ")}.</p>}
      <div class="row"><ButtonLink href={`/app/summary/${encodeURIComponent(user_id)}`} aria-label={`The week of ${name}`}>The week</ButtonLink><ButtonLink look="plain" href={`/app/consent?of=${encodeURIComponent(user_id)}`} aria-label={`Consent for ${name}`}>Consent</ButtonLink></div>
    </section>
  );
}
