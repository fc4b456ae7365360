import { useEffect, useRef, useState } from "preact/hooks";
import { me, myself, signOut } from "../account/me";
import { call } from "../api/client";
import type { DataBody, ErasureReceipt, FileBody, TimelineEntry } from "../api/schema";
import { query } from "../app/router";
import { Title } from "../app/title";
import { Purposes } from "../consent/purposes";
import { useNameOf } from "../people/name";
import { useAct } from "../ui/act";
import { Button, ButtonLink } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field, Select } from "../ui/field";
import { FormFrame, useForm } from "../ui/form";
import { Failure, Notice, Pending, useLoad } from "../ui/load";
import { asProblem, type Problem } from "../api/problem";
import { kinds, nameOf } from "./kinds";
import "./mydata.css";

/** What is kept about somebody, and all that can be done about it. */
export default function MyData() {
  const of = query.value.get("of") ?? myself().user_id;
  const own = of === me.value?.user_id;
  const name = useNameOf(of);
  const data = useLoad(() => call("GET /ai_data/users/{user_id}", { path: { user_id: of } }), [of]);
  const [receipt, setReceipt] = useState<ErasureReceipt | null>(null);
  if (receipt) return <Erased receipt={receipt} own={own} />;
  return (
    <div class="page middle">
      <header class="page-head">
        <Title>{own ? "My data" : <>Data of <bdi>{name}</bdi></>}</Title>
        <p class="lead">What was logged, what it may be used for, where it went, and the way to take it along or have it erased.</p>
      </header>
      <Pending of={data}>
        {(d) => (
          <>
            <section class="section" aria-labelledby="timeline">
              <h2 id="timeline">What was logged</h2>
              <Kept data={d} />
              <Timeline of={of} data={d} />
            </section>
            <section class="section" aria-labelledby="purposes">
              <div class="row apart"><h2 id="purposes">What it may be used for</h2><a class="small" href={own ? "/app/consent" : `/app/consent?of=${encodeURIComponent(of)}`}>History of consent</a></div>
              <Purposes consent={d.consent} changed={(c) => data.set({ ...d, consent: c })} />
            </section>
            <section class="section" aria-labelledby="releases">
              <h2 id="releases">Datasets that hold it</h2>
              <Held data={d} />
            </section>
            {own && me.value?.role === "student" && <Readers />}
            <section class="section" aria-labelledby="export">
              <h2 id="export">Take it along</h2>
              <Exports of={of} files={d.files ?? []} changed={data.again} />
            </section>
            <section class="section" aria-labelledby="erase">
              <h2 id="erase">Erase everything</h2>
              <Erase of={of} name={name} own={own} done={setReceipt} />
            </section>
          </>
        )}
      </Pending>
    </div>
  );
}

const day = (at: string) => new Date(at).toLocaleDateString();

function Kept({ data: d }: { data: DataBody }) {
  if (!d.records) return <p class="soft">Nothing is logged yet.</p>;
  return <p><strong class="number">{d.records.toLocaleString()}</strong> {d.records === 1 ? "record" : "records"}, from {day(d.first)} to {day(d.last)}. Words are stored so that only this server can read them, under a random number in place of the name.</p>;
}

/** Record by record, the newest first, to search. */
function Timeline({ of, data }: { of: string; data: DataBody }) {
  const [entries, setEntries] = useState<TimelineEntry[]>([]);
  const [before, setBefore] = useState<number | undefined>(undefined);
  const [search, setSearch] = useState({ q: "", kind: "" });
  const [busy, setBusy] = useState(true);
  const [problem, setProblem] = useState<Problem | null>(null);
  const turn = useRef(0);
  const read = async (from: number | undefined, had: TimelineEntry[]) => {
    const mine = ++turn.current;
    setBusy(true);
    setProblem(null);
    try {
      let list = had;
      let at = from;
      // A page of a search may be empty and not the last.
      do {
        const page = await call("GET /ai_data/users/{user_id}/timeline", { path: { user_id: of }, query: { before: at, kind: search.kind, q: search.q, limit: 25 } });
        if (mine !== turn.current) return;
        list = [...list, ...(page.entries ?? [])];
        at = page.before;
      } while (at && list.length < had.length + 10);
      setEntries(list);
      setBefore(at);
    } catch (err) {
      if (mine === turn.current) setProblem(asProblem(err));
    }
    if (mine === turn.current) setBusy(false);
  };
  useEffect(() => void read(undefined, []), [of, search]);
  const have = kinds(data.months ?? []);
  return (
    <div class="stack">
      <form class="timeline-search" role="search" onSubmit={(e) => {
        e.preventDefault();
        const form = new FormData(e.currentTarget);
        setSearch({ q: String(form.get("q") ?? "").trim(), kind: String(form.get("kind") ?? "") });
      }}>
        <Field label="Words in it" name="q" type="search" maxLength={100} autocomplete="off" />
        <Select label="What" name="kind">
          <option value="">Everything</option>
          {have.map(({ kind, n }) => <option key={kind} value={kind}>{nameOf(kind)} ({n})</option>)}
        </Select>
        <Button type="submit" busy={busy}>Search</Button>
      </form>
      {problem && <Failure problem={problem} again={() => void read(undefined, [])} />}
      <div role="status" class="unseen">{busy ? "Searching" : `${entries.length} shown`}</div>
      {entries.length > 0
        ? <ol class="timeline" role="list">{entries.map((e) => <li key={e.id}><time class="small soft number" dateTime={e.at}>{new Date(e.at).toLocaleString()}</time><span dir="auto">{e.sentence}</span></li>)}</ol>
        : !busy && !problem && <p class="soft">Nothing of this kind was logged.</p>}
      {before && <div class="row"><Button busy={busy} onClick={() => void read(before, entries)}>Earlier</Button></div>}
    </div>
  );
}

function Held({ data: d }: { data: DataBody }) {
  const releases = d.releases ?? [];
  const models = d.models ?? [];
  if (!releases.length && !models.length) return <p class="soft">None. Only what was agreed to under “What it may be used for” can go into one.</p>;
  return (
    <ul class="list" role="list">
      {releases.map((r) => <li key={`${r.name} ${r.version}`}><span class="grow">{r.name}, version {r.version}</span><span class="small soft">{day(r.at)}</span></li>)}
      {models.map((r) => <li key={`m ${r.name} ${r.version}`}><span class="grow">Model {r.name}, version {r.version}</span><span class="small soft">{day(r.at)}</span></li>)}
    </ul>
  );
}

const readers: Record<string, string> = { tutor: "A tutor", parent: "A parent", admin: "An admin" };

/** Who read what I said to the tutor. */
function Readers() {
  const reads = useLoad(() => call("GET /ai_tutor/reads"), []);
  return (
    <section class="section" aria-labelledby="reads">
      <h2 id="reads">Who read my conversations</h2>
      <Pending of={reads}>
        {(list) => list?.length
          ? <ul class="list" role="list">{list.map((r, i) => <li key={i}><span class="grow">{readers[r.by] ?? r.by}</span><span class="small soft">{new Date(r.at).toLocaleString()}</span></li>)}</ul>
          : <p class="soft">Nobody but you.</p>}
      </Pending>
    </section>
  );
}

function Exports({ of, files, changed }: { of: string; files: FileBody[]; changed: () => void }) {
  const act = useAct();
  return (
    <div class="stack">
      <p>One file with every answer, estimate and conversation, as JSON. It is deleted here after seven days.</p>
      {files.length > 0 && (
        <ul class="list" role="list">
          {files.map((f) => (
            <li key={f.name}>
              <span class="grow file-name">{f.name}</span>
              <span class="small soft">until {day(f.expires_at)}</span>
              <ButtonLink small href={f.url} download={f.name} aria-label={`Download ${f.name}`}>Download</ButtonLink>
            </li>
          ))}
        </ul>
      )}
      <div class="row"><Button busy={act.busy === "export"} onClick={() => void act.run("export", async () => {
        await call("GET /ai_data/export/{user_id}", { path: { user_id: of } });
        changed();
      })}>Make a file</Button></div>
    </div>
  );
}

/** The word that must be typed. */
const word = "erase";

function Erase({ of, name, own, done }: { of: string; name: string; own: boolean; done: (r: ErasureReceipt) => void }) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const form = useForm(async () => {
    if (typed.trim().toLowerCase() !== word) return;
    done(await call("DELETE /ai_data/users/{user_id}", { path: { user_id: of }, body: { confirm: word } }));
  });
  return (
    <div class="stack">
      <p>The account, its words and whatever joins the person with the record are destroyed at once, and nobody can bring them back. You get a signed receipt.</p>
      <div class="row"><Button look="danger" onClick={() => setOpen(true)}>Erase {own ? "my account and data" : "this account and its data"}</Button></div>
      {open && (
        <Dialog title="Erase for good?" onClose={() => setOpen(false)}>
          <FormFrame form={form}>
            <p>{own ? "You will be signed out, and neither we nor you can undo this. " : <><bdi>{name}</bdi> will be signed out, and nobody can undo this. </>}Copies that somebody has downloaded before are not ours to delete.</p>
            <Field label={<>Type <strong>{word}</strong> to go on</>} name="confirm" autocomplete="off" autocapitalize="none" spellcheck={false} value={typed} onInput={(e) => setTyped(e.currentTarget.value)} error={form.error("confirm")} />
            <div class="row">
              <Button type="submit" look="danger" busy={form.busy} disabled={typed.trim().toLowerCase() !== word}>Erase</Button>
              <Button look="plain" onClick={() => setOpen(false)}>Keep it</Button>
            </div>
          </FormFrame>
        </Dialog>
      )}
    </div>
  );
}

/** What is left: a receipt, to be kept by whoever wants proof. */
function Erased({ receipt, own }: { receipt: ErasureReceipt; own: boolean }) {
  const [address] = useState(() => URL.createObjectURL(new Blob([JSON.stringify(receipt, null, 2) + "\n"], { type: "application/json" })));
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return (
    <div class="page narrow stack">
      <Title>Erased</Title>
      <p class="lead">It is done. {own ? "You are signed out here and everywhere." : "They are signed out everywhere."} The rest of the clean-up takes a few seconds to minutes.</p>
      <dl class="facts">
        <dt>Receipt</dt><dd><code class="small">{receipt.id}</code></dd>
        <dt>State</dt><dd>{receipt.state}</dd>
      </dl>
      <Notice>Keep the receipt: it is signed by this server and names nobody. With its id anybody who has it can ask how far the erasure got.</Notice>
      <div class="row">
        <ButtonLink look="main" href={address} download={`erasure-${receipt.id}.json`}>Download the receipt</ButtonLink>
        {own ? <Button onClick={() => void signOut().finally(() => location.assign("/app/sign-in"))}>Leave</Button> : <ButtonLink href="/app/people">Back to the family</ButtonLink>}
      </div>
    </div>
  );
}
