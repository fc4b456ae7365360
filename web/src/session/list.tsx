import { useEffect, useRef, useState } from "preact/hooks";
import { myself } from "../account/me";
import { call } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { PastBody } from "../api/schema";
import { has } from "../app/screens";
import { Title } from "../app/title";
import { screenOf } from "../practice/start";
import { Button, ButtonLink } from "../ui/button";
import { Select } from "../ui/field";
import { Failure, Waiting } from "../ui/load";
import { dayName, kindName, monthName, months } from "./words";
import "./list.css";

/** All sessions, newest first, a page at a time. */
export default function Sessions() {
  const account = myself();
  const [month, setMonth] = useState("");
  const turn = useRef(0);
  const [list, setList] = useState<PastBody[] | null>(null);
  const [next, setNext] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const more = async (before: string) => {
    const mine = ++turn.current;
    setBusy(true);
    setProblem(null);
    try {
      const page = await call("GET /sessions/{user_id}", { path: { user_id: account.user_id }, query: { before, month: month || undefined, limit: 30 } });
      if (mine !== turn.current) return; // another month was chosen meanwhile
      setList((old) => [...(before ? (old ?? []) : []), ...(page.sessions ?? [])]);
      setNext(page.next ?? "");
    } catch (err) {
      if (mine !== turn.current) return;
      setProblem(asProblem(err));
    }
    setBusy(false);
  };
  useEffect(() => {
    setList(null);
    setNext("");
    void more("");
  }, [month]);
  const all = months(new Date(account.created_at), new Date());

  return (
    <div class="page middle">
      <header class="page-head">
        <Title>Review</Title>
        <p class="lead">Every session, and why each answer was right or wrong.</p>
      </header>
      {all.length > 1 && (
        <div class="months">
          <Select label="Month" value={month} onChange={(e) => setMonth(e.currentTarget.value)}>
            <option value="">All</option>
            {all.map((m) => <option key={m} value={m}>{monthName(m)}</option>)}
          </Select>
        </div>
      )}
      {list === null && !problem && <Waiting />}
      {list?.length === 0 && month && <p class="empty">Nothing in {monthName(month)}.</p>}
      {list?.length === 0 && !month && (
        <div class="empty stack"><p>Nothing here yet. After your first practice you can read here how it went.</p>
          <div><ButtonLink look="main" href="/app/practice">Practise</ButtonLink></div></div>
      )}
      {byDay(list ?? []).map(([day, sessions]) => (
        <section key={day} class="day" aria-label={day}>
          <h2>{day}</h2>
          <ul class="list" role="list">{sessions.map((p) => <Row key={p.session_id} past={p} />)}</ul>
        </section>
      ))}
      {problem && <Failure problem={problem} again={() => void more(next)} />}
      {next && !problem && <Button busy={busy} onClick={() => void more(next)}>Earlier ones</Button>}
    </div>
  );
}

function byDay(list: PastBody[]): [string, PastBody[]][] {
  const days = new Map<string, PastBody[]>();
  for (const p of list) {
    const day = dayName(p.started_at);
    days.set(day, [...(days.get(day) ?? []), p]);
  }
  return [...days];
}

function Row({ past: p }: { past: PastBody }) {
  const open = p.status === "open";
  const on = screenOf(p.kind, p.session_id);
  const score = p.scores?.total_low !== undefined ? `${p.scores.total_low}–${p.scores.total_high}` : null;
  return (
    <li>
      <div class="grow">
        <p class="name">{kindName(p)}</p>
        <p class="small soft number">
          {new Date(p.started_at).toLocaleTimeString(undefined, { hour: "numeric", minute: "2-digit" })}
          {open ? ` · ${p.answered} of ${p.num_questions} answered, open` : p.correct !== undefined ? ` · ${p.correct} of ${p.answered} right` : ""}
          {score && ` · ${score}`}
        </p>
      </div>
      {open
        ? has(on) && <ButtonLink small href={`/app/${on}`} aria-label={`Go on: ${kindName(p)}`}>Go on</ButtonLink>
        : p.kind === "full_test" && p.scores ? <ButtonLink small look="plain" href={`/app/report/${p.session_id}`} aria-label="Report: Full test" iconAfter="next">Report</ButtonLink>
        : p.answered > 0 && <ButtonLink small look="plain" href={`/app/review/${p.session_id}`} aria-label={`Review: ${kindName(p)}`} iconAfter="next">Review</ButtonLink>}
    </li>
  );
}
