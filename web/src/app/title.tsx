import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

let opened = false; // the first screen keeps the focus where the browser put it

/**
 * The heading of a screen: it names the browser's tab, and takes the focus when
 * the screen opens, so that one who does not see the change hears it.
 */
export function Title({ children, tab, quiet }: { children: ComponentChildren; tab?: string; quiet?: boolean }) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${tab ?? ref.current?.textContent ?? ""} · SAT Prep Suite`.replace(/^ · /, "");
  });
  useEffect(() => {
    if (opened) ref.current?.focus({ preventScroll: true });
    opened = true;
  }, []);
  return <h1 ref={ref} tabIndex={-1} class={quiet ? "unseen" : undefined}>{children}</h1>;
}
