import { myself } from "../account/me";
import { call } from "../api/client";
import type { SessionRescoring } from "../api/schema";
import { useAct } from "../ui/act";
import { Button, ButtonLink } from "../ui/button";
import { Notice, useLoad } from "../ui/load";

/** I have seen that this score was computed anew. */
export const seeRescored = (session_id: string) => call("POST /progress/{user_id}/rescored/seen", { path: { user_id: myself().user_id }, body: { session_id } });

/** What a learner is told of corrected keys, until they have seen it. */
export function RescoredNotices() {
  const user_id = myself().user_id;
  const list = useLoad(() => call("GET /progress/{user_id}/rescored", { path: { user_id } }), [user_id]);
  const act = useAct();
  const fresh = (list.value?.rescored ?? []).filter((r) => !r.seen);
  if (!fresh.length) return null;
  return (
    <section class="stack rescored" aria-label="Corrected scores">
      {fresh.map((r) => (
        <Notice key={r.session_id} kind="warn" action={
          <span class="row">
            {r.kind === "full_test"
              ? <ButtonLink small href={`/app/report/${r.session_id}`}>See the report</ButtonLink>
              : <ButtonLink small href={`/app/review/${r.session_id}`}>See the answers</ButtonLink>}
            <Button small look="plain" busy={act.busy === r.session_id} onClick={() => void act.run(r.session_id, async () => {
              await seeRescored(r.session_id);
              list.again();
            })}>Got it</Button>
          </span>
        }>
          <strong>{r.kind === "full_test" ? "Your full test" : "Your diagnostic"} of {new Date(r.ended_at).toLocaleDateString()} has a corrected score.</strong> {r.why}
        </Notice>
      ))}
    </section>
  );
}

/** The versions of a test's score, in its report. */
export function Rescored({ list }: { list: SessionRescoring[] }) {
  if (!list.length) return null;
  return (
    <Notice kind="warn">
      <strong>This score was computed anew{list.length > 1 ? ` ${list.length} times` : ""}.</strong>
      {list.map((x) => <span key={x.version}> {new Date(x.at).toLocaleDateString()}: {x.why}</span>)}
    </Notice>
  );
}
