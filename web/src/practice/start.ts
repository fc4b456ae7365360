import { myself } from "../account/me";
import { call } from "../api/client";
import type { PlanTask, StartPracticeInBody } from "../api/schema";
import { go } from "../app/router";

/** Begins practice and goes there. */
export async function startPractice(body: StartPracticeInBody, how: { replace?: boolean } = {}): Promise<void> {
  const reply = await call("POST /practice/start/{user_id}", { path: { user_id: myself().user_id }, body, once: true });
  go(`practice/${reply.session_id}`, how);
}

/** The screen of a kind of session, or of one that was begun. */
export const screenOf = (kind: PlanTask["kind"], session?: string): string => (kind === "full_test" ? "test" : kind) + (session ? `/${session}` : "");

/** Does what a task of the plan asks for. */
export async function doTask(t: PlanTask): Promise<void> {
  if (t.do === "resume") go(screenOf(t.kind, t.session_id));
  else if (t.kind !== "practice") go(screenOf(t.kind));
  else await startPractice({ domain: t.domain ?? "Both", num_questions: t.num_questions, mode: t.mode === "redo" ? "redo" : "learn", source: t.do === "redo" ? "redo" : "plan" });
}
