import { useState } from "preact/hooks";
import { call } from "../api/client";
import { Title } from "../app/title";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Pending, useLoad } from "../ui/load";
import { Pager } from "../ui/pager";
import { Sheet } from "../ui/sheet";
import { say } from "../ui/status";
import { Filter } from "../ui/tabs";

/** Events that were refused: why, and the way back into the log. */
export default function Failed() {
  const [which, setWhich] = useState<"waiting" | "replayed">("waiting");
  const [before, setBefore] = useState<string[]>([]);
  const [open, setOpen] = useState<{ id: string; text: string } | null>(null);
  const act = useAct();
  const list = useLoad(() => call("GET /failed_events", { query: { replayed: which === "replayed" || undefined, before: before.at(-1), limit: 50 } }), [which, before.at(-1)]);
  const tell = (n: { accepted: number; rejected: number; erased: number }) => {
    say([`${n.accepted} in the log now`, n.rejected ? `${n.rejected} refused again` : "", n.erased ? `${n.erased} of people who were erased` : ""].filter(Boolean).join(", ") + ".", n.rejected ? "trouble" : "done");
    list.again();
  };
  const replayAll = () => act.run("all", async () => {
    const sum = { accepted: 0, rejected: 0, erased: 0 };
    for (let after: string | undefined, more = true; more;) {
      const n = await call("POST /failed_events/replay", { body: { after } });
      sum.accepted += n.accepted;
      sum.rejected += n.rejected;
      sum.erased += n.erased;
      after = n.next;
      more = !!n.next;
    }
    tell(sum);
  });
  return (
    <div class="page stack wide">
      <header class="page-head">
        <p><a href="/app/console">Data</a></p>
        <Title>Refused events</Title>
        <p class="lead">Screen actions that the server could not take. They are kept sealed, at most 1,000 for each person, and can be tried again once what refused them was mended; they then count as of the moment they came.</p>
      </header>
      <Pending of={list}>
        {(l) => (
          <>
            {l.waiting > 0 && (
              <section class="stack" aria-labelledby="why">
                <h2 id="why">Why</h2>
                <ul class="list" role="list">{(l.reasons ?? []).map((r) => <li key={r.reason}><span class="grow">{r.reason}</span><span class="number">{r.events.toLocaleString()} {r.events === 1 ? "event" : "events"}</span><span class="small soft">last {new Date(r.last).toLocaleString()}</span></li>)}</ul>
                <div class="row"><Button look="main" busy={act.busy === "all"} onClick={() => void replayAll()}>{l.waiting === 1 ? "Try it again" : `Try all ${l.waiting.toLocaleString()} again`}</Button></div>
              </section>
            )}
            <section class="stack" aria-labelledby="events">
              <h2 id="events">Events</h2>
              <Filter label="Which" value={which} onChange={(v) => {
                setBefore([]);
                setWhich(v);
              }} options={[{ value: "waiting", name: "Waiting" }, { value: "replayed", name: "In the log by now" }]} />
              {l.events?.length ? (
                <Sheet label="Events">
                  <thead><tr><th scope="col">Came</th><th scope="col">Why refused</th><th scope="col">Event</th><th scope="col"><span class="unseen">What to do</span></th></tr></thead>
                  <tbody>
                    {l.events.map((e) => (
                      <tr key={e.id}>
                        <td>{new Date(e.received_at).toLocaleString()}</td><td>{e.reason}</td><td><code>{e.event || "without an id"}</code></td>
                        <td><div class="row">
                          <Button small look="plain" busy={act.busy === `see${e.id}`} aria-label={`See it: what was sent at ${new Date(e.received_at).toLocaleString()}`} onClick={() => void act.run(`see${e.id}`, async () => {
                            const got = await call("GET /failed_events/{event_id}", { path: { event_id: e.id } });
                            setOpen({ id: e.id, text: JSON.stringify(got.event, null, 2) });
                          })}>See it</Button>
                          {!e.replayed_at && <Button small busy={act.busy === e.id} aria-label={`Try again: what was sent at ${new Date(e.received_at).toLocaleString()}`} onClick={() => void act.run(e.id, async () => tell(await call("POST /failed_events/{event_id}/replay", { path: { event_id: e.id } })))}>Try again</Button>}
                        </div></td>
                      </tr>
                    ))}
                  </tbody>
                </Sheet>
              ) : <p class="empty">{which === "waiting" ? "No event waits: everything that was sent is in the log." : "None was replayed yet."}</p>}
              <Pager before={before} next={l.next} go={setBefore} />
            </section>
          </>
        )}
      </Pending>
      {open && (
        <Dialog title="What was sent" wide onClose={() => setOpen(null)}>
          <div class="stack"><p class="small soft">That you looked at it is written down in the audit log.</p><pre class="code-block" tabIndex={0}>{open.text}</pre></div>
        </Dialog>
      )}
    </div>
  );
}
