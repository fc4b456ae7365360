import type { SessionChange, SessionDraft, SessionSubmission } from "../api/schema";
import { uuid7 } from "../api/uuid";
import type { Input } from "../question/attempt";
import { readEntry } from "../question/entry";

/**
 * What became of one question of a module, over all visits to it. A plain value:
 * it is kept on the device as it is.
 */
export interface Item {
  answer: string;
  flagged: boolean;
  eliminated: string[];
  changes: SessionChange[];
  tools: string[];
  input?: Input;
  /** Milliseconds on the question: in all, in sight, without any action, until the first action. */
  spent: number;
  visible: number;
  idle: number;
  first?: number;
  /** Milliseconds since the module opened when this was last changed, and the time of day. */
  mono: number;
  made: string;
  id: string;
  /** Grows with every change; what the server has of it is sent. */
  rev: number;
  sent: number;
}

export const newItem = (mono: number, made: string): Item =>
  ({ answer: "", flagged: false, eliminated: [], changes: [], tools: [], spent: 0, visible: 0, idle: 0, mono, made, id: uuid7(), rev: 0, sent: 0 });

/** Whether the server has not yet confirmed all of it. */
export const waits = (i: Item): boolean => i.rev > i.sent;

/** A deed on a question: which, when, and by what hand. */
export interface Deed {
  mono: number;
  made: string;
  input?: Input;
}

function changed(i: Item, d: Deed, what: Partial<Item>): Item {
  return { ...i, ...what, first: i.first ?? i.spent, input: d.input ?? i.input, mono: Math.max(i.mono, d.mono), made: d.made, rev: i.rev + 1 };
}

const most = 100; // changes and the like that are kept of one question

/** Sets the answer: a letter, or what was typed. */
export function choose(i: Item, d: Deed, answer: string, typed: boolean): Item {
  if (answer === i.answer) return i;
  const at = Math.round(i.spent) / 1000;
  return changed(i, d, { answer, changes: i.changes.length < most ? [...i.changes, { to: typed && answer ? "entry" : answer, at }] : i.changes });
}

/** Crosses a choice out, or takes that back. What is crossed out is not chosen. */
export function eliminate(i: Item, d: Deed, choice: string): Item {
  if (i.eliminated.includes(choice)) return changed(i, d, { eliminated: i.eliminated.filter((c) => c !== choice) });
  const out = changed(i, d, { eliminated: [...i.eliminated, choice].sort() });
  return i.answer === choice ? choose(out, d, "", false) : out;
}

export const flag = (i: Item, d: Deed): Item => changed(i, d, { flagged: !i.flagged });

export const use = (i: Item, d: Deed, tool: string): Item => (i.tools.includes(tool) ? i : changed(i, d, { tools: [...i.tools, tool].sort() }));

/** What an answer counts as: an entry that is no number (yet) is none. */
export const counted = (i: Item | undefined, typed: boolean): string =>
  !i || (typed && readEntry(i.answer).state !== "number") ? "" : i.answer;

const day = 24 * 3600 - 1;
const seconds = (ms: number) => Math.min(day, Math.round(ms) / 1000);

/** What is sent of it. Sent again it is the same. */
export function submission(question: string, i: Item, typed: boolean): SessionSubmission {
  return {
    question_id: question,
    answer: counted(i, typed) || null,
    time_spent: seconds(i.spent),
    visible: seconds(i.visible),
    idle: seconds(i.idle),
    first_action: i.first === undefined ? undefined : seconds(i.first),
    changes: i.changes.length ? i.changes : undefined,
    eliminated: i.eliminated.length ? i.eliminated : undefined,
    flagged: i.flagged || undefined,
    tools: i.tools.length ? i.tools : undefined,
    input: i.input,
    id: i.id,
    made_at: i.made,
    monotonic_ms: Math.round(i.mono),
  };
}

/**
 * Brings what the server holds together with what this device does. What the
 * server has not seen yet is newer; otherwise its word counts, as the learner
 * may have gone on elsewhere.
 */
export function merge(mine: Item | undefined, theirs: SessionDraft | undefined, mono: number, made: string): Item | undefined {
  if (!theirs) return mine;
  if (mine && waits(mine)) return mine;
  const base = mine ?? newItem(mono, made);
  const answer = theirs.answer ?? "";
  return { ...base, answer: answer || (mine && base.changes.at(-1)?.to === "entry" ? base.answer : ""), flagged: theirs.flagged ?? false,
    eliminated: theirs.eliminated ?? [], spent: Math.max(base.spent, (theirs.time_spent ?? 0) * 1000) };
}
