import type { QuestionShown } from "../api/schema";
import type { Frame, Rung } from "./ask";

/** What was asked of the tutor, and what came of it so far. */
export interface Turn {
  /** Our name of it, by which frames find it. */
  ask: string;
  /** The server's, once it has taken it. */
  turn?: string;
  query: string;
  voice?: boolean;
  text: string;
  sources: string[];
  level: number;
  /** sending: nobody has taken it yet; answering: words may come; done; failed: see trouble. */
  state: "sending" | "answering" | "done" | "failed";
  finish?: string;
  /** The tutor's fixed words after a signal of crisis. */
  safety?: boolean;
  /** Two replies to choose between; none once one was taken. */
  options?: { turn: string; text: string }[];
  /** One that the tutor asks. */
  question?: QuestionShown;
  trouble?: string;
  rating?: 1 | -1;
  /** It answers anew what was answered before. */
  anew?: boolean;
}

/** A conversation as this device knows it. Plain values: every change is a new one. */
export interface Talk {
  conversation?: string;
  lastSeq: number;
  turns: Turn[];
  rung?: Rung;
  /** Tutoring has stopped here; another conversation begins anew. */
  stopped: boolean;
}

export const empty: Talk = { lastSeq: 0, turns: [], stopped: false };

/** The turn that is being answered, or waits to be. */
export const underWay = (t: Talk): Turn | undefined => t.turns.find((x) => x.state === "sending" || x.state === "answering");

/** Says something. */
export function asked(t: Talk, ask: string, query: string, voice = false): Talk {
  return { ...t, turns: [...t.turns, { ask, query, voice, text: "", sources: [], level: 0, state: "sending" }] };
}

/** Asks for the last answer anew; it takes the place of the old one. */
export function anew(t: Talk, ask: string): Talk {
  const last = t.turns[t.turns.length - 1];
  if (!last) return t;
  return { ...t, turns: [...t.turns.slice(0, -1), { ask, query: last.query, voice: last.voice, text: "", sources: [], level: 0, state: "sending", anew: true }] };
}

function change(t: Talk, ask: string | undefined, what: (x: Turn) => Turn): Talk {
  if (!t.turns.some((x) => x.ask === ask)) return t;
  return { ...t, turns: t.turns.map((x) => (x.ask === ask ? what(x) : x)) };
}

/** Takes a frame in. What came before, and frames of no turn of ours, change nothing. */
export function heard(t: Talk, f: Frame): Talk {
  if (f.seq !== undefined && f.seq <= t.lastSeq) return t;
  if (f.type === "ack" && f.id && f.turn && !t.turns.some((x) => x.ask === f.id)) {
    // Of a line before this one: what was said is not known here any more.
    t = { ...t, turns: [...t.turns, { ask: f.id, query: "", text: "", sources: [], level: 0, state: "sending" }] };
  }
  const on = (what: (x: Turn) => Turn): Talk => {
    const next = change(t, f.id, what);
    return f.seq !== undefined ? { ...next, lastSeq: f.seq } : next;
  };
  switch (f.type) {
    case "ack":
      if (!f.id || !f.turn) return t;
      return { ...on((x) => ({ ...x, turn: f.turn, state: x.state === "sending" ? "answering" : x.state })), conversation: f.conversation ?? t.conversation };
    case "delta":
      return on((x) => ({ ...x, state: "answering", text: (f.replace ? "" : x.text) + (f.text ?? "") }));
    case "source":
      return on((x) => ({ ...x, sources: f.sources ?? [] }));
    case "choice":
      return on((x) => ({ ...x, options: f.options ?? [], text: f.options?.[0]?.text ?? "" }));
    case "safety":
      return { ...on((x) => ({ ...x, safety: true, text: f.text ?? "" })), stopped: true };
    case "done": {
      const next = on((x) => ({ ...x, state: "done", turn: f.turn ?? x.turn, level: f.level ?? 0, finish: f.finish, question: f.question }));
      return { ...next, conversation: f.conversation ?? t.conversation, rung: f.rung ?? (next.stopped ? undefined : next.rung) };
    }
    case "error":
      return failed(t, f.id, f.detail ?? "The tutor could not answer. Ask again.");
  }
  return t;
}

/** Something went wrong with what was asked. */
export const failed = (t: Talk, ask: string | undefined, trouble: string): Talk =>
  change(t, ask, (x) => (x.state === "done" ? x : { ...x, state: "failed", trouble }));

/** One of two replies was chosen. */
export const chosen = (t: Talk, ask: string, turn: string): Talk =>
  change(t, ask, (x) => ({ ...x, turn, text: x.options?.find((o) => o.turn === turn)?.text ?? x.text, options: undefined }));

export const rated = (t: Talk, turn: string, rating: 1 | -1): Talk => ({ ...t, turns: t.turns.map((x) => (x.turn === turn ? { ...x, rating } : x)) });

/**
 * The part of a text, as it comes, that can be read already: a formula whose end
 * has not come yet waits for it.
 */
export function readable(text: string): string {
  let open = -1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "$") open = open < 0 ? i : -1;
  }
  // A dollar that no formula follows is money.
  if (open < 0 || /^\$\d[\d,.]*(\s|$)/.test(text.slice(open)) || text.length - open > 300) return text.replace(/\\$/, "");
  return text.slice(0, open);
}

/** The rungs of the ladder, in words. */
export const rungs = ["Nudge", "Hint for your answer", "Worked example", "Solution"] as const;

/** What help comes next, as a sentence; null where nothing can be said. */
export function nextHelp(r: Rung | undefined): string | null {
  if (!r) return null;
  if (r.stage === "before") {
    if (r.next === 1) return r.level ? "Next: another nudge." : "Next: a nudge where to look.";
    if (r.next === 3) return "Next: a worked example of a similar question.";
    return "That is all the help before an answer. Give yours, and the rest opens.";
  }
  if (r.stage === "right") return "You have it right. The solution is open.";
  switch (r.next) {
    case 1: return "Next: a nudge where to look.";
    case 2: return r.level >= 2 ? "Next: another hint about your own answer." : "Next: a hint about your own answer.";
    case 3: return "Next: a worked example of a similar question.";
    default: return r.level === 4 ? "The solution was shown. You can ask about any step of it." : "Next: the solution, step by step.";
  }
}
