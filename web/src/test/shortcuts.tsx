import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { keep, kept } from "../api/keep";
import { Dialog } from "../ui/dialog";
import { Check } from "../ui/field";
import { current } from "./machine";
import type { Runner } from "./runner";
import type { ToolBox } from "./tools";

/** Single keys get in the way of speech input and some screen readers, so they can be switched off. */
export const shortcutsOn = signal(kept("test.keys") !== "off");

interface Reach {
  runner: Runner;
  tools: ToolBox;
  math: boolean;
  dialog: (which: "navigator" | "directions" | "shortcuts") => void;
}

const list: { keys: string; what: string; math?: boolean }[] = [
  { keys: "A B C D", what: "Choose an answer" },
  { keys: "Shift + A B C D", what: "Cross an answer out, or take that back" },
  { keys: "N", what: "Next question" },
  { keys: "P", what: "Question before" },
  { keys: "M", what: "Mark for review" },
  { keys: "G", what: "All questions" },
  { keys: "W", what: "Check your work" },
  { keys: "T", what: "Hide or show the time" },
  { keys: "K", what: "Calculator", math: true },
  { keys: "R", what: "Reference sheet", math: true },
  { keys: "H", what: "Highlights and notes", math: false },
  { keys: "L", what: "Line reader" },
  { keys: "+ − 0", what: "Zoom in, out, back to 100 %" },
  { keys: "?", what: "This list" },
];

/** Single keys that do what buttons do, while nothing is typed and no dialog is open. */
export function useShortcuts(reach: Reach): void {
  const now = useRef(reach);
  now.current = reach;
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      if (!shortcutsOn.peek() || e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || document.querySelector("dialog[open]")) return;
      const on = e.target as HTMLElement;
      if (on.closest?.("textarea, select, input:not([type=radio]), [contenteditable], [role=menu], [data-keys]")) return;
      if (act(e, now.current)) e.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

function act(e: KeyboardEvent, { runner, tools, math, dialog }: Reach): boolean {
  const s = runner.sitting.peek();
  if (s?.phase !== "module") return false;
  const key = e.key.toLowerCase();
  const choices = s.place === "question" ? (current(s).choices ?? []) : [];
  const choice = choices.find((c) => c.id.toLowerCase() === key);
  if (choice) {
    if (e.shiftKey) runner.crossOut(choice.id, "keyboard");
    else runner.answer(choice.id, "keyboard");
    return true;
  }
  const does: Record<string, () => void> = {
    n: () => runner.next(),
    p: () => runner.back(),
    m: () => s.place === "question" && runner.mark(),
    g: () => dialog("navigator"),
    w: () => runner.check(),
    t: () => document.getElementById("timer-hide")?.click(),
    l: () => tools.toggle("line_reader"),
    "+": () => tools.zoomBy(1),
    "=": () => tools.zoomBy(1),
    "-": () => tools.zoomBy(-1),
    "0": () => tools.zoomBy(0),
    "?": () => dialog("shortcuts"),
    ...(math ? { k: () => tools.toggle("calculator"), r: () => tools.toggle("reference") } : { h: () => tools.toggle("notes") }),
  };
  const what = does[key];
  if (!what || (e.shiftKey && !"+?".includes(key))) return false;
  what();
  return true;
}

export function ShortcutList({ onClose, math }: { onClose: () => void; math: boolean }) {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <div class="stack">
        <Check label="Single-key shortcuts" about="Switch them off if you speak to your device or your screen reader uses these keys. Everything is reachable with Tab as well." checked={shortcutsOn.value} onChange={(e) => {
          shortcutsOn.value = e.currentTarget.checked;
          keep("test.keys", shortcutsOn.value ? null : "off");
        }} />
        <dl class="keys">
          {list.filter((k) => k.math === undefined || k.math === math).map((k) => (
            <div key={k.keys}><dt><kbd>{k.keys}</kbd></dt><dd>{k.what}</dd></div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
