import { myself } from "../account/me";
import { call } from "../api/client";
import { Title } from "../app/title";
import { ButtonLink } from "../ui/button";
import { Pending, useLoad } from "../ui/load";

/** The home of those who look after others. */
export function Staff() {
  const links = useLoad(() => call("GET /links"), []);
  const account = myself();
  const admin = account.role === "admin";
  return (
    <div class="page middle">
      <header class="page-head">
        <Title tab="Home">Hello, <bdi>{account.name.split(/\s+/)[0]}</bdi>.</Title>
        <p class="lead">{admin ? "You look after this server and the people on it." : account.role === "parent" ? "Here is who you look after." : "Here are your students."}</p>
      </header>
      {!admin && (
        <Pending of={links}>
          {(l) => {
            const mine = (l.links ?? []).filter((x) => x.adult.user_id === account.user_id);
            return mine.length
              ? <ul class="list" role="list">{mine.map((x) => <li key={x.link_id}><div class="grow"><p><bdi>{x.learner.name}</bdi></p></div></li>)}</ul>
              : <p class="empty">Nobody is linked with you yet.</p>;
          }}
        </Pending>
      )}
      <div class="row below"><ButtonLink look="main" href="/app/people">{admin ? "Invite tutors and admins" : account.role === "parent" ? "Link a child" : "Link a student"}</ButtonLink>
        {admin && <ButtonLink look="plain" href="/docs">The API</ButtonLink>}</div>
    </div>
  );
}
