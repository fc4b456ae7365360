import { useState } from "preact/hooks";
import { call, Problem } from "../api/client";
import type { ConsentBody, PurposeBody } from "../api/schema";
import { useAct } from "../ui/act";
import { headingOf, Prose } from "../ui/prose";
import { say } from "../ui/status";
import "./consent.css";

/**
 * One purpose at a time, each with the text that is agreed to, all but the first
 * off until somebody turns it on. A change is made at once: to agree and to
 * withdraw are one press each.
 */
export function Purposes({ consent, changed, heading: H = "h3" }: { consent: ConsentBody; changed: (c: ConsentBody) => void; heading?: "h2" | "h3" }) {
  const act = useAct();
  const turn = (p: PurposeBody, granted: boolean) => act.run(p.purpose, async () => {
    const path = { user_id: consent.user_id };
    const choice = { purpose: p.purpose as "analytics", granted, text_version: p.text_version, text_digest: p.text_digest };
    try {
      changed(await call("POST /consent/{user_id}", { path, body: { choices: [choice] } }));
    } catch (err) {
      if (err instanceof Problem && err.status === 409) changed(await call("GET /consent/{user_id}", { path })); // the text that is in force now
      throw err;
    }
    say(granted ? "Agreed." : "Withdrawn.");
  });
  return (
    <div class="purposes">
      {(consent.purposes ?? []).map((p) => <Purpose key={p.purpose} heading={H} purpose={p} busy={act.busy === p.purpose} turn={(on) => void turn(p, on)} />)}
    </div>
  );
}

function Purpose({ heading: H, purpose: p, busy, turn }: { heading: "h2" | "h3"; purpose: PurposeBody; busy: boolean; turn: (on: boolean) => void }) {
  const title = headingOf(p.text) || p.purpose;
  const [open, setOpen] = useState(false);
  const fixed = p.purpose === "service";
  return (
    <section class="purpose" aria-label={title}>
      <div class="purpose-head">
        <H>{title}</H>
        {fixed
          ? <span class="small soft">{p.granted ? "needed, on" : "waits for a parent"}</span>
          : (
            <label class="switch">
              <input type="checkbox" role="switch" checked={p.granted} disabled={!p.may_change || busy} onChange={(e) => {
                e.currentTarget.checked = p.granted; // it moves when the server has said so
                turn(!p.granted);
              }} aria-label={title} />
              <span class="small" aria-hidden="true">{p.granted ? "I agree" : "Off"}</span>
            </label>
          )}
      </div>
      <div class={open ? undefined : "folded"}><Prose markdown={p.text} /></div>
      <button type="button" class="link small" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? "Less" : "Read all of it"}<span class="unseen"> about {title}</span></button>
      {p.why_not && <p class="small soft">{p.why_not}</p>}
    </section>
  );
}
