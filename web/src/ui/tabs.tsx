import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import "./tabs.css";

/** Views of one thing, one at a time. Arrows move between the tabs. */
export function Tabs<T extends string>({ label, tabs, value, onChange, children }: {
  label: string;
  tabs: { value: T; name: ComponentChildren }[];
  value: T;
  onChange: (value: T) => void;
  children: ComponentChildren;
}) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (e: KeyboardEvent) => {
    const i = tabs.findIndex((t) => t.value === value);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    const next = e.key === "Home" ? 0 : e.key === "End" ? tabs.length - 1 : step === undefined ? -1 : (i + step + tabs.length) % tabs.length;
    if (next < 0) return;
    e.preventDefault();
    onChange(tabs[next]!.value);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus();
  };
  return (
    <div class="tabs">
      <div role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map((t) => (
          <button type="button" role="tab" key={t.value} id={`${id}-${t.value}`} aria-selected={t.value === value} aria-controls={`${id}-panel`}
            tabIndex={t.value === value ? 0 : -1} onClick={() => onChange(t.value)}>{t.name}</button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`} tabIndex={0}>{children}</div>
    </div>
  );
}

/** Which of a list to show; each says how many there are. */
export function Filter<T extends string>({ label, options, value, onChange }: {
  label: string;
  options: { value: T; name: string; count?: number }[];
  value: T;
  onChange: (value: T) => void;
}) {
  return (
    <div class="filter" role="group" aria-label={label}>
      {options.map((o) => (
        <button type="button" key={o.value} aria-pressed={o.value === value} disabled={o.count === 0} onClick={() => onChange(o.value)}>
          {o.name}{o.count !== undefined && <span class="count number">{o.count}</span>}
        </button>
      ))}
    </div>
  );
}
