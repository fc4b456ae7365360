import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { asProblem, type Problem } from "../api/problem";
import { Failure } from "./load";

/**
 * A form that sends itself: one at a time, what is wrong beside the field it is
 * wrong with, and the first of them in focus.
 */
export function useForm(send: (data: FormData) => Promise<unknown>) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const onSubmit = async (e: SubmitEvent) => {
    e.preventDefault();
    if (busy) return;
    const form = e.currentTarget as HTMLFormElement;
    setBusy(true);
    setProblem(null);
    try {
      await send(new FormData(form));
    } catch (err) {
      const p = asProblem(err);
      setProblem(p);
      const first = Object.keys(p.fields)[0];
      if (first) form.querySelector<HTMLElement>(`[name="${CSS.escape(first)}"]`)?.focus();
    }
    setBusy(false);
  };
  const error = (name: string) => problem?.fields[name];
  return { busy, problem, error, onSubmit };
}

export type Form = ReturnType<typeof useForm>;

export function FormFrame({ form, children }: { form: Form; children: ComponentChildren }) {
  // The sentence stands at the field where there is one.
  const whole = form.problem && !Object.keys(form.problem.fields).length;
  return (
    <form class="stack" noValidate onSubmit={form.onSubmit}>
      {children}
      {whole && <Failure problem={form.problem!} />}
    </form>
  );
}
