import { useEffect, useMemo, useState } from "preact/hooks";
import { myself } from "../account/me";
import { call } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import type { ConversationBody } from "../api/schema";
import { go } from "../app/router";
import type { Screen } from "../app/screens";
import { Title } from "../app/title";
import { dayName } from "../session/words";
import { Button } from "../ui/button";
import { Failure, useLoad } from "../ui/load";
import { Chat, chatAt } from "./chat";
import { Panel } from "./panel";
import { underWay } from "./talk";
import "./tutor.css";

/** The tutor on a page of its own, with what was talked about before. */
const TutorScreen: Screen = ({ params }) => {
  const id = params.conversation;
  const chat = useMemo<Chat>(() => chatAt(id ? `page:${id}` : "page"), [id]);
  const [list, setList] = useState<ConversationBody[] | null>(null);
  const [more, setMore] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const talk = chat.talk.value;
  const busy = underWay(talk) !== undefined;

  const read = async (before?: string) => {
    setProblem(null);
    try {
      const page = (await call("GET /ai_tutor/conversations", { query: { before, limit: 30 } })) ?? [];
      setList((old) => (before ? [...(old ?? []), ...page] : page));
      setMore(page.length === 30);
    } catch (err) {
      setProblem(asProblem(err));
    }
  };
  useEffect(() => {
    if (id && !chat.talk.peek().conversation) void chat.comeBack(id);
  }, [chat]);
  // A conversation that was begun, or went on, stands at the top.
  useEffect(() => {
    if (!busy) void read();
  }, [busy, chat]);

  const at = talk.conversation ?? id;
  return (
    <div class="page">
      <header class="page-head tutor-top">
        <Title>Tutor</Title>
        <p class="lead">Hints before answers.</p>
      </header>
      <div class="tutor-page">
        <nav class="stack" aria-label="Conversations">
          <div><Button icon="tutor" onClick={() => {
            chatAt("page").restart();
            go("tutor");
          }}>New conversation</Button></div>
          {list && list.length > 0 && (
            <ul class="list talks" role="list">
              {list.map((c) => (
                <li key={c.conversation}>
                  <a href={`/app/tutor/${c.conversation}`} aria-current={at === c.conversation ? "page" : undefined}>
                    <span class="first-words" dir="auto">{c.query || "A conversation"}</span>
                    <span class="small soft number">{dayName(c.updated_at)} · {c.turns} {c.turns === 1 ? "turn" : "turns"}{c.skill && ` · ${c.skill}`}</span>
                  </a>
                </li>
              ))}
            </ul>
          )}
          {list?.length === 0 && <p class="small soft">Your conversations will be listed here.</p>}
          {problem && <Failure problem={problem} again={() => void read()} />}
          {more && list && <Button small onClick={() => void read(list[list.length - 1]!.updated_at)}>Earlier ones</Button>}
          <p class="small soft">What you say is kept with your data. A tutor who is linked with you may read it, a parent only by a step that you are shown here.</p>
          <Readers />
        </nav>
        <section class="tutor-box" aria-label="The conversation"><Panel chat={chat} about={{}} /></section>
      </div>
    </div>
  );
};
export default TutorScreen;

/** Who read these conversations, where somebody did. */
function Readers() {
  const reads = useLoad(() => call("GET /ai_tutor/reads"), [myself().user_id]);
  const list = reads.value ?? [];
  if (!list.length) return null;
  return (
    <details class="small">
      <summary>Read by others: {list.length}</summary>
      <ul class="prose">{list.map((r) => <li key={r.at}><bdi>{r.by}</bdi>, {new Date(r.at).toLocaleString()}</li>)}</ul>
    </details>
  );
}
