import type { QuestionShown, SessionTestReply } from "../api/schema";
import type { Input } from "../question/attempt";
import { choose, counted, eliminate, flag, merge, newItem, submission, use, waits, type Item } from "./item";

/**
 * A full test as its learner sees it: pure functions from one state to the next.
 * They have no clock, no network and no screen; mono is always the milliseconds
 * since the module opened, by a clock that only goes forward.
 *
 *   module ──seal──► sealed ──the server has it──► waiting ──begin──► module …
 *                                              └──────────────────► over
 */
export interface Module {
  /** Over the test, from 1. */
  number: number;
  section: string;
  /** In its section, from 1. */
  index: number;
  questions: QuestionShown[];
  /** Milliseconds, with accommodation and what was given back. */
  limit: number;
  gaveBack: number;
}

export type Place = "question" | "check";

export interface Open {
  phase: "module";
  module: Module;
  items: Record<string, Item>;
  at: number;
  place: Place;
  /** Up to when time was put down to a question, and the last deed. */
  since: number;
  acted: number;
}

/** A module that is over on this device: nothing can be changed, and the server must still take it. */
export interface Sealed {
  phase: "sealed";
  module: Module;
  items: Record<string, Item>;
  why: "finished" | "time";
  mono: number;
}

export interface Waiting {
  phase: "waiting";
  number: number;
  section: string;
  index: number;
  /** Seconds of the break that are left; undefined where there is none. */
  breakLeft?: number;
  /** The clock of the next module does not start before the learner says so. */
  held: boolean;
}

export interface Over {
  phase: "over";
  reply: SessionTestReply;
}

export type Sitting = Open | Sealed | Waiting | Over;

/** What a device kept of a test. */
export interface Kept {
  module: Module;
  items: Record<string, Item>;
  at: number;
  place: Place;
  mono: number;
  sealed?: "finished" | "time";
}

/** Whether somebody may go on who holds their own breaks, or came back from a lost connection. */
export interface Manner {
  held: boolean;
}

/** Where a test stands by the server's word, and by what this device kept. */
export function opened(reply: SessionTestReply, kept: Kept | null, how: Manner, made: string): Sitting {
  if (reply.status === "ended") return { phase: "over", reply };
  const number = reply.module ?? 1;
  if (!reply.begun) {
    return { phase: "waiting", number, section: reply.section ?? "", index: reply.module_index ?? 1, breakLeft: reply.break_seconds_left, held: how.held };
  }
  const mine = kept?.module.number === number ? kept : null;
  const limit = (reply.seconds_limit ?? 0) * 1000;
  const mono = Math.max(0, limit - (reply.seconds_left ?? 0) * 1000);
  const module: Module = { number, section: reply.section ?? "", index: reply.module_index ?? 1, questions: reply.questions ?? [], limit, gaveBack: (reply.gave_back ?? 0) * 1000 };
  const theirs = new Map((reply.answers ?? []).map((d) => [d.question_id, d]));
  const items: Record<string, Item> = {};
  for (const q of module.questions) {
    const i = merge(mine?.items[q.id], theirs.get(q.id), mono, made);
    if (i) items[q.id] = i;
  }
  if (mine?.sealed) return { phase: "sealed", module, items, why: mine.sealed, mono: mine.mono };
  const first = module.questions.findIndex((q) => !items[q.id]?.answer);
  const at = mine?.at ?? (theirs.size ? Math.max(0, first) : 0);
  return arrive({ phase: "module", module, items, at: Math.min(at, module.questions.length - 1), place: mine?.place ?? "question", since: mono, acted: mono }, mono, made);
}

/** Goes on from what the device kept, while nobody answers. */
export function recalled(kept: Kept, mono: number, made: string): Open | Sealed {
  const { module, items, at, place } = kept;
  if (kept.sealed) return { phase: "sealed", module, items, why: kept.sealed, mono: kept.mono };
  const s: Open = { phase: "module", module, items, at, place, since: mono, acted: mono };
  return mono >= module.limit ? seal(s, "time", module.limit) : arrive(s, mono, made);
}

export const keeping = (s: Open | Sealed, mono: number): Kept =>
  s.phase === "sealed" ? { module: s.module, items: s.items, at: 0, place: "question", mono: s.mono, sealed: s.why } : { module: s.module, items: s.items, at: s.at, place: s.place, mono };

export const current = (s: Open): QuestionShown => s.module.questions[s.at]!;
export const typed = (q: QuestionShown): boolean => q.type === "spr";

function put(s: Open, id: string, i: Item): Open {
  return s.items[id] === i ? s : { ...s, items: { ...s.items, [id]: i } };
}

/** A question that is seen has been reached, also if nothing is done with it. */
function arrive(s: Open, mono: number, made: string): Open {
  const id = s.place === "question" ? current(s)?.id : undefined;
  return id && !s.items[id] ? put(s, id, newItem(mono, made)) : s;
}

const idleAfter = 30_000; // without any action one is not at it

/** Puts the time until mono down to the question on screen. */
export function pass(s: Open, mono: number, visible = true): Open {
  const ms = Math.max(0, mono - s.since);
  const now = { ...s, since: Math.max(s.since, mono) };
  const i = s.place === "question" ? s.items[current(s).id] : undefined;
  if (!i || !ms) return now;
  return put(now, current(s).id, { ...i, spent: i.spent + ms, visible: i.visible + (visible ? ms : 0) });
}

interface Now {
  mono: number;
  made: string;
  input?: Input;
}

function act(s: Open, now: Now, what: (i: Item) => Item): Open {
  const then = pass(s, now.mono);
  const id = current(s).id;
  const i = then.items[id] ?? newItem(now.mono, now.made);
  const away = now.mono - s.acted;
  const idle = away > idleAfter ? Math.min(away, i.spent - i.idle) : 0;
  return put({ ...then, acted: now.mono }, id, what(idle ? { ...i, idle: i.idle + idle } : i));
}

export const answer = (s: Open, now: Now, text: string): Open => act(s, now, (i) => choose(i, now, text, typed(current(s))));
export const crossOut = (s: Open, now: Now, choice: string): Open => act(s, now, (i) => eliminate(i, now, choice));
export const mark = (s: Open, now: Now): Open => act(s, now, (i) => flag(i, now));
export const open = (s: Open, now: Now, tool: string): Open => act(s, now, (i) => use(i, now, tool));

/** Goes to a question by its index. */
export function go(s: Open, now: Now, at: number): Open {
  const to = Math.max(0, Math.min(at, s.module.questions.length - 1));
  return arrive({ ...pass(s, now.mono), at: to, place: "question", acted: now.mono }, now.mono, now.made);
}

/** Goes to the page on which the work is checked before the module is given away. */
export const check = (s: Open, now: Now): Open => ({ ...pass(s, now.mono), place: "check", acted: now.mono });

/** One on; behind the last question comes the page of checking. */
export const next = (s: Open, now: Now): Open => (s.place === "check" ? s : s.at + 1 < s.module.questions.length ? go(s, now, s.at + 1) : check(s, now));
export const back = (s: Open, now: Now): Open => (s.place === "check" ? go(s, now, s.module.questions.length - 1) : go(s, now, s.at - 1));

/** Closes the module on this device. */
export const seal = (s: Open, why: Sealed["why"], mono: number): Sealed => ({ phase: "sealed", module: s.module, items: pass(s, mono).items, why, mono });

/** What stands beside the name of a question. */
export interface Standing {
  answered: boolean;
  /** Something was typed that is no number. */
  unfinished: boolean;
  flagged: boolean;
  seen: boolean;
}

export function standing(s: Open | Sealed): Standing[] {
  return s.module.questions.map((q) => {
    const i = s.items[q.id];
    const answered = counted(i, typed(q)) !== "";
    return { answered, unfinished: !answered && !!i?.answer, flagged: i?.flagged ?? false, seen: i !== undefined };
  });
}

/** Questions whose answers the server does not have as they are. */
export const unsent = (s: Sitting): string[] => (s.phase === "module" || s.phase === "sealed" ? s.module.questions.map((q) => q.id).filter((id) => s.items[id] && waits(s.items[id]!)) : []);

/** Questions that were on screen. */
export const reached = (s: Open | Sealed): string[] => s.module.questions.map((q) => q.id).filter((id) => s.items[id]);

/** What is sent of some questions, and as of which change. */
export function parcel(s: Open | Sealed, ids: string[]): { body: ReturnType<typeof submission>[]; revs: Record<string, number> } {
  const types = new Map(s.module.questions.map((q) => [q.id, typed(q)]));
  return { body: ids.map((id) => submission(id, s.items[id]!, types.get(id)!)), revs: Object.fromEntries(ids.map((id) => [id, s.items[id]!.rev])) };
}

/** The server has these as of these changes. */
export function confirmed<S extends Open | Sealed>(s: S, revs: Record<string, number>): S {
  const items = { ...s.items };
  for (const [id, rev] of Object.entries(revs)) {
    const i = items[id];
    if (i) items[id] = { ...i, sent: Math.max(i.sent, rev) };
  }
  return { ...s, items };
}

/** The server's word on the time left, in seconds, where it differs by more than a reply takes. */
export function corrected(m: Module, mono: number, left: number): { module: Module; mono: number } {
  const theirs = m.limit - left * 1000;
  if (Math.abs(theirs - mono) < 3000) return { module: m, mono };
  if (theirs > mono) return { module: m, mono: theirs }; // this device slept
  return { module: { ...m, limit: m.limit + (mono - theirs) }, mono }; // time was given back
}
