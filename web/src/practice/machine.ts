import type { QuestionShown, SessionFeedback, SessionReply } from "../api/schema";
import type { Mark } from "../ui/chart";

/**
 * Where a practice session stands on the screen. The server knows the truth;
 * this is what follows from its replies, and nothing else.
 *
 *   answering ── answer ──► explained ── next ──► answering …  ──► over
 *                   └────► missed ── try again, or show ──► explained
 */
export interface Sitting {
  phase: "answering" | "missed" | "retrying" | "explained" | "over";
  session: string;
  question: QuestionShown | null;
  /** Served already, shown after the feedback. */
  next: QuestionShown | null;
  number: number; // of the question on screen, from 1
  total: number;
  marks: Mark[]; // of the questions before
  feedback: SessionFeedback | null;
  answer: string; // first answer to the question on screen, "" if skipped
  second: string; // of a second try
  end: { correct: number; points: number; reason: string } | null;
}

export function opened(reply: SessionReply, marks: Mark[] = []): Sitting {
  const question = reply.questions?.[0] ?? null;
  return {
    phase: reply.done || !question ? "over" : "answering", session: reply.session_id, question, next: null, number: reply.answered + 1, total: reply.num_questions,
    marks: [...marks, ...Array<Mark>(Math.max(0, reply.answered - marks.length)).fill("skipped")].slice(0, reply.answered),
    feedback: null, answer: "", second: "", end: ending(reply),
  };
}

const ending = (r: SessionReply) => (r.done ? { correct: r.correct ?? 0, points: r.points_earned ?? 0, reason: r.reason ?? "" } : null);

/** The server took an answer. */
export function answered(s: Sitting, reply: SessionReply, answer: string): Sitting {
  const feedback = reply.feedback ?? null;
  const mark: Mark = answer === "" ? "skipped" : feedback?.correct ? "right" : "wrong";
  return {
    ...s, phase: feedback?.retry ? "missed" : "explained", feedback, answer, second: "", next: reply.questions?.[0] ?? null, total: reply.num_questions,
    marks: [...s.marks, mark], end: ending(reply),
  };
}

export const tryAgain = (s: Sitting): Sitting => (s.phase === "missed" ? { ...s, phase: "retrying" } : s);

/** A second try, or the wish to see the solution, was answered. */
export function explained(s: Sitting, feedback: SessionFeedback, second = ""): Sitting {
  return { ...s, phase: "explained", feedback, second };
}

export function proceed(s: Sitting): Sitting {
  if (!s.next) return { ...s, phase: "over", question: null };
  return { ...s, phase: "answering", question: s.next, next: null, number: s.number + 1, feedback: null, answer: "", second: "" };
}

/** The row of marks: what was, what is, what is to come. */
export function row(s: Sitting): Mark[] {
  const rest = Math.max(0, s.total - s.marks.length);
  const here = s.phase === "answering" ? 1 : 0;
  return [...s.marks, ...Array<Mark>(Math.min(here, rest)).fill("now"), ...Array<Mark>(Math.max(0, rest - here)).fill("ahead")];
}

/** Why a session ended before its last question, for the learner. */
export function whyEnded(reason: string): string | null {
  switch (reason) {
    case "exhausted": return "You have met every question there is of this kind, so the session ends here.";
    case "time": return "The time was up.";
    case "idle": return "The session was left alone for long and ended by itself.";
    default: return null;
  }
}
