import { signal } from "@preact/signals";
import { beforeLeaving, me } from "../account/me";
import { call } from "../api/client";
import { timeZone } from "../api/device";
import type { EventIn } from "../api/schema";
import { uuid7 } from "../api/uuid";
import { SessionClock } from "./clock";
import { Outbox } from "./outbox";
import { onDevice } from "./store";

/**
 * The fine-grained record: what happens on the screen, in batches. Screens call
 * record and never wait for it. docs/formats/events.md is the contract.
 */
export type Action =
  | "question.shown" | "question.flagged" | "question.unflagged"
  | "choice.selected" | "choice.eliminated" | "choice.restored" | "entry.changed"
  | "tool.opened" | "tool.closed" | "note.added" | "highlight.added"
  | "hint.opened" | "solution.opened" | "page.hidden" | "page.shown";

export interface About {
  session?: string;
  question?: string;
  /** Short names and numbers only. */
  body?: { choice?: string; tool?: string; level?: number; length?: number; index?: number; reason?: string };
  /** What the learner typed or marked; the server keeps it sealed. */
  text?: string;
}

/** Events that no server has confirmed yet. */
export const waiting = signal(0);

const every = 5_000; // milliseconds between batches
const many = 50; // events that are sent at once

let outbox: Outbox | null = null;
let owner = "";
let timer: ReturnType<typeof setTimeout> | undefined;
let pace = every;

/** The outbox of whoever is signed in; another person's stays where it is. */
function mine(): Outbox | null {
  const user = me.peek()?.user_id ?? "";
  if (user !== owner) {
    owner = user;
    outbox = user ? new Outbox(user, onDevice, send, (n) => (waiting.value = n)) : null;
    waiting.value = 0;
  }
  return outbox;
}

async function send(events: EventIn[]) {
  const now = new Date().toISOString();
  const body = events.map((e) => ({ ...e, sent_at: e.sent_at ?? now }));
  const small = JSON.stringify(body).length < 60_000; // what a page may still send while it goes
  const reply = await call("POST /ai_data/events", { body, quiet: true, keepalive: small });
  return reply.verdicts ?? [];
}

const clocks = new Map<string, SessionClock>();

/** The clock of a session, for whoever times something in it. */
export function clockOf(session: string): SessionClock {
  let c = clocks.get(session);
  if (!c) clocks.set(session, (c = new SessionClock(session)));
  return c;
}

/** Notes that something happened. */
export function record(kind: Action, about: About = {}): void {
  const box = mine();
  if (!box || me.peek()?.role !== "student") return; // only learners are recorded
  const now = new Date();
  box.add({
    id: uuid7(now.getTime()),
    kind,
    session_id: about.session,
    question_id: about.question,
    made_at: now.toISOString(),
    mono_ms: about.session ? clockOf(about.session).now() : undefined,
    utc_offset: -now.getTimezoneOffset(),
    zone: timeZone(),
    body: about.body,
    text: about.text,
  } as EventIn);
  void box.save();
  if (box.waiting >= many) void flush();
  else timer ??= setTimeout(() => void flush(), pace);
}

/** Sends what waits; trouble is left for the next time. */
export async function flush(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const box = mine();
  if (!box) return;
  try {
    await box.flush();
    pace = every;
  } catch {
    pace = Math.min(pace * 2, 120_000);
    timer = setTimeout(() => void flush(), pace);
  }
}

/** The session that is on screen, for page.hidden and page.shown. */
let onScreen: About | null = null;
export function lookingAt(about: About | null): void {
  onScreen = about;
}

document.addEventListener("visibilitychange", () => {
  const hidden = document.visibilityState === "hidden";
  if (onScreen) record(hidden ? "page.hidden" : "page.shown", { session: onScreen.session, question: onScreen.question });
  for (const c of clocks.values()) c.save();
  if (hidden) void flush();
});
addEventListener("pagehide", () => {
  for (const c of clocks.values()) c.save();
  void flush();
});

beforeLeaving(flush);
