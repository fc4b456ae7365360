import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "./icon";
import "./dialog.css";

/**
 * A dialog of the browser's own: it keeps focus inside, closes on Escape and
 * gives focus back to what opened it. Without onClose it cannot be dismissed.
 */
export function Dialog({ title, onClose, children, wide, sheet }: { title: string; onClose?: () => void; children: ComponentChildren; wide?: boolean; sheet?: boolean }) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    const dialog = ref.current!;
    dialog.showModal();
    return () => {
      if (dialog.open) dialog.close();
      opener?.focus?.();
    };
  }, []);
  return (
    <dialog ref={ref} class={`dialog${wide ? " wide" : ""}${sheet ? " sheet" : ""}`} aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault();
        onClose?.();
      }}>
      <div class="dialog-head">
        <h2 id={id}>{title}</h2>
        {onClose && <button type="button" class="close" aria-label="Close" onClick={onClose}><Icon name="close" /></button>}
      </div>
      {children}
    </dialog>
  );
}
