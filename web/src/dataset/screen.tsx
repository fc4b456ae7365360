import { useEffect, useRef, useState } from "preact/hooks";
import { call, type Reply } from "../api/client";
import { go } from "../app/router";
import { Title } from "../app/title";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";
import { Select } from "../ui/field";
import { Notice, Pending, useLoad } from "../ui/load";
import { statusWords } from "./words";
import "./dataset.css";

/** Datasets: those that were built, and building another. */
export default function Datasets() {
  const releases = useLoad(() => call("GET /ai_data/datasets"), []);
  return (
    <div class="page middle stack wide">
      <header class="page-head">
        <Title>Datasets</Title>
        <p class="lead">Packages to train on, made of the record of those who agreed: pseudonymous, redacted, signed, and made again to the byte.</p>
      </header>
      <Build />
      <section class="section" aria-labelledby="releases">
        <h2 id="releases">Releases</h2>
        <Pending of={releases}>
          {(l) => (l.releases?.length ? (
            <ul class="list" role="list">
              {l.releases.map((r) => (
                <li key={r.id}>
                  <div class="grow">
                    <p><a href={`/app/datasets/${r.id}`}><strong>{r.name}</strong> {r.status === "done" || r.status === "deleted" ? r.version : ""}</a></p>
                    <p class="small soft">{r.title}</p>
                    {r.problem && <p class="small">{r.problem}</p>}
                  </div>
                  <span class={`state ${r.status}`}>{statusWords[r.status]}</span>
                  <span class="small soft number">{r.status === "done" ? `${r.records.toLocaleString()} records of ${r.learners.toLocaleString()} ${r.learners === 1 ? "learner" : "learners"} · ` : ""}{new Date(r.made_at).toLocaleDateString()}</span>
                </li>
              ))}
            </ul>
          ) : <p class="empty">None was built yet.</p>)}
        </Pending>
      </section>
    </div>
  );
}

type Verdict = Reply<"POST /ai_data/recipes/check">;

function Build() {
  const recipes = useLoad(() => call("GET /ai_data/recipes"), []);
  const [text, setText] = useState("");
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const act = useAct();
  const area = useRef<HTMLTextAreaElement>(null);

  // What is wrong is said while one types, once they pause.
  useEffect(() => {
    setVerdict(null);
    if (!text.trim()) return;
    let over = false;
    const timer = setTimeout(() => void call("POST /ai_data/recipes/check", { body: { recipe: text } }).then((v) => !over && setVerdict(v), () => {}), 500);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [text]);

  const build = () => act.run("build", async () => {
    const v = await call("POST /ai_data/recipes/check", { body: { recipe: text } });
    setVerdict(v);
    if (!v.ok) return toLine(area.current, v.line ?? 0);
    const r = await call("POST /ai_data/datasets", { body: { recipe: text }, once: true });
    go(`datasets/${r.id}`);
  });

  return (
    <section class="section" aria-labelledby="build">
      <h2 id="build">Build one</h2>
      <Pending of={recipes}>
        {(r) => (
          <Select label="Begin with" hint="The recipes that come with the program; change what you like below, or paste your own." value="" onChange={(e) => {
            const chosen = r.recipes?.find((x) => x.name === e.currentTarget.value);
            if (chosen) setText(chosen.text);
          }}>
            <option value="">choose a recipe</option>
            {(r.recipes ?? []).map((x) => <option key={x.name} value={x.name}>{x.name}</option>)}
          </Select>
        )}
      </Pending>
      <div class="field">
        <label for="recipe">Recipe (YAML)</label>
        <div class="lines">
          <textarea id="recipe" ref={area} rows={14} value={text} onInput={(e) => setText(e.currentTarget.value)} spellcheck={false} autocomplete="off" wrap="off"
            aria-invalid={verdict && !verdict.ok ? true : undefined} aria-describedby="recipe-verdict" />
        </div>
        <div id="recipe-verdict" role="status">
          {verdict && !verdict.ok && (
            <div class="stack tight">
              <p class="error">{verdict.line ? `Line ${verdict.line}: ` : ""}{verdict.problem}</p>
              {verdict.line ? <p><code class="wrong-line">{text.split("\n")[verdict.line - 1]}</code> <Button small look="plain" onClick={() => toLine(area.current, verdict.line!)}>Go to line {verdict.line}</Button></p> : null}
            </div>
          )}
          {verdict?.ok && <p class="small good-words">Right: {verdict.title}. {verdict.configs?.length} {verdict.configs?.length === 1 ? "config" : "configs"}, for {verdict.purpose === "ai_training" ? "training AI models" : "research"}, {verdict.audience} use, of records that are {(verdict.origins ?? []).join(" or ")}.</p>}
        </div>
      </div>
      {verdict?.ok && !(verdict.origins ?? []).includes("real") && <Notice kind="warn">This takes no records of real people.</Notice>}
      <div class="row"><Button look="main" busy={act.busy === "build"} disabled={!text.trim()} onClick={() => void build()}>Build it</Button>{!text.trim() && <span class="soft small">Choose a recipe first, or paste one.</span>}</div>
    </section>
  );
}

/** Puts the focus on a line and selects it. */
function toLine(area: HTMLTextAreaElement | null, line: number): void {
  if (!area) return;
  area.focus();
  if (line < 1) return;
  const lines = area.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0);
  area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
}
