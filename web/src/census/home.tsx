import { myself } from "../account/me";
import { call } from "../api/client";
import { Title } from "../app/title";
import { greeted } from "../people/name";
import { ButtonLink } from "../ui/button";
import { useLoad } from "../ui/load";
import { ago } from "./words";
import "../ui/sheet.css";

/** An admin's home: what needs them, each with the one thing to do about it. */
export function AdminHome() {
  const volume = useLoad(() => call("GET /census/volume", { query: { days: 1 } }), []);
  const failed = useLoad(() => call("GET /failed_events", { query: { limit: 1 } }), []);
  const releases = useLoad(() => call("GET /ai_data/datasets"), []);
  const backups = useLoad(() => call("GET /backups"), []);
  const pending = useLoad(() => call("GET /users", { query: { status: "pending", limit: 50 } }), []);
  const reports = useLoad(() => call("GET /questions/reports", { query: { limit: 100 } }), []);
  const reported = reports.value?.reports?.length ?? 0;
  const last = backups.value?.main;
  const old = backups.value?.engine === "sqlite" && (!last || Date.now() - Date.parse(last.made_at) > 7 * 86_400_000);
  const waiting = failed.value?.waiting ?? 0;
  const done = (releases.value?.releases ?? []).filter((r) => r.status === "done");
  const today = (volume.value?.kinds ?? []).reduce((n, k) => n + k.total, 0);
  const more = (pending.value?.users?.length ?? 0) + (pending.value?.next ? "+" : "");
  return (
    <div class="page middle stack wide">
      <header class="page-head">
        <Title tab="Home">Hello, <bdi>{greeted(myself().name)}</bdi>.</Title>
        <p class="lead">You look after this server and the people on it.</p>
      </header>
      <div class="figures">
        <Tile name="records today (UTC)" value={volume.value && today.toLocaleString()} href="/app/console" act="The data console" />
        <Tile name="refused events" value={failed.value && waiting.toLocaleString()} bad={waiting > 0} href="/app/console/failed" act={waiting ? "See why, and replay" : "None waits"} />
        <Tile name="datasets done" value={releases.value && done.length.toLocaleString()} href="/app/datasets" act={done.length ? "Releases" : "Build the first"} />
        <Tile name="last backup" value={backups.value && (backups.value.engine === "postgres" ? "by pg_dump" : last ? ago(last.made_at) : "none")} bad={old} href="/app/backups" act={old ? "How to make one" : "Backups"} />
        <Tile name="children who wait for a parent" value={pending.value && String(more)} href="/app/users" act="Users" />
        <Tile name="reported questions" value={reports.value && `${reported}${reports.value.next ? "+" : ""}`} bad={reported > 0} href="/app/questions/reports" act={reported ? "Look at them" : "None waits"} />
        <Tile name="what staff did" value="Audit" href="/app/audit" act="The audit log" />
      </div>
      <div class="row"><ButtonLink look="main" href="/app/users">Invite tutors and admins</ButtonLink><ButtonLink look="plain" href="/docs">The API</ButtonLink></div>
    </div>
  );
}

function Tile({ name, value, bad, href, act }: { name: string; value: string | undefined; bad?: boolean; href: string; act: string }) {
  return <div class={bad ? "figure-tile bad" : "figure-tile"}><span class="soft small">{name}</span><span class="big number">{value ?? "…"}</span><a href={href}>{act}</a></div>;
}
