import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { record, type About } from "../interaction/collect";
import { Icon } from "../ui/icon";
import { say } from "../ui/status";
import type Calculator from "./index";

let sitting: string | undefined; // whose work stands in the calculator

const load = () => import("./index");

/**
 * The button that opens the calculator beside a question, and the panel it
 * opens. It is fetched when it is first wanted; opening, closing and each kind of
 * use are recorded.
 */
export function useCalculator(about: About, used: () => void): { button: ComponentChildren; panel: ComponentChildren } {
  const [open, setOpen] = useState(false);
  const [Panel, setPanel] = useState<{ show: typeof Calculator } | null>(null);
  const close = () => {
    record("tool.closed", { ...about, body: { tool: "calculator" } });
    setOpen(false);
  };
  const toggle = async () => {
    if (open) return close();
    try {
      const { default: show, clearCalculator } = await load();
      if (sitting !== about.session) clearCalculator();
      sitting = about.session;
      setPanel({ show });
      used();
      record("tool.opened", { ...about, body: { tool: "calculator" } });
      setOpen(true);
    } catch {
      say("The calculator could not be fetched. Check the connection and try again.", "trouble");
    }
  };
  const last = useRef(close);
  last.current = open ? close : () => {};
  useEffect(() => () => last.current(), []); // the question went away with the calculator open
  return {
    button: <button type="button" class="tool" aria-expanded={open} onClick={() => void toggle()}><Icon name="calculator" /><span>Calculator</span></button>,
    panel: open && Panel ? <Panel.show onClose={close} onUse={(kind) => record("tool.opened", { ...about, body: { tool: `calculator-${kind}` } })} /> : null,
  };
}
