import { myself } from "../account/me";
import { call } from "../api/client";
import { Title } from "../app/title";
import { ButtonLink } from "../ui/button";
import { Copy } from "../ui/copy";
import { Notice, Pending, useLoad } from "../ui/load";
import { Purposes } from "./purposes";

/** After registration: who you are here, and what your data may be used for. */
export default function Welcome() {
  const account = myself();
  const consent = useLoad(() => call("GET /consent/{user_id}", { path: { user_id: account.user_id } }), [account.user_id]);
  const student = account.role === "student";
  return (
    <div class="page middle">
      <header class="page-head">
        <Title>Welcome, <bdi>{account.name}</bdi>.</Title>
        <p class="lead">Your user id is <strong><code>{account.user_id}</code></strong>. {account.email ? "You sign in with your e-mail address, or with this." : "Write it down: you sign in with it and your password. It stands in the settings as well."}</p>
        <div class="row"><Copy text={account.user_id} name="your user id" /></div>
      </header>
      {account.status === "pending" && <Notice kind="warn">A parent must confirm this account first. You get a code for them on the next page.</Notice>}
      {student && (
        <section class="section" aria-labelledby="data">
          <div class="stack tight">
            <h2 id="data">What may your data be used for?</h2>
            <p class="soft">The first is what the app needs to work. Everything else is off and stays off unless you turn it on; you can change your mind at any time in the menu under your name.</p>
          </div>
          <Pending of={consent}>{(c) => <Purposes consent={c} changed={consent.set} />}</Pending>
        </section>
      )}
      <div class="row"><ButtonLink look="main" href="/app/" iconAfter="next">Continue</ButtonLink></div>
    </div>
  );
}
