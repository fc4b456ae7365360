import { useState } from "preact/hooks";
import { Button } from "./button";
import { say } from "./status";

/** Puts a text on the clipboard. Browsers offer that over HTTPS or on this very machine only; elsewhere there is no button. */
export function Copy({ text, name }: { text: string; name: string }) {
  const [done, setDone] = useState(false);
  if (!navigator.clipboard) return null;
  const copy = () => navigator.clipboard.writeText(text).then(() => setDone(true), () => say("It could not be copied; select it by hand.", "trouble"));
  return <Button small onClick={() => void copy()} aria-label={done ? `${name}: copied` : `Copy ${name}`}>{done ? "Copied" : "Copy"}</Button>;
}
