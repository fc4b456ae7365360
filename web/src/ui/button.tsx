import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon";
import "./button.css";

interface Look {
  /** main: the one thing to do here; quiet: beside it; plain: a word that acts; danger: cannot be undone. */
  look?: "main" | "quiet" | "plain" | "danger";
  icon?: IconName;
  iconAfter?: IconName;
  small?: boolean;
  children: ComponentChildren;
}

type ButtonProps = Look & { busy?: boolean } & Omit<JSX.IntrinsicElements["button"], "icon" | "children" | "class">;

/** While busy it keeps its place and focus, and takes no second press. */
export function Button({ look = "quiet", icon, iconAfter, small, busy, children, onClick, type = "button", ...rest }: ButtonProps) {
  return (
    <button type={type} class={classOf(look, small)} aria-disabled={busy || undefined} aria-busy={busy || undefined}
      onClick={busy ? (e) => e.preventDefault() : onClick} {...rest}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
      {iconAfter && <Icon name={iconAfter} />}
    </button>
  );
}

/** A link that looks like a button: it goes somewhere. */
export function ButtonLink({ look = "quiet", icon, iconAfter, small, children, ...rest }: Look & Omit<JSX.IntrinsicElements["a"], "icon" | "children" | "class">) {
  return (
    <a class={classOf(look, small)} {...rest}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
      {iconAfter && <Icon name={iconAfter} />}
    </a>
  );
}

const classOf = (look: string, small?: boolean) => `button ${look}${small ? " small" : ""}`;
