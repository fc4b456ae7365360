import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { call, type Reply } from "../api/client";
import { query } from "../app/router";
import { Title } from "../app/title";
import { ButtonLink } from "../ui/button";
import { Select } from "../ui/field";
import { Pending, useLoad, Waiting } from "../ui/load";
import { Bar, Share, Sheet } from "../ui/sheet";
import { Tabs } from "../ui/tabs";
import { Curve } from "./curve";
import { Knowledge } from "./knowledge";
import { ages, ago, purposes, type Origin, type Volume } from "./words";
import "./census.css";

type Tab = "arriving" | "consent" | "gaps" | "tutor" | "forecasts";
const tabs: { value: Tab; name: string }[] = [
  { value: "arriving", name: "Arriving" },
  { value: "consent", name: "Consent" },
  { value: "gaps", name: "Gaps" },
  { value: "tutor", name: "Tutor" },
  { value: "forecasts", name: "Models" },
];

/** The data console: what the instrument records, and what it is worth. */
export default function Data() {
  const first = query.value.get("tab") as Tab | null;
  const [tab, setTab] = useState<Tab>(tabs.some((t) => t.value === first) ? first! : "arriving");
  const [days, setDays] = useState(30);
  const [origin, setOrigin] = useState<Origin>("");
  return (
    <div class="page stack wide">
      <header class="page-head">
        <Title>Data</Title>
        <p class="lead">What is recorded, under which consent, and how good it is. Counts only: nobody is named here.</p>
      </header>
      <div class="choosers">
        <Select label="Days" value={String(days)} onChange={(e) => setDays(Number(e.currentTarget.value))}>
          {[7, 30, 90, 366].map((n) => <option key={n} value={n}>{n === 366 ? "a year" : n}</option>)}
        </Select>
        <Select label="Origin" value={origin} onChange={(e) => setOrigin(e.currentTarget.value as Origin)}>
          <option value="">all</option>
          {["real", "simulated", "staff", "imported", "lrs"].map((o) => <option key={o} value={o}>{o}</option>)}
        </Select>
      </div>
      <Tabs label="Parts of the console" tabs={tabs} value={tab} onChange={setTab}>
        {tab === "arriving" && <Arriving days={days} origin={origin} />}
        {tab === "consent" && <Consent days={days} />}
        {tab === "gaps" && <Gaps days={days} />}
        {tab === "tutor" && <Tutor days={days} origin={origin} />}
        {tab === "forecasts" && <Forecasts origin={origin} />}
      </Tabs>
    </div>
  );
}

/** How often the newest counts are asked for while somebody looks. */
const every = 4000;

function Arriving({ days, origin }: { days: number; origin: Origin }) {
  const volume = useLoad(() => call("GET /census/volume", { query: { days, origin: origin || undefined } }), [days, origin]);
  const failed = useLoad(() => call("GET /failed_events", { query: { limit: 1 } }), []);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && volume.again(), every);
    return () => clearInterval(timer);
  }, [volume.again]);
  return (
    <Pending of={volume}>
      {(v) => {
        const today = (v.kinds ?? []).reduce((n, k) => n + (k.n?.at(-1) ?? 0), 0);
        return (
          <div class="stack wide">
            <div class="figures">
              <Tile name="records in all" value={v.records.toLocaleString()} about={v.counted < v.records ? `${(v.records - v.counted).toLocaleString()} of them not counted yet` : "all of them counted"} />
              <Tile name="today (UTC)" value={today.toLocaleString()} about={`${v.capped ? "more than " : ""}${v.minute.toLocaleString()} in the last minute`} />
              <Tile name="last record" value={v.received ? ago(v.received) : "none yet"} about={v.received ? new Date(v.received).toLocaleString() : "Nothing was recorded so far."} />
              <div class={failed.value?.waiting ? "figure-tile bad" : "figure-tile"}>
                <span class="soft small">refused events</span>
                <span class="big number">{failed.value ? failed.value.waiting.toLocaleString() : "…"}</span>
                <a href="/app/console/failed">{failed.value?.waiting ? "See why, and replay" : "Look at them"}</a>
              </div>
            </div>
            <div class="beside">
              <section class="stack" aria-labelledby="by-day">
                <h2 id="by-day">By day</h2>
                <Lazily volume={v} />
              </section>
              <section class="stack tight" aria-labelledby="now">
                <h2 id="now">Just now</h2>
                <ul class="arrivals" role="list">
                  {(v.newest ?? []).map((a) => <li key={a.seq}><code>{a.kind}</code><span class="soft number">{a.origin !== "real" ? `${a.origin} · ` : ""}{ago(a.at)}</span></li>)}
                  {!v.newest?.length && <li class="soft">Nothing yet.</li>}
                </ul>
              </section>
            </div>
            <section class="stack tight" aria-labelledby="by-kind">
              <h2 id="by-kind">By kind</h2>
              <Kinds volume={v} />
            </section>
          </div>
        );
      }}
    </Pending>
  );
}

function Tile({ name, value, about }: { name: string; value: string; about: string }) {
  return <div class="figure-tile"><span class="soft small">{name}</span><span class="big number">{value}</span><span class="small soft">{about}</span></div>;
}

let chart: ComponentType<{ volume: Volume }> | null = null;

/** The chart's library comes when somebody looks at it. */
function Lazily({ volume }: { volume: Volume }) {
  const [Chart, set] = useState<typeof chart>(() => chart);
  useEffect(() => {
    if (!Chart) void import("./chart").then((m) => set(() => (chart = m.default)), () => {}); // the table below says the same
  }, []);
  return Chart ? <Chart volume={volume} /> : <Waiting />;
}

function Kinds({ volume: v }: { volume: Volume }) {
  const total = (v.kinds ?? []).reduce((n, k) => n + k.total, 0);
  if (!total) return <p class="empty">No record in these days.</p>;
  const last = Math.min(7, v.days?.length ?? 0);
  return (
    <Sheet label="Records by kind">
      <thead><tr><th scope="col">Kind</th><th scope="col" class="number">In these days</th><th scope="col">Share</th>{(v.days ?? []).slice(-last).map((d) => <th scope="col" class="number wide-only" key={d}>{d.slice(5)}</th>)}</tr></thead>
      <tbody>
        {(v.kinds ?? []).map((k) => (
          <tr key={k.kind}>
            <th scope="row"><code>{k.kind}</code></th><td class="number">{k.total.toLocaleString()}</td><td><Bar share={k.total / total} /></td>
            {(k.n ?? []).slice(-last).map((n, i) => <td class="number wide-only" key={i}>{n ? n.toLocaleString() : <span class="soft">0</span>}</td>)}
          </tr>
        ))}
      </tbody>
    </Sheet>
  );
}

type Cell = NonNullable<Reply<"GET /census/coverage">["learners"]>[number];

function Consent({ days }: { days: number }) {
  const coverage = useLoad(() => call("GET /census/coverage", { query: { days } }), [days]);
  return (
    <Pending of={coverage}>
      {(c) => (
        <div class="stack wide">
          {c.school && <p class="soft">This instance works under a school’s contract: nothing leaves it, whoever agreed.</p>}
          <section class="stack tight" aria-labelledby="learners">
            <h2 id="learners">Learners, as it stands now</h2>
            <p class="soft">Students whose accounts are open, counted {ago(c.at)}. What counts is what stands at the moment, not what once did.</p>
            <Cells label="Learners who agreed" cells={c.learners ?? []} />
          </section>
          <section class="stack tight" aria-labelledby="records">
            <h2 id="records">Records of the last {days} days, as they were made</h2>
            <p class="soft">A record enters a dataset only if consent stood when it was made and still stands when the dataset is built.</p>
            <Cells label="Records under a consent" cells={c.records ?? []} />
          </section>
        </div>
      )}
    </Pending>
  );
}

function Cells({ label, cells }: { label: string; cells: Cell[] }) {
  const bands = [...new Set(cells.map((c) => c.age_band))];
  return (
    <Sheet label={label}>
      <thead><tr><th scope="col">Purpose</th>{bands.map((b) => <th scope="col" key={b}>{ages[b] ?? b}</th>)}<th scope="col">all</th></tr></thead>
      <tbody>
        {[...new Set(cells.map((c) => c.purpose))].map((p) => {
          const row = cells.filter((c) => c.purpose === p);
          const sum = row.reduce((s, c) => ({ n: s.n + c.agreed, of: s.of + c.of }), { n: 0, of: 0 });
          return (
            <tr key={p}>
              <th scope="row">{purposes[p] ?? p}</th>
              {bands.map((b) => {
                const c = row.find((x) => x.age_band === b)!;
                return <td key={b}><Share n={c.agreed} of={c.of} /></td>;
              })}
              <td><Share n={sum.n} of={sum.of} />{sum.of > 0 && <Bar share={sum.n / sum.of} />}</td>
            </tr>
          );
        })}
      </tbody>
    </Sheet>
  );
}

function Gaps({ days }: { days: number }) {
  const gaps = useLoad(() => call("GET /census/missing", { query: { days } }), [days]);
  return (
    <Pending of={gaps}>
      {(g) => {
        const list = [...(g.gaps ?? [])].sort((a, b) => b.missing / b.records - a.missing / a.records || b.records - a.records);
        const bad = list.filter((x) => x.missing > 0);
        return (
          <section class="stack" aria-labelledby="gaps">
            <h2 id="gaps">What records lack</h2>
            <p class="soft">Of {list.length} fields that records of these days should carry, {bad.length} {bad.length === 1 ? "is" : "are"} missing in some. A field without gaps is not listed. Scripts and the simulation send no device and no client build; that is no fault of the record.</p>
            {bad.length ? (
              <Sheet label="Fields that are missing">
                <thead><tr><th scope="col">Kind</th><th scope="col">Field</th><th scope="col">Missing</th><th scope="col"><span class="unseen">as a bar</span></th></tr></thead>
                <tbody>{bad.map((x) => <tr key={x.kind + x.field}><th scope="row"><code>{x.kind}</code></th><td>{x.field}</td><td><Share n={x.missing} of={x.records} /></td><td><Bar share={x.missing / x.records} kind="bad" /></td></tr>)}</tbody>
              </Sheet>
            ) : <p class="empty">{list.length ? "Nothing is missing." : "No record in these days."}</p>}
          </section>
        );
      }}
    </Pending>
  );
}

function Tutor({ days, origin }: { days: number; origin: Origin }) {
  const tutor = useLoad(() => call("GET /census/tutor", { query: { days, origin: origin || undefined } }), [days, origin]);
  return (
    <Pending of={tutor}>
      {(t) => (
        <section class="stack" aria-labelledby="tutor">
          <h2 id="tutor">How the tutor fares</h2>
          <p class="soft">By what answered, and which model was asked. A model that did not answer shows as the built-in tutor with that model’s name. Thumbs are counted as given; one that was changed counts twice.</p>
          {t.models?.length ? (
            <Sheet label="Tutor by source and model">
              <thead><tr><th scope="col">Answered by</th><th scope="col">Model asked</th><th scope="col" class="number">Turns</th><th scope="col">Thumbs up</th><th scope="col">Leaks replaced</th><th scope="col">Replaced, all</th><th scope="col">Fell back</th><th scope="col" class="number">Stopped</th><th scope="col" class="number">Edited</th><th scope="col" class="number">Seconds</th><th scope="col">Reasons of thumbs down</th></tr></thead>
              <tbody>
                {t.models.map((m) => (
                  <tr key={m.source + m.model}>
                    <th scope="row">{m.source}</th><td>{m.model || <span class="soft">none</span>}</td><td class="number">{m.turns.toLocaleString()}</td>
                    <td><Share n={m.up} of={m.up + m.down} /></td><td><Share n={m.leaks} of={m.turns} /></td><td><Share n={m.replaced} of={m.turns} /></td><td><Share n={m.fell_back} of={m.turns} /></td>
                    <td class="number">{m.stopped}</td><td class="number">{m.edited}</td><td class="number">{m.timed ? m.seconds.toFixed(1) : "–"}</td>
                    <td>{[["wrong", m.wrong], ["gives away", m.gives_away], ["confusing", m.confusing], ["unsafe", m.unsafe]].filter(([, n]) => n).map(([w, n]) => `${w} ${n}`).join(", ") || <span class="soft">none</span>}</td>
                  </tr>
                ))}
              </tbody>
            </Sheet>
          ) : <p class="empty">Nobody talked to the tutor in these days.</p>}
        </section>
      )}
    </Pending>
  );
}

function Forecasts({ origin }: { origin: Origin }) {
  const forecast = useLoad(() => call("GET /census/forecast", { query: { origin: origin || undefined } }), [origin]);
  return (
    <Pending of={forecast}>
      {(f) => {
        const all = f.forecasts?.[0];
        return (
          <div class="stack wide">
            <section class="stack" aria-labelledby="quality">
              <h2 id="quality">How good the expectations are</h2>
              <p class="soft">Before each answer the service expects it to be right with some probability, by the question’s parameters and the ability estimated so far. This holds those expectations against what came: answers that count, of learners who agreed to “{purposes.analytics}”.</p>
              {all && all.n > 0 ? (
                <div class="beside">
                  <Curve from={0} to={1} line={(x) => x} points={(all.plot ?? []).map((p) => ({ x: p.expected, n: p.n, right: p.right }))} axis="expected probability of a right answer"
                    label={`Observed against expected: ${(all.plot ?? []).map((p) => `expected ${p.expected.toFixed(2)}, right ${p.right} of ${p.n}`).join("; ")}`} />
                  <Sheet label="Quality by section">
                    <thead><tr><th scope="col">Section</th><th scope="col" class="number">n</th><th scope="col" class="number">Brier</th><th scope="col" class="number">Log loss</th><th scope="col" class="number">AUC</th></tr></thead>
                    <tbody>
                      {(f.forecasts ?? []).map((x) => (
                        <tr key={x.section}><th scope="row">{x.section === "" ? "both" : x.section === "rw" ? "Reading & Writing" : "Math"}</th><td class="number">{x.n.toLocaleString()}</td>
                          <td class="number">{x.brier.toFixed(3)}<br /><span class="soft">mean {x.base_brier.toFixed(3)}</span></td><td class="number">{x.log_loss.toFixed(3)}<br /><span class="soft">mean {x.base_log_loss.toFixed(3)}</span></td><td class="number">{x.auc?.toFixed(2) ?? "–"}</td></tr>
                      ))}
                    </tbody>
                  </Sheet>
                </div>
              ) : <p class="empty">No answer to judge by yet: it takes answers that count, of learners who agreed to “{purposes.analytics}”.</p>}
              {all && all.n > 0 && <p class="small soft">Circles are observed shares with 95 % intervals, larger where there are more answers; on the line expectations are exact. “mean” is what always expecting the average would give; lower is better.</p>}
            </section>
            <Knowledge />
            <section class="stack tight" aria-labelledby="parameters">
              <h2 id="parameters">Parameters in force</h2>
              <dl class="facts">
                <dt>Set</dt><dd><code>{f.parameters}</code></dd>
                <dt>Authored</dt><dd>{f.authored.toLocaleString()} questions: a judgement by their difficulty</dd>
                <dt>Calibrated</dt><dd>{f.calibrated ? `${f.calibrated.toLocaleString()} questions: estimated from answers` : "none yet"}</dd>
              </dl>
              <Calibrated />
              <div class="row"><ButtonLink href="/app/calibration">Calibrations</ButtonLink><ButtonLink href="/app/questions">Questions and their statistics</ButtonLink></div>
            </section>
          </div>
        );
      }}
    </Pending>
  );
}

/** What stands of calibrations: those that wait, and the last that was promoted. */
function Calibrated() {
  const list = useLoad(() => call("GET /calibration/runs"), []);
  return (
    <Pending of={list}>
      {(l) => {
        const waiting = (l.runs ?? []).filter((r) => r.status === "proposed" && r.current).length;
        const last = (l.runs ?? []).find((r) => r.status === "promoted");
        return (
          <p class="soft">
            {last ? `Parameters were last promoted on ${new Date(last.decided_at!).toLocaleDateString()}, from ${last.log.used.toLocaleString()} ${last.log.simulated ? "simulated " : ""}answers.` : "No calibration was promoted yet: every score says that its questions are authored."}
            {waiting > 0 && ` ${waiting === 1 ? "One waits" : `${waiting} wait`} for a decision.`}
          </p>
        );
      }}
    </Pending>
  );
}
