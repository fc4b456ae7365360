import { useEffect, useId, useRef, useState } from "preact/hooks";
import { call } from "../api/client";
import type { TutorStatusBody } from "../api/schema";
import { Button, ButtonLink } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Figure } from "../ui/figure";
import { Icon } from "../ui/icon";
import { Failure, Notice, useLoad, Waiting } from "../ui/load";
import { MathBlock } from "../ui/math";
import type { Chat, Subject } from "./chat";
import { nextHelp, readable, rungs, underWay, type Talk, type Turn } from "./talk";
import { canSpeak, Microphone, type Listening } from "./voice";
import "./tutor.css";

/** The panel beside the work where there is room, a sheet over it where not. */
export function TutorBeside({ open, onClose, ...rest }: PanelProps & { open: boolean; onClose: () => void }) {
  const wide = useWide();
  if (!open) return null;
  if (!wide) return <Dialog title="Tutor" sheet onClose={onClose}><Panel {...rest} /></Dialog>;
  return (
    <aside class="tutor-side" aria-label="Tutor">
      <div class="tutor-head">
        <h2>Tutor</h2>
        <button type="button" class="icon-button" aria-label="Close the tutor" onClick={onClose}><Icon name="close" /></button>
      </div>
      <Panel {...rest} />
    </aside>
  );
}

const room = typeof matchMedia === "function" ? matchMedia("(min-width: 64rem)") : null;

/** Whether there is room beside the work. */
export function useWide(): boolean {
  const [wide, set] = useState(room?.matches ?? true);
  useEffect(() => {
    const look = () => set(room!.matches);
    room?.addEventListener("change", look);
    return () => room?.removeEventListener("change", look);
  }, []);
  return wide;
}

export interface PanelProps {
  chat: Chat;
  about: Subject;
  /** Before the question was answered; undefined without one. */
  answered?: boolean;
}

export function Panel({ chat, about, answered }: PanelProps) {
  const status = useLoad(() => call("GET /ai_tutor/status"), []);
  const talk = chat.talk.value;
  const now = underWay(talk);
  useEffect(() => chat.connect(), [chat]);
  const closed = status.value?.test_open;
  // Of a question that the tutor asked itself only the ladder knows how it stands.
  const stands = answered ?? (talk.rung && !about.question ? talk.rung.stage !== "before" : undefined);
  return (
    <div class="tutor">
      <Ladder talk={talk} about={about} answered={answered} />
      {closed && <Notice kind="warn">You have a full test open, so the tutor cannot help until it has ended, also during the break. That keeps your score honest.</Notice>}
      <Messages chat={chat} talk={talk} about={about} closed={closed === true} />
      {chat.problem.value && <Failure problem={chat.problem.value} />}
      {!closed && (talk.stopped
        ? <div class="tutor-foot"><div><Button icon="tutor" onClick={() => chat.restart()}>Begin a new conversation</Button></div></div>
        : <Compose chat={chat} about={about} answered={stands} busy={now !== undefined} status={status.value} />)}
    </div>
  );
}

/** Which of the four levels of help were given, and what comes next. */
function Ladder({ talk, about, answered }: { talk: Talk; about: Subject; answered?: boolean }) {
  // What is known of another question's ladder says nothing about this one.
  const rung = talk.rung && (!about.question || talk.rung.question_id === about.question) ? talk.rung : undefined;
  if (!rung && !about.question) return null;
  const level = rung?.level ?? 0;
  const before = rung ? rung.stage === "before" : answered === false;
  const next = nextHelp(rung) ?? (answered === undefined ? null : before ? "Help begins with a nudge. The solution opens after your answer." : "Ask why, or for the solution.");
  return (
    <section class="ladder" aria-label="Ladder of help">
      <ol role="list">
        {rungs.map((name, i) => {
          const n = i + 1;
          const shut = before && (n === 2 || n === 4);
          const state = n === level ? "here" : n < level ? "past" : shut ? "shut" : "ahead";
          return (
            <li key={name} class={state}>
              <span class="rung" aria-hidden="true">{n}</span>
              <span>{name}<span class="unseen">{state === "here" ? ", where you are" : shut ? ", opens after your answer" : ""}</span></span>
            </li>
          );
        })}
      </ol>
      {next && <p class="small soft">{next}</p>}
    </section>
  );
}

function Messages({ chat, talk, about, closed }: { chat: Chat; talk: Talk; about: Subject; closed: boolean }) {
  const end = useRef<HTMLDivElement>(null);
  const now = underWay(talk);
  const last = talk.turns[talk.turns.length - 1];
  const met = useRef(false);
  // The newest words come into sight, also where the panel is shown anew, unless somebody reads further up.
  useEffect(() => {
    const box = end.current?.parentElement;
    if (!box) return;
    if (!met.current || box.scrollHeight - box.scrollTop - box.clientHeight < 400) box.scrollTop = box.scrollHeight;
    met.current = true;
  }, [last?.text, talk.turns.length, last?.state, chat.ready.value]);
  if (!chat.ready.value) return <Waiting>Reading the conversation</Waiting>;
  return (
    <div class="talk" role="log" aria-label="Conversation" aria-live="polite" aria-busy={now !== undefined} tabIndex={0}>
      {talk.turns.length === 0 && !closed && (
        <p class="soft talk-empty">{about.question ? "Ask anything about this question." : "Ask about a skill, about a question that you answered, or how to prepare."} The tutor gives hints before it gives answers, so that you learn more than a letter.</p>
      )}
      {talk.turns.map((x, i) => <Spoken key={x.ask} chat={chat} turn={x} about={about} last={i === talk.turns.length - 1} free={now === undefined} />)}
      <div ref={end} />
    </div>
  );
}

function Spoken({ chat, turn: x, about, last, free }: { chat: Chat; turn: Turn; about: Subject; last: boolean; free: boolean }) {
  const done = x.state === "done";
  return (
    <article class="exchange">
      {x.query && <p class="asked-words"><span class="unseen">You: </span>{x.voice && <Icon name="mic" size={16} />}<span dir="auto">{x.query}</span></p>}
      {x.options
        ? <Choice chat={chat} turn={x} />
        : x.text && (
          <div class={x.safety ? "reply safety" : "reply"}>
            <span class="unseen">Tutor: </span>
            <MathBlock text={done ? x.text : readable(x.text)} />
          </div>
        )}
      {(x.state === "sending" || (x.state === "answering" && !x.text)) && <p class="soft small thinking"><span class="dots" aria-hidden="true" />The tutor is thinking</p>}
      {x.state === "failed" && (
        <div class="notice bad" role="alert"><p>{x.trouble}</p>{last && free && <Button small onClick={() => chat.again(x.ask, about)}>Ask again</Button>}</div>
      )}
      {done && x.question?.figure && <Figure figure={x.question.figure} />}
      {done && last && free && x.question && <Quick chat={chat} turn={x} />}
      {done && x.sources.length > 0 && <p class="sources small soft">Based on: {x.sources.join("; ")}.</p>}
      {done && x.finish === "stopped" && <p class="small soft">You stopped this answer.</p>}
      {done && x.finish === "interrupted" && <p class="small soft">The server stopped in the middle of this answer.</p>}
      {done && !x.safety && !x.options && x.turn && <Rate chat={chat} turn={x} last={last && free} />}
    </article>
  );
}

/** Answers to a question that the tutor asked. */
function Quick({ chat, turn: x }: { chat: Chat; turn: Turn }) {
  const q = x.question!;
  if (q.type === "spr") return <p class="small soft">Type your answer below.</p>;
  return (
    <div class="quick" role="group" aria-label="Your answer to the tutor’s question">
      {(q.choices ?? []).map((c) => <Button key={c.id} small onClick={() => chat.ask(`My answer is ${c.id}.`, { question: q.id })}>{c.id}</Button>)}
    </div>
  );
}

function Choice({ chat, turn: x }: { chat: Chat; turn: Turn }) {
  return (
    <section class="two" aria-label="Two replies to choose between">
      <p class="small soft">Two replies. Which one helps you more?</p>
      {x.options!.map((o, i) => (
        <div class="reply" key={o.turn}>
          <MathBlock text={o.text} />
          <Button small onClick={() => chat.choose(x.ask, o.turn)}>Take reply {i + 1}</Button>
        </div>
      ))}
    </section>
  );
}

const reasons = [["wrong", "It is wrong"], ["gives_away", "It gives too much away"], ["confusing", "It is confusing"], ["unsafe", "It is not safe"]] as const;

function Rate({ chat, turn: x, last }: { chat: Chat; turn: Turn; last: boolean }) {
  const [asking, setAsking] = useState(false);
  const [thanks, setThanks] = useState(false);
  const [why, setWhy] = useState<string[]>([]);
  const asked = useRef<HTMLFieldSetElement>(null);
  useEffect(() => asked.current?.scrollIntoView({ block: "nearest" }), [asking]);
  const rate = (value: 1 | -1, list: string[] = []) => {
    chat.rate(x.turn!, value, list);
    setAsking(value === -1 && list.length === 0 && !thanks);
    setThanks(value === 1 || list.length > 0);
  };
  return (
    <div class="rate">
      <div class="rate-row">
        <button type="button" class="icon-button" aria-label="This helped" title="This helped" aria-pressed={x.rating === 1} onClick={() => rate(1)}><Icon name="up" size={18} /></button>
        <button type="button" class="icon-button" aria-label="This did not help" title="This did not help" aria-pressed={x.rating === -1} onClick={() => rate(-1)}><Icon name="thumb_down" size={18} /></button>
        {last && !chat.talk.value.stopped && <button type="button" class="link small" onClick={() => chat.regenerate()}><Icon name="again" size={16} />Say it another way</button>}
        {thanks && <span class="small soft" role="status">Thank you.</span>}
      </div>
      {asking && (
        <fieldset class="why-not" ref={asked}>
          <legend class="small">What is the matter with it?</legend>
          {reasons.map(([value, name]) => (
            <label key={value} class="small"><input type="checkbox" checked={why.includes(value)} onChange={() => setWhy(why.includes(value) ? why.filter((r) => r !== value) : [...why, value])} />{name}</label>
          ))}
          <div class="row"><Button small onClick={() => (why.length ? rate(-1, why) : setAsking(false))}>{why.length ? "Send" : "Skip"}</Button></div>
        </fieldset>
      )}
    </div>
  );
}

/** What one mostly wants to say, by where one stands. */
export function suggestions(answered: boolean | undefined, talk: Talk): string[] {
  if (answered === undefined) return talk.turns.length ? ["Another question like it", "Explain it step by step"] : ["Quiz me on my weakest skill", "How should I prepare?"];
  if (!answered) return [talk.rung?.stage === "before" && talk.rung.level ? "Another hint" : "Can I have a hint?", "Show me a similar example", "What is this question asking?"];
  return ["Why is my answer wrong?", "Explain it step by step", "Another question like it"];
}

function Compose({ chat, about, answered, busy, status }: { chat: Chat; about: Subject; answered?: boolean; busy: boolean; status?: TutorStatusBody }) {
  const id = useId();
  const [trouble, setTrouble] = useState<string | null>(null);
  const [mic, setMic] = useState<Listening>("idle");
  const box = useRef<HTMLTextAreaElement>(null);
  const send = (text: string) => {
    if (!text.trim() || busy) return;
    chat.ask(text, about, text === chat.draft.value && chat.spoken.value);
    chat.draft.value = "";
    chat.spoken.value = false;
    setTrouble(null);
  };
  return (
    <div class="tutor-foot">
      {!busy && <div class="suggest" role="group" aria-label="Suggestions">{suggestions(answered, chat.talk.value).map((s) => <Button small key={s} onClick={() => send(s)}>{s}</Button>)}</div>}
      {/* Not a form of its own: the panel may stand inside one. */}
      <div class="compose">
        <label class="unseen" for={id}>Your words to the tutor</label>
        <textarea id={id} ref={box} rows={2} maxLength={8000} placeholder="Ask the tutor" dir="auto" value={chat.draft.value}
          aria-describedby={trouble ? `${id}-why` : undefined}
          onInput={(e) => (chat.draft.value = e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
            e.preventDefault();
            send(chat.draft.value);
          }} />
        {canSpeak(status?.voice) && (
          <Microphone voice={status!.voice} state={mic} onState={setMic} onTrouble={setTrouble} onText={(text) => {
            chat.draft.value = chat.draft.value ? `${chat.draft.value} ${text}` : text;
            chat.spoken.value = true;
            box.current?.focus();
          }} />
        )}
        {busy
          ? <button type="button" class="send" aria-label="Stop the answer" title="Stop" onClick={() => chat.stop()}><Icon name="stop" /></button>
          : <button type="button" class="send" aria-label="Send" title="Send" disabled={!chat.draft.value.trim()} onClick={() => send(chat.draft.value)}><Icon name="send" /></button>}
      </div>
      {/* The red button alone does not tell it to everybody. */}
      <p class="small soft mic-word" role="status">{mic === "idle" ? "" : mic === "recording" ? `Recording. Speak, then press the red button; it ends by itself after ${status!.voice.max_seconds} seconds.` : "Turning what you said into text…"}</p>
      {trouble && <p class="error small" id={`${id}-why`} role="alert">{trouble}{/consent/.test(trouble) && <> <ButtonLink small look="plain" href="/app/consent">Open it</ButtonLink></>}</p>}
      {chat.spoken.value && <p class="small soft">This is what was heard. Change what is not right, then send it.</p>}
    </div>
  );
}
