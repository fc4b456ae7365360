import { myself } from "../account/me";
import { call } from "../api/client";
import { query } from "../app/router";
import { Title } from "../app/title";
import { Pending, useLoad } from "../ui/load";
import { Purposes } from "./purposes";

const by: Record<string, string> = { learner: "by yourself", guardian: "by a parent", operator: "by the operator" };

/** What somebody's data may be used for, and how that came to be. */
export default function Consent() {
  const of = query.value.get("of") ?? myself().user_id;
  const consent = useLoad(() => call("GET /consent/{user_id}", { path: { user_id: of } }), [of]);
  return (
    <div class="page middle">
      <header class="page-head">
        <Title>What data is used for</Title>
        <p class="lead">One purpose at a time. Off means off, and everything works without.</p>
      </header>
      <Pending of={consent}>
        {(c) => (
          <>
            <Purposes heading="h2" consent={c} changed={consent.set} />
            <section class="section" aria-labelledby="history">
              <h2 id="history">History</h2>
              <ul class="list" role="list">
                {[...(c.history ?? [])].reverse().map((e, i) => (
                  <li key={i}><span class="grow">{e.purpose}: {e.granted ? "agreed" : "withdrawn"} {by[e.by] ?? e.by}</span><span class="small soft">{new Date(e.at).toLocaleString()}</span></li>
                ))}
              </ul>
            </section>
          </>
        )}
      </Pending>
    </div>
  );
}
