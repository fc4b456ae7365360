import { myself } from "../account/me";
import { call } from "../api/client";
import type { ConsentBody } from "../api/schema";
import { query } from "../app/router";
import { Title } from "../app/title";
import { useNameOf } from "../people/name";
import { Pending, useLoad } from "../ui/load";
import { headingOf } from "../ui/prose";
import { Purposes } from "./purposes";

const by: Record<string, string> = { learner: "by yourself", guardian: "by a parent", operator: "by the operator" };

/** A purpose by the heading of its text, as it stands above. */
const title = (c: ConsentBody, purpose: string) => headingOf(c.purposes?.find((p) => p.purpose === purpose)?.text ?? "") || purpose;

/** What somebody's data may be used for, and how that came to be. */
export default function Consent() {
  const of = query.value.get("of") ?? myself().user_id;
  const name = useNameOf(of);
  const consent = useLoad(() => call("GET /consent/{user_id}", { path: { user_id: of } }), [of]);
  return (
    <div class="page middle">
      <header class="page-head">
        <Title tab="Consent">{of === myself().user_id ? "What my data is used for" : <>What the data of <bdi>{name}</bdi> is used for</>}</Title>
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
                  <li key={i}><span class="grow">{title(c, e.purpose)}: {e.granted ? "agreed" : "withdrawn"} {by[e.by] ?? e.by}</span><span class="small soft">{new Date(e.at).toLocaleString()}</span></li>
                ))}
              </ul>
            </section>
          </>
        )}
      </Pending>
    </div>
  );
}
