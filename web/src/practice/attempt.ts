import { clockOf } from "../interaction/collect";
import { Attempt } from "../question/attempt";

/** The times and deeds of one try, fresh for each question. */
export function newAttempt(session: string, question: string): Attempt {
  const clock = clockOf(session);
  return new Attempt(question, { mono: () => performance.now(), session: () => clock.now(), wall: () => new Date() });
}
