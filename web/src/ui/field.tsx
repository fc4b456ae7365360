import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import "./field.css";

interface Frame {
  label: ComponentChildren;
  /** What helps to fill it in. */
  hint?: ComponentChildren;
  /** What is wrong with it, as a sentence. */
  error?: string | null | undefined;
}

/** What a field says of itself, tied to it for those who do not see it. */
function described(id: string, hint: unknown, error: unknown): string | undefined {
  return [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
}

function Around({ id, label, hint, error, children }: Frame & { id: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {children}
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
    </div>
  );
}

/** A line of text with its label. */
export function Field({ label, hint, error, ...rest }: Frame & Omit<JSX.IntrinsicElements["input"], "label" | "id">) {
  const id = useId();
  return (
    <Around id={id} label={label} hint={hint} error={error}>
      <input id={id} aria-invalid={error ? true : undefined} aria-describedby={described(id, hint, error)} {...rest} />
    </Around>
  );
}

/** A choice out of a list that opens. */
export function Select({ label, hint, error, children, ...rest }: Frame & Omit<JSX.IntrinsicElements["select"], "label" | "id">) {
  const id = useId();
  return (
    <Around id={id} label={label} hint={hint} error={error}>
      <select id={id} aria-invalid={error ? true : undefined} aria-describedby={described(id, hint, error)} {...rest}>{children}</select>
    </Around>
  );
}

/** A choice of one among few, all in sight. */
export function OneOf<T extends string>({ label, hint, error, name, value, options, onChange }: Frame & {
  name: string;
  value: T | null;
  options: { value: T; label: ComponentChildren; about?: ComponentChildren }[];
  onChange: (value: T) => void;
}) {
  const id = useId();
  return (
    <fieldset class="field one-of" aria-describedby={described(id, hint, error)}>
      <legend>{label}</legend>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      <div class="options">
        {options.map((o) => (
          <label class="option" key={o.value}>
            <input type="radio" name={name} value={o.value} checked={value === o.value} onChange={() => onChange(o.value)} />
            <span>{o.label}{o.about && <span class="about">{o.about}</span>}</span>
          </label>
        ))}
      </div>
      {error && <p class="error" id={`${id}-error`}>{error}</p>}
    </fieldset>
  );
}

/** Yes or no. */
export function Check({ label, about, ...rest }: { label: ComponentChildren; about?: ComponentChildren } & Omit<JSX.IntrinsicElements["input"], "label" | "type">) {
  return (
    <label class="option check">
      <input type="checkbox" {...rest} />
      <span>{label}{about && <span class="about">{about}</span>}</span>
    </label>
  );
}
