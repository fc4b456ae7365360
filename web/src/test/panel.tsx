import type { ComponentType } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problem";
import { Icon } from "../ui/icon";
import { Failure, Waiting } from "../ui/load";

type Inside = ComponentType<{ onClose?: () => void }>;

/**
 * A tool that lies over the question and can be moved: by dragging its head, or
 * by arrows while the head has the focus. On a phone it covers the page.
 */
export function Panel({ name, load, onClose, inside }: { name: string; load: () => Promise<{ default: Inside }>; onClose: () => void; inside?: Record<string, unknown> }) {
  const [In, setIn] = useState<Inside | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [at, setAt] = useState({ x: 0, y: 0 });
  const box = useRef<HTMLElement>(null);
  const from = useRef<{ x: number; y: number } | null>(null);
  const id = useId();
  const fetch = () => {
    setProblem(null);
    load().then((mod) => setIn(() => mod.default), (err: unknown) => setProblem(asProblem(err)));
  };
  useEffect(() => {
    fetch();
    const opener = document.activeElement as HTMLElement | null;
    box.current?.querySelector<HTMLElement>(".panel-head")?.focus();
    return () => opener?.focus?.();
  }, []);
  useEffect(() => {
    box.current?.style.setProperty("--x", `${at.x}px`);
    box.current?.style.setProperty("--y", `${at.y}px`);
  }, [at]);
  const move = (x: number, y: number) => {
    const r = box.current!.getBoundingClientRect();
    const room = { left: r.left - at.x, top: r.top - at.y };
    // The head stays within reach.
    setAt({ x: Math.min(innerWidth - room.left - 80, Math.max(80 - room.left - r.width, x)), y: Math.min(innerHeight - room.top - 48, Math.max(-room.top, y)) });
  };
  return (
    <section class="panel" ref={box} role="dialog" aria-modal={false} aria-labelledby={id} data-keys onKeyDown={(e) => {
      if (e.key === "Escape" && !e.defaultPrevented) {
        e.preventDefault();
        onClose();
      }
    }}>
      <div class="panel-head" tabIndex={0} role="group" aria-label={`${name}; arrows move it`}
        onKeyDown={(e) => {
          const by = { ArrowLeft: [-24, 0], ArrowRight: [24, 0], ArrowUp: [0, -24], ArrowDown: [0, 24] }[e.key];
          if (!by || e.target !== e.currentTarget) return;
          e.preventDefault();
          move(at.x + by[0]!, at.y + by[1]!);
        }}
        onPointerDown={(e) => {
          if ((e.target as Element).closest("button")) return;
          from.current = { x: e.clientX - at.x, y: e.clientY - at.y };
          e.currentTarget.setPointerCapture(e.pointerId);
        }}
        onPointerMove={(e) => from.current && move(e.clientX - from.current.x, e.clientY - from.current.y)}
        onPointerUp={() => (from.current = null)}>
        <h2 id={id}>{name}</h2>
        <button type="button" class="eliminate" aria-label={`Close: ${name}`} onClick={onClose}><Icon name="close" /></button>
      </div>
      <div class="panel-body" tabIndex={0} role="region" aria-label={name}>
        {problem ? <Failure problem={problem} again={fetch} /> : In ? <In {...inside} onClose={onClose} /> : <Waiting />}
      </div>
    </section>
  );
}
