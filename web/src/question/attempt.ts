import type { SessionChange, SessionSubmission } from "../api/schema";
import { uuid7 } from "../api/uuid";

export type Input = "mouse" | "touch" | "keyboard" | "voice";

/** What an attempt reads the time from; all but wall go only forward. */
export interface Clock {
  /** Milliseconds. */
  mono(): number;
  /** Milliseconds since the session opened. */
  session(): number;
  wall(): Date;
}

const idleAfter = 30_000; // without any action one is not at it

/**
 * One try at one question: what was done on the way to the answer, and the
 * times. It knows nothing of the screen; the runner of tests uses it too.
 */
export class Attempt {
  answer = "";
  flagged = false;
  readonly eliminated = new Set<string>();
  readonly tools = new Set<string>();
  readonly changes: SessionChange[] = [];
  readonly id = uuid7();
  private input: Input | undefined;
  private firstAction: number | undefined;
  private readonly shown: number;
  private last: number;
  private idle = 0;
  private hiddenSince: number | undefined;
  private hidden = 0;

  constructor(readonly question: string, private readonly clock: Clock) {
    this.shown = this.last = clock.mono();
  }

  /** Seconds since the question was shown. */
  get elapsed(): number {
    return (this.clock.mono() - this.shown) / 1000;
  }

  private act(input?: Input): void {
    const now = this.clock.mono();
    this.firstAction ??= (now - this.shown) / 1000;
    if (now - this.last > idleAfter) this.idle += now - this.last;
    this.last = now;
    if (input) this.input = input;
  }

  /** Sets the answer: a letter, or what was typed. Returns whether it is another. */
  choose(answer: string, input?: Input, typed = false): boolean {
    this.act(input);
    if (answer === this.answer) return false;
    this.answer = answer;
    if (this.changes.length < 100) this.changes.push({ to: typed ? "entry" : answer, at: round(this.elapsed) });
    return true;
  }

  /** Crosses a choice out, or takes that back. A choice that is crossed out is not chosen. */
  eliminate(choice: string): boolean {
    this.act();
    const now = !this.eliminated.delete(choice);
    if (now) {
      this.eliminated.add(choice);
      if (this.answer === choice) this.choose("");
    }
    return now;
  }

  flag(): boolean {
    this.act();
    return (this.flagged = !this.flagged);
  }

  use(tool: string): void {
    this.act();
    this.tools.add(tool);
  }

  /** The page went out of sight, or came back. */
  see(visible: boolean): void {
    const now = this.clock.mono();
    if (!visible) this.hiddenSince ??= now;
    else if (this.hiddenSince !== undefined) {
      this.hidden += now - this.hiddenSince;
      this.hiddenSince = undefined;
      this.last = now; // being away is not being idle
    }
  }

  /** What is sent. Made twice it has the same id, so the server knows it again. */
  submission(dontKnow = false): SessionSubmission {
    const now = this.clock.mono();
    const hidden = this.hidden + (this.hiddenSince === undefined ? 0 : now - this.hiddenSince);
    const total = now - this.shown;
    const day = 24 * 3600 - 1;
    return {
      question_id: this.question,
      answer: dontKnow || this.answer === "" ? null : this.answer,
      time_spent: Math.min(day, round(total / 1000)),
      visible: Math.min(day, round(Math.max(0, total - hidden) / 1000)),
      idle: Math.min(day, round(this.idle / 1000)),
      first_action: this.firstAction === undefined ? undefined : Math.min(day, round(this.firstAction)),
      changes: this.changes.length ? this.changes : undefined,
      eliminated: this.eliminated.size ? [...this.eliminated].sort() : undefined,
      flagged: this.flagged || undefined,
      tools: this.tools.size ? [...this.tools].sort() : undefined,
      input: this.input,
      dont_know: dontKnow || undefined,
      id: this.id,
      made_at: this.clock.wall().toISOString(),
      monotonic_ms: this.clock.session(),
    };
  }
}

const round = (seconds: number) => Math.round(seconds * 1000) / 1000;
