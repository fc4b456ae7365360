import { useEffect, useState } from "preact/hooks";
import { call, fetchRoute, type Reply } from "../api/client";
import { asProblem } from "../api/problem";
import type { Screen } from "../app/screens";
import { Title } from "../app/title";
import { purposes, size } from "../census/words";
import { useAct } from "../ui/act";
import { Button, ButtonLink } from "../ui/button";
import { Progress } from "../ui/chart";
import { Notice, Pending, useLoad } from "../ui/load";
import { Sheet } from "../ui/sheet";
import { Tabs } from "../ui/tabs";
import { Card } from "./card";
import { ended, frames, statusWords, type Release } from "./words";
import "./dataset.css";

/** One release: its build while it runs, and then all that describes it. */
const ReleaseScreen: Screen = ({ params }) => {
  const release = useLoad(() => call("GET /ai_data/datasets/{release_id}", { path: { release_id: params.release! } }), [params.release]);
  return (
    <div class="page middle stack wide">
      <header class="page-head">
        <p><a href="/app/datasets">Datasets</a></p>
        <Title tab={release.value?.name}>{release.value?.title ?? "A release"}</Title>
        {release.value && <p class="lead"><strong>{release.value.name}</strong> {release.value.status === "done" || release.value.status === "deleted" ? release.value.version : ""} · {statusWords[release.value.status]}</p>}
      </header>
      <Pending of={release}>{(r) => (ended(r) ? <Over release={r} /> : <Running release={r} done={release.set} again={release.again} />)}</Pending>
    </div>
  );
};
export default ReleaseScreen;

interface Step {
  step?: string;
  done: number;
  of: number;
  release?: Release;
}

const stepWords: Record<string, string> = { plan: "Who may be in it", stage: "Redacting and renaming", gates: "Looking it over", package: "Describing and signing" };

function Running({ release, done, again }: { release: Release; done: (r: Release) => void; again: () => void }) {
  const [step, setStep] = useState<Step | null>(null);
  const act = useAct();
  useEffect(() => {
    const stop = new AbortController();
    const follow = async () => {
      for (let wait = 1; !stop.signal.aborted; wait = Math.min(2 * wait, 20)) {
        try {
          const reply = await fetchRoute("GET /ai_data/datasets/{release_id}/progress", { path: { release_id: release.id }, signal: stop.signal });
          const read = frames();
          for (const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader(); ;) {
            const { value, done: over } = await reader.read();
            if (over) break;
            for (const f of read(value)) {
              const s = f.data as Step;
              setStep(s);
              wait = 1;
              if (f.event === "ended" && s.release) return s.release.status === "interrupted" ? again() : done(s.release);
            }
          }
        } catch (err) {
          if (stop.signal.aborted || asProblem(err).status === 404) return;
        }
        await new Promise((r) => setTimeout(r, 1000 * wait));
      }
    };
    void follow();
    return () => stop.abort();
  }, [release.id]);
  return (
    <section class="section" aria-labelledby="building">
      <h2 id="building">{release.status === "queued" && !step?.step ? "In the queue" : "Building"}</h2>
      <div class="stack tight">
        <p role="status">{step?.step ? `${stepWords[step.step] ?? step.step}${step.of > 1 ? `: ${step.done.toLocaleString()} of ${step.of.toLocaleString()}` : ""}` : "One dataset is built at a time; this one begins when it is its turn."}</p>
        <Progress value={step?.done ?? 0} max={step?.of || 1} label="Progress of this step" />
      </div>
      <p class="soft small">You may leave: it goes on without you, and after a restart of the server it goes on where it stood.</p>
      <div class="row"><Button busy={act.busy === "cancel"} onClick={() => void act.run("cancel", async () => {
        const r = await call("POST /ai_data/datasets/{release_id}/cancel", { path: { release_id: release.id } });
        if (ended(r)) done(r);
      })}>Cancel the build</Button></div>
    </section>
  );
}

function Over({ release: r }: { release: Release }) {
  if (r.status === "deleted") {
    return (
      <section class="section" aria-label="Why there is no package">
        <Notice>Release {r.version} was made, and its package no longer lies here: it was deleted, or moved out of the datasets folder.</Notice>
        <p class="soft">Put the folder back, and it can be read again. Otherwise build the next version.</p>
        <div class="row"><ButtonLink href="/app/datasets">Back to the recipes</ButtonLink></div>
      </section>
    );
  }
  if (r.status !== "done") {
    return (
      <section class="section" aria-label="Why there is no package">
        <Notice kind={r.status === "failed" ? "bad" : ""}>{r.problem || "It was cancelled."}</Notice>
        <p class="soft">Nothing of it is left. Mend the recipe, or wait until more people agreed, and build it again.</p>
        <div class="row"><ButtonLink href="/app/datasets">Back to the recipes</ButtonLink></div>
      </section>
    );
  }
  return <Whole release={r} />;
}

type Part = "card" | "quality" | "consent" | "files";

function Whole({ release: r }: { release: Release }) {
  const [part, setPart] = useState<Part>("card");
  return (
    <>
      <section class="section" aria-labelledby="about">
        <h2 id="about">Release</h2>
        <dl class="facts">
          <dt>Holds</dt><dd>{r.records.toLocaleString()} records of {r.learners.toLocaleString()} {r.learners === 1 ? "learner" : "learners"}{r.removed > 0 ? `; ${r.removed.toLocaleString()} of the release before were removed` : ""}</dd>
          <dt>Consent</dt><dd>{purposes[r.purpose] ?? r.purpose}, as of {new Date(r.as_of).toLocaleString()}</dd>
          <dt>Built</dt><dd>{new Date(r.ended_at ?? r.made_at).toLocaleString()}</dd>
          <dt>Manifest</dt><dd><code class="sum">{r.manifest}</code></dd>
        </dl>
        <div class="row">
          <ButtonLink look="main" href={`/ai_data/datasets/${r.id}/archive`} download>Download the package</ButtonLink>
        </div>
        <Proof release={r} />
      </section>
      <Tabs label="Parts of the release" value={part} onChange={setPart} tabs={[{ value: "card", name: "Card" }, { value: "quality", name: "Quality" }, { value: "consent", name: "Consent" }, { value: "files", name: "Files" }]}>
        {part === "card" && <CardPart id={r.id} />}
        {part === "quality" && <Quality id={r.id} />}
        {part === "consent" && <ConsentPart id={r.id} />}
        {part === "files" && <Files release={r} />}
      </Tabs>
    </>
  );
}

function Proof({ release: r }: { release: Release }) {
  const act = useAct();
  const [verdict, setVerdict] = useState<Reply<"POST /ai_data/datasets/{release_id}/verify"> | null>(null);
  return (
    <div class="stack tight">
      <div class="row"><Button busy={act.busy === "verify"} onClick={() => void act.run("verify", async () => setVerdict(await call("POST /ai_data/datasets/{release_id}/verify", { path: { release_id: r.id } })))}>Prove that it may be used</Button></div>
      <div role="status" class="stack tight">
        {verdict?.ok && <Notice kind="good">{`On ${new Date(verdict.at).toLocaleString()}: all ${verdict.files} files are as the signed manifest names them, and everybody in it still agrees. It may be used.`}</Notice>}
        {verdict && !verdict.ok && <Notice kind="bad">It may not be used: {(verdict.problems ?? []).join(" ")}</Notice>}
        {verdict?.warnings?.map((w) => <p class="small" key={w}>{w}</p>)}
      </div>
      <details>
        <summary>The same by command, wherever the package lies</summary>
        <pre class="code-block" tabIndex={0}>{`satprep dataset verify --live FOLDER       # sums, signature, who withdrew\nsatprep dataset verify --rebuild FOLDER    # makes it again and compares every byte`}</pre>
      </details>
    </div>
  );
}

/** A text file of the package. */
async function readText(id: string, file: string): Promise<string> {
  return (await fetchRoute(`GET /ai_data/datasets/{release_id}/files/${file}`, { path: { release_id: id } })).text();
}

function CardPart({ id }: { id: string }) {
  const text = useLoad(() => readText(id, "README.md"), [id]);
  return <Pending of={text}>{(t) => <Card markdown={t} />}</Pending>;
}

interface Finding {
  gate: string;
  about: string;
  value: number;
  limit: number;
  then: string;
  verdict: string;
  detail?: string;
}

function Quality({ id }: { id: string }) {
  const report = useLoad(async () => JSON.parse(await readText(id, "quality.json")) as Record<string, unknown> & { gates?: Finding[] }, [id]);
  return (
    <Pending of={report}>
      {(q) => (
        <section class="stack" aria-labelledby="gates">
          <h2 id="gates">Gates</h2>
          <p class="soft">What was looked at before the package got its name. A gate that is set to stop, and is over its limit, stops the build.</p>
          <Sheet label="Gates">
            <thead><tr><th scope="col">Gate</th><th scope="col">What it looks at</th><th scope="col" class="number">Found</th><th scope="col" class="number">Limit</th><th scope="col">Verdict</th></tr></thead>
            <tbody>
              {(q.gates ?? []).map((g) => (
                <tr key={g.gate}><th scope="row">{g.gate.replace(/_/g, " ")}</th><td>{g.about}{g.detail && <><br /><span class="soft">{g.detail}</span></>}</td>
                  <td class="number">{round(g.value)}</td><td class="number">{round(g.limit)}</td><td><span class={`state ${g.verdict === "passed" ? "done" : g.verdict === "stopped" ? "failed" : ""}`}>{g.verdict}</span></td></tr>
              ))}
            </tbody>
          </Sheet>
          <details><summary>All of the report</summary><pre class="code-block" tabIndex={0}>{JSON.stringify(q, null, 2)}</pre></details>
        </section>
      )}
    </Pending>
  );
}

const round = (x: number) => Number(x.toFixed(4)).toLocaleString();

interface Agreed {
  purpose: string;
  as_of: string;
  learners: number;
  records_by_purposes: Record<string, number>;
  texts: { version: string; sha256: string; given_by: string; on_paper?: boolean; learners?: number }[];
  rule: string;
}

function ConsentPart({ id }: { id: string }) {
  const consent = useLoad(async () => JSON.parse(await readText(id, "CONSENT.json")) as Agreed, [id]);
  return (
    <Pending of={consent}>
      {(c) => (
        <section class="stack" aria-labelledby="agreed">
          <h2 id="agreed">What the people in it agreed to</h2>
          <p>{c.rule}</p>
          <dl class="facts"><dt>Purpose</dt><dd>{c.purpose}</dd><dt>As of</dt><dd>{new Date(c.as_of).toLocaleString()}</dd><dt>Learners</dt><dd>{c.learners.toLocaleString()}</dd></dl>
          <h3>Records by what stood when they were made</h3>
          <Sheet label="Records by purposes">
            <thead><tr><th scope="col">Purposes</th><th scope="col" class="number">Records</th></tr></thead>
            <tbody>{Object.entries(c.records_by_purposes ?? {}).map(([p, n]) => <tr key={p}><th scope="row">{p.replace(/,/g, ", ")}</th><td class="number">{n.toLocaleString()}</td></tr>)}</tbody>
          </Sheet>
          <h3>Texts that were read</h3>
          <Generic value={c.texts ?? []} label="Texts that were read" />
        </section>
      )}
    </Pending>
  );
}

const words = (key: string) => key.replace(/_/g, " ");

/** A list of objects as a table of their fields. */
function Generic({ value, label }: { value: object[]; label: string }) {
  const keys = [...new Set(value.flatMap((v) => Object.keys(v)))];
  if (!value.length) return <p class="soft">Nothing is listed.</p>;
  return (
    <Sheet label={label}>
      <thead><tr>{keys.map((k) => <th scope="col" key={k}>{words(k)}</th>)}</tr></thead>
      <tbody>
        {value.map((row, i) => (
          <tr key={i}>{keys.map((k) => {
            const v = (row as Record<string, unknown>)[k];
            return <td key={k} class={typeof v === "number" ? "number" : undefined}>{v === undefined || v === null ? "" : typeof v === "object" ? JSON.stringify(v) : typeof v === "number" ? v.toLocaleString() : String(v)}</td>;
          })}</tr>
        ))}
      </tbody>
    </Sheet>
  );
}

function Files({ release: r }: { release: Release }) {
  const files = useLoad(() => call("GET /ai_data/datasets/{release_id}/files", { path: { release_id: r.id } }), [r.id]);
  return (
    <Pending of={files}>
      {(f) => (
        <section class="stack" aria-labelledby="files">
          <h2 id="files">Files</h2>
          <Sheet label="Files with their sums">
            <thead><tr><th scope="col">File</th><th scope="col" class="number">Size</th><th scope="col">SHA-256</th></tr></thead>
            <tbody>{(f.files ?? []).map((x) => <tr key={x.path}><th scope="row"><a download href={`/ai_data/datasets/${r.id}/files/${x.path.split("/").map(encodeURIComponent).join("/")}`}>{x.path}</a></th><td class="number">{size(x.bytes)}</td><td><code class="sum">{x.sha256}</code></td></tr>)}</tbody>
          </Sheet>
        </section>
      )}
    </Pending>
  );
}
