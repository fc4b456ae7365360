import { useState } from "preact/hooks";
import { call, type Reply } from "../api/client";
import { Title } from "../app/title";
import { Select } from "../ui/field";
import { Pending, useLoad } from "../ui/load";
import { Pager } from "../ui/pager";
import { Sheet } from "../ui/sheet";

type Entry = NonNullable<Reply<"GET /audit">["entries"]>[number];

const acts: Record<string, string> = {
  "account.password": "set a new password",
  "account.accommodations": "set accommodations",
  "account.age_band": "stated the age",
  "account.closed": "closed the account",
  "account.invited": "made a code for staff",
  "consent.changed": "changed consent",
  "chat.read": "read conversations with the tutor",
  "chat.edited": "put other words in the tutor’s place",
  "record.read": "read what was logged",
  "session.read": "read the report or review of a session",
  "export.user": "exported the data",
  "export.all": "exported everybody’s data",
  "dataset.queued": "had a dataset built",
  "dataset.cancelled": "cancelled the build of a dataset",
  "dataset.fetched": "downloaded a dataset",
  "dataset.verified": "verified a dataset",
  "person.erased": "erased a person",
  "failed_event.read": "looked at a refused event",
  "failed_event.replayed": "had refused events tried again",
  "parameters.promoted": "promoted parameters",
  "scale.anchored": "anchored the scale",
  "parameters.rejected": "rejected a calibration",
  "bank.changed": "changed the question bank",
};

/** What staff did: with other people's data, and with the instance. */
export default function Audit() {
  const [act, setAct] = useState("");
  const [before, setBefore] = useState<string[]>([]);
  const log = useLoad(() => call("GET /audit", { query: { act: act || undefined, before: before.at(-1), limit: 50 } }), [act, before.at(-1)]);
  return (
    <div class="page stack wide">
      <header class="page-head">
        <Title>Audit log</Title>
        <p class="lead">What tutors, admins and the operator did. An entry is written together with the act and never changed; a reading is written down before it is given.</p>
      </header>
      <div class="choosers">
        <Select label="Act" value={act} onChange={(e) => {
          setBefore([]);
          setAct(e.currentTarget.value);
        }}><option value="">all</option>{Object.entries(acts).map(([value, name]) => <option key={value} value={value}>{name}</option>)}</Select>
      </div>
      <Pending of={log}>
        {(l) => (
          <>
            {l.entries?.length ? (
              <Sheet label="Audit log">
                <thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">About</th><th scope="col">Detail</th></tr></thead>
                <tbody>{l.entries.map((e) => <tr key={e.id}><td>{new Date(e.at).toLocaleString()}</td><td>{who(e)}</td><th scope="row">{acts[e.act] ?? e.act}</th><td>{about(e)}</td><td>{[e.detail, e.object && !e.detail ? e.object : ""].filter(Boolean).join(" ")}</td></tr>)}</tbody>
              </Sheet>
            ) : <p class="empty">Nothing yet.</p>}
            <Pager before={before} next={l.next} go={setBefore} />
          </>
        )}
      </Pending>
    </div>
  );
}

function who(e: Entry) {
  if (!e.staff) return <>the operator <span class="small soft">by the command line</span></>;
  return e.by ? <><bdi>{e.by.name}</bdi> <span class="small soft">{e.role}</span></> : <span class="soft">{e.role} who is no longer here</span>;
}

function about(e: Entry) {
  if (e.about) return <><bdi>{e.about.name}</bdi> <code class="small">{e.about.user_id}</code></>;
  return e.person ? <span class="soft">somebody who was erased</span> : "";
}
