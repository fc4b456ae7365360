import { useState } from "preact/hooks";
import { asProblem } from "../api/problem";
import { say } from "./status";

/** Runs one thing at a time at the press of a button; what goes wrong is said. */
export function useAct() {
  const [busy, setBusy] = useState<string | null>(null);
  const run = async (name: string, act: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(name);
    try {
      await act();
    } catch (err) {
      say(asProblem(err).message, "trouble");
    }
    setBusy(null);
  };
  return { busy, run };
}
