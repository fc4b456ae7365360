import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { asProblem, type Problem } from "../api/problem";
import { Button } from "./button";
import "./status.css";

export interface Loaded<T> {
  value: T | undefined;
  problem: Problem | undefined;
  /** Reads again; what was there stays on screen meanwhile. */
  again: () => void;
  set: (value: T) => void;
}

/** Reads something when a screen opens, and again when deps change. */
export function useLoad<T>(read: () => Promise<T>, deps: unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value?: T; problem?: Problem }>({});
  const turn = useRef(0);
  const again = useCallback(() => {
    const mine = ++turn.current;
    read().then(
      (value) => mine === turn.current && setState({ value }),
      (err) => mine === turn.current && setState((old) => ({ ...old, problem: asProblem(err) })),
    );
  }, deps);
  useEffect(() => {
    again();
    return () => void turn.current++;
  }, [again]);
  return { value: state.value, problem: state.problem, again, set: (value) => setState({ value }) };
}

/** What stands while something is read, and when it could not be. */
export function Pending<T>({ of, children }: { of: Loaded<T>; children: (value: T) => ComponentChildren }) {
  if (of.value !== undefined) return <>{children(of.value)}</>;
  if (of.problem) return <Failure problem={of.problem} again={of.again} />;
  return <Waiting />;
}

export function Waiting({ children = "One moment" }: { children?: ComponentChildren }) {
  return <div class="waiting" role="status"><span>{children}…</span></div>;
}

export function Failure({ problem, again }: { problem: Problem; again?: () => void }) {
  return (
    <div class="notice bad" role="alert">
      <p>{problem.message}</p>
      {again && <Button onClick={again}>Try again</Button>}
    </div>
  );
}

/** A sentence that stands in the page. */
export function Notice({ kind = "", children, action }: { kind?: "" | "good" | "bad" | "warn"; children: ComponentChildren; action?: ComponentChildren }) {
  return <div class={`notice ${kind}`}><p>{children}</p>{action}</div>;
}
