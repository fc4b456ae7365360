import { useState } from "preact/hooks";
import { myself } from "../account/me";
import { call, type Reply } from "../api/client";
import type { Screen } from "../app/screens";
import { Title } from "../app/title";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";
import { Pending, useLoad } from "../ui/load";
import { MathText } from "../ui/math";
import { say } from "../ui/status";
import "./class.css";

type Turn = NonNullable<Reply<"GET /ai_tutor/interactions/{user_id}">>[number];

/** What a learner and the AI tutor said. A tutor may put better words in its place; a parent comes here by a step of its own. */
const Chats: Screen = ({ params }) => {
  const user_id = params.user!;
  const role = myself().role;
  const [older, setOlder] = useState<Turn[]>([]);
  const [end, setEnd] = useState(false);
  const act = useAct();
  const limit = 20;
  const read = async (before?: string) => (await call("GET /ai_tutor/interactions/{user_id}", { path: { user_id }, query: { limit, before, explicit: role === "parent" || undefined } })) ?? [];
  const turns = useLoad(() => read(), [user_id]);
  const links = useLoad(() => call("GET /links"), []);
  const name = links.value?.links?.find((l) => l.learner.user_id === user_id)?.learner.name ?? user_id;
  const edit = role === "tutor" || role === "admin";
  return (
    <div class="page middle stack wide">
      <header class="page-head">
        {role === "tutor" && <p><a href="/app/class">Students</a></p>}
        {role === "parent" && <p><a href={`/app/summary/${encodeURIComponent(user_id)}`}>The week</a></p>}
        <Title>Conversations of <bdi>{name}</bdi></Title>
        <p class="lead">{role === "parent" ? "It is recorded that you read this, and they see it." : "What was asked and what the tutor said, newest first. That you read it is written down. Where the tutor should have said something else, put it in its place: the learner sees your words, and the pair teaches the next model if they agreed to that."}</p>
      </header>
      <Pending of={turns}>
        {(first) => {
          const all = [...first, ...older];
          if (!all.length) return <p class="empty">Nothing was said yet.</p>;
          return (
            <>
              <div>{all.map((t) => <Said key={t.id} turn={t} edit={edit} changed={(text) => {
                const with_ = (list: Turn[]) => list.map((x) => (x.id === t.id ? { ...x, response: text, source: "human" } : x));
                turns.set(with_(first));
                setOlder(with_(older));
              }} />)}</div>
              {all.length >= limit && !end && <div class="row"><Button busy={act.busy === "older"} onClick={() => void act.run("older", async () => {
                const more = await read(all.at(-1)!.id);
                setOlder([...older, ...more]);
                setEnd(more.length < limit);
              })}>Older ones</Button></div>}
            </>
          );
        }}
      </Pending>
    </div>
  );
};
export default Chats;

const sources: Record<string, string> = { builtin: "the built-in tutor", model: "a model", cache: "a model, from the cache", human: "a human tutor" };

function Said({ turn: t, edit, changed }: { turn: Turn; edit: boolean; changed: (text: string) => void }) {
  const [text, setText] = useState<string | null>(null);
  const act = useAct();
  const at = `${t.timestamp} UTC`;
  return (
    <article class="said" aria-label={`Turn of ${at}`}>
      <p class="small soft">{at}{t.question_id ? <> · <code>{t.question_id}</code></> : null} · {sources[t.source] ?? t.source}{t.level ? ` · step ${t.level} of 4 of the help` : ""}</p>
      <blockquote class="theirs"><bdi>{t.query}</bdi></blockquote>
      {text === null ? (
        <>
          <blockquote><MathText text={t.response} /></blockquote>
          {edit && <div class="row"><Button small look="plain" aria-label={`Say it better: the reply of ${at}`} onClick={() => setText(t.response)}>Say it better</Button></div>}
        </>
      ) : (
        <form class="stack tight" onSubmit={(e) => {
          e.preventDefault();
          void act.run("save", async () => {
            await call("POST /ai_tutor/edit", { body: { turn: t.id, text: text.trim() } });
            changed(text.trim());
            setText(null);
            say("Your words stand there now; both are kept in the record.");
          });
        }}>
          <div class="field"><label for={`edit-${t.id}`}>What the tutor should have said</label><textarea id={`edit-${t.id}`} rows={6} value={text} maxLength={8000} onInput={(e) => setText(e.currentTarget.value)} /></div>
          <div class="row"><Button look="main" type="submit" busy={act.busy === "save"} disabled={!text.trim() || text.trim() === t.response}>Put it there</Button><Button look="plain" onClick={() => setText(null)}>Leave it</Button></div>
        </form>
      )}
    </article>
  );
}
