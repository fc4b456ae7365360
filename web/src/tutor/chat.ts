import { signal, type Signal } from "@preact/signals";
import { beforeLeaving, me, myself } from "../account/me";
import { call } from "../api/client";
import { asProblem, Problem } from "../api/problem";
import type { LookBody } from "../api/schema";
import { uuid7 } from "../api/uuid";
import { say } from "../ui/status";
import { Line, type Said } from "./line";
import { anew, asked, chosen, empty, failed, heard, rated, underWay, type Talk } from "./talk";

/** What is talked about: a question on the screen, in its session. */
export interface Subject {
  question?: string;
  session?: string;
}

/**
 * A conversation with the tutor beside something: a session, or a page of its
 * own. It outlives the panel that shows it, and a reload of the page: what must
 * be known for that stands in this tab only.
 */
export class Chat {
  readonly talk: Signal<Talk> = signal(empty);
  /** What is being typed. */
  readonly draft = signal("");
  readonly spoken = signal(false);
  readonly problem: Signal<Problem | null> = signal(null);
  /** Read from the server after a reload. */
  readonly ready = signal(true);
  private line: Line | null = null;
  /** Asks that nobody has confirmed. */
  private readonly unheard = new Map<string, Said>();
  private readonly place: string;
  private reading = 0; // what is read for an earlier reading is dropped

  constructor(key: string, private readonly onAnswered?: (t: Talk) => void) {
    this.place = `satprep.tutor.${myself().user_id}.${key}`;
    const kept = this.read();
    if (kept?.conversation) void this.comeBack(kept.conversation, kept.asks ?? {});
  }

  private read(): { conversation?: string; asks?: Record<string, string> } | null {
    try {
      return JSON.parse(sessionStorage.getItem(this.place) ?? "null") as { conversation?: string } | null;
    } catch {
      return null;
    }
  }

  /** Keeps which conversation this is and what was just asked, while the tab lives. */
  private keep(): void {
    const t = this.talk.peek();
    const now = underWay(t);
    try {
      sessionStorage.setItem(this.place, JSON.stringify({ conversation: t.conversation, asks: now ? { [now.ask]: now.query } : undefined }));
    } catch {
      // full or closed: a reload then begins a new conversation
    }
  }

  /** Goes on with a conversation. */
  async comeBack(conversation: string, asks: Record<string, string> = {}): Promise<void> {
    const mine = ++this.reading;
    this.ready.value = false;
    this.problem.value = null;
    try {
      const look = await call("GET /ai_tutor/conversations/{conversation_id}", { path: { conversation_id: conversation } });
      if (mine !== this.reading) return;
      this.talk.value = talkOf(look, asks);
      if (look.asking) this.dial().connect();
    } catch (err) {
      if (mine !== this.reading) return;
      const p = asProblem(err);
      if (p.status === 404) this.talk.value = empty; // begun anew elsewhere, or erased
      else this.problem.value = p;
    }
    this.ready.value = true;
  }

  private dial(): Line {
    this.line ??= new Line(myself().user_id, {
      hear: (f) => {
        if (f.id && (f.type === "ack" || f.type === "error")) this.unheard.delete(f.id);
        const before = this.talk.peek();
        const next = heard(before, f);
        if (next === before) return;
        this.talk.value = next;
        if (f.type === "ack" || f.type === "done" || f.type === "error") this.keep();
        if (f.type === "done") this.onAnswered?.(next);
      },
      resume: () => {
        const t = this.talk.peek();
        return t.conversation ? { conversation: t.conversation, last_seq: t.lastSeq } : null;
      },
      unheard: () => [...this.unheard.values()],
      busy: () => underWay(this.talk.peek()) !== undefined,
      fail: (ask, p) => {
        if (!ask) return say(p.message, "trouble");
        this.unheard.delete(ask);
        this.talk.value = failed(this.talk.peek(), ask, p.message);
      },
    });
    return this.line;
  }

  /** Opens the line before it is needed. */
  connect(): void {
    this.dial().connect();
  }

  /** Asks; nothing while an answer is on its way. */
  ask(text: string, about: Subject, voice = false): void {
    const words = text.trim();
    if (!words || underWay(this.talk.peek())) return;
    const id = uuid7();
    const t = this.talk.peek();
    const said: Said = { type: "ask", id, text: words, input: voice ? "voice" : "text", conversation: t.stopped ? undefined : t.conversation, question_id: about.question, session_id: about.session };
    this.talk.value = asked(t.stopped ? empty : t, id, words, voice);
    this.send(said);
  }

  private send(s: Said & { id: string }): void {
    this.unheard.set(s.id, s);
    this.keep();
    this.dial().say(s);
  }

  stop(): void {
    const now = underWay(this.talk.peek());
    if (now) this.dial().say({ type: "stop", id: now.ask });
  }

  /** The last answer once more, in other words. */
  regenerate(): void {
    const t = this.talk.peek();
    const turn = t.turns[t.turns.length - 1]?.turn;
    if (!turn || underWay(t)) return;
    const id = uuid7();
    this.talk.value = anew(t, id);
    this.send({ type: "regenerate", id, turn });
  }

  /** Says again what failed. */
  again(ask: string, about: Subject): void {
    const t = this.talk.peek();
    const turn = t.turns.find((x) => x.ask === ask);
    if (!turn) return;
    this.talk.value = { ...t, turns: t.turns.filter((x) => x.ask !== ask) };
    this.ask(turn.query, about, turn.voice);
  }

  rate(turn: string, value: 1 | -1, reasons: string[] = []): void {
    this.talk.value = rated(this.talk.peek(), turn, value);
    this.dial().say({ type: "rate", turn, value, reasons });
  }

  choose(ask: string, turn: string): void {
    this.talk.value = chosen(this.talk.peek(), ask, turn);
    this.dial().say({ type: "choose", turn });
  }

  /** A new conversation in the same place. */
  restart(): void {
    this.reading++;
    this.ready.value = true;
    this.problem.value = null;
    this.talk.value = empty;
    this.keep();
  }

  close(): void {
    this.line?.close();
    this.line = null;
  }

  forget(): void {
    this.close();
    try {
      sessionStorage.removeItem(this.place);
    } catch {
      // nothing was kept
    }
  }
}

function talkOf(look: LookBody, asks: Record<string, string>): Talk {
  const turns: Talk["turns"] = (look.turns ?? []).map((x) => ({
    ask: x.ask || x.id, turn: x.id, query: x.query, text: x.response, sources: x.sources ?? [], level: x.level, state: "done", finish: x.finish,
  }));
  if (look.asking) turns.push({ ask: look.asking, query: asks[look.asking] ?? "", text: "", sources: [], level: 0, state: "answering" });
  const last = turns[turns.length - 1];
  if (look.stopped && last) last.safety = true;
  return { conversation: look.conversation, lastSeq: look.last_seq, turns, rung: look.rung, stopped: look.stopped };
}

/** Whether the tutor stands beside the work; it stays from one question to the next. */
export const beside = signal(false);

const chats = new Map<string, Chat>();

/** The conversation beside something; the same one while the page lives. */
export function chatAt(key: string, onAnswered?: (t: Talk) => void): Chat {
  const name = `${me.peek()?.user_id ?? ""} ${key}`;
  let c = chats.get(name);
  if (!c) chats.set(name, (c = new Chat(key, onAnswered)));
  return c;
}

// Whoever uses this browser next finds no words of whoever was here before.
beforeLeaving(async () => {
  for (const c of chats.values()) c.forget();
  chats.clear();
});
