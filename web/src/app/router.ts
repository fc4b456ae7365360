import { signal } from "@preact/signals";

/** All of the app lives below this path. */
export const root = "/app/";

/** Where we are: the path below root, without slashes at its ends. */
export const path = signal(here());
export const query = signal(new URLSearchParams(location.search));

function here(): string {
  return decodeURI(location.pathname.slice(root.length)).replace(/^\/+|\/+$/g, "");
}

/** A link to a screen. */
export const to = (screen: string) => root + screen;

type Guard = () => boolean;
const guards = new Set<Guard>();

/** Asks before a screen with unfinished work is left; returns the way to stop asking. */
export function holdHere(leave: Guard): () => void {
  guards.add(leave);
  return () => guards.delete(leave);
}

let at = location.href; // where we are, should a guard send us back

function arrive(): void {
  at = location.href;
  path.value = here();
  query.value = new URLSearchParams(location.search);
}

/** Goes to a screen, by its name below root. */
export function go(screen: string, how: { replace?: boolean } = {}): void {
  if (!how.replace && ![...guards].every((leave) => leave())) return;
  const url = to(screen);
  if (how.replace) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  arrive();
  if (!how.replace) scrollTo(0, 0);
}

addEventListener("popstate", () => {
  if (![...guards].every((leave) => leave())) {
    history.pushState(null, "", at);
    return;
  }
  arrive();
});

// Plain links work: a click on one stays in the page, everything else about it
// (a new tab, copying) is the browser's.
document.addEventListener("click", (e) => {
  if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  const a = (e.target as Element | null)?.closest?.("a");
  if (!a || a.target || a.hasAttribute("download") || a.origin !== location.origin || !a.pathname.startsWith(root)) return;
  if (a.hash && a.pathname === location.pathname) return;
  e.preventDefault();
  go(a.pathname.slice(root.length) + a.search);
});

export type Params = Record<string, string>;

/** Fits a path to a pattern such as "practice/:session"; null if it does not. */
export function match(pattern: string, p: string): Params | null {
  const want = pattern.split("/");
  const have = p.split("/");
  if (want.length !== have.length) return null;
  const params: Params = {};
  for (const [i, w] of want.entries()) {
    const h = have[i]!;
    if (w.startsWith(":")) {
      if (!h) return null;
      params[w.slice(1)] = h;
    } else if (w !== h) return null;
  }
  return params;
}
