import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon";
import "./dialog.css";

export type MenuItem = { name: string } & ({ href: string } | { act: () => void });

/** A button that opens a list of things to do; arrows move in it, Escape leaves. */
export function Menu({ label, children, items }: { label: string; children?: ComponentChildren; items: MenuItem[] }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const entries = () => [...(box.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
  const close = (back: boolean) => {
    setOpen(false);
    if (back) box.current?.querySelector("button")?.focus();
  };

  // Before the list can be seen: a key that comes at once finds the focus in it.
  useLayoutEffect(() => {
    if (!open) return;
    entries()[0]?.focus();
    const outside = (e: Event) => {
      if (!box.current?.contains(e.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);

  const onKeyDown = (e: KeyboardEvent) => {
    if (!open) return;
    const list = entries();
    const i = list.indexOf(document.activeElement as HTMLElement);
    const move = { ArrowDown: i + 1, ArrowUp: i - 1 + list.length, Home: 0, End: list.length - 1 }[e.key];
    if (move !== undefined) {
      e.preventDefault();
      list[move % list.length]?.focus();
    } else if (e.key === "Escape") {
      e.preventDefault();
      close(true);
    } else if (e.key === "Tab") close(false);
  };

  return (
    <div class="menu" ref={box} onKeyDown={onKeyDown}>
      <button type="button" class="menu-button" aria-label={label} aria-haspopup="menu" aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}>
        {children ?? <Icon name="more" />}
      </button>
      {open && (
        <ul class="menu-list" role="menu" id={id} aria-label={label}>
          {items.map((item) => (
            <li role="none" key={item.name}>
              {"href" in item
                ? <a role="menuitem" tabIndex={-1} href={item.href} onClick={() => close(false)}>{item.name}</a>
                : <button type="button" role="menuitem" tabIndex={-1} onClick={() => {
                    close(true);
                    item.act();
                  }}>{item.name}</button>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
