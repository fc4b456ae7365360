import { computed, signal } from "@preact/signals";
import { asProblem, call, onSignedOut, Problem, reachable } from "../api/client";
import { timeZone } from "../api/device";
import { keep, kept } from "../api/keep";
import type { AccountBody } from "../api/schema";
import type { Role } from "../app/screens";

/** Who is signed in: undefined while we ask, null if nobody. */
export const me = signal<AccountBody | null | undefined>(undefined);
export const role = computed(() => (me.value?.role ?? null) as Role | null);

/** Why we do not know, should asking have failed. */
export const meProblem = signal<Problem | null>(null);

/** Whoever is signed in, for screens that nobody else reaches. */
export function myself(): AccountBody {
  if (!me.value) throw new Error("nobody is signed in");
  return me.value;
}

/**
 * The cookie with the token is the server's and hidden from scripts. This one is
 * ours and says only that there is one, so that a stranger's first visit asks
 * nothing that must be refused.
 */
const mark = "satprep_in";
const markedIn = () => document.cookie.split("; ").includes(`${mark}=1`);
const markIn = (on: boolean) => {
  document.cookie = `${mark}=1; path=/app; samesite=lax; max-age=${on ? 365 * 86_400 : 0}`;
};

/** Asks the server who is signed in here. */
export async function whoAmI(): Promise<void> {
  meProblem.value = null;
  try {
    arrived(await call("GET /auth/me", { quiet: true }));
  } catch (err) {
    if (err instanceof Problem && err.status === 401) {
      me.value = null;
      markIn(false);
      keep("me", null);
    } else if (!(err instanceof Problem && err.unreachable && remembered())) meProblem.value = asProblem(err);
  }
}

function arrived(account: AccountBody): void {
  me.value = account;
  markIn(true);
  keep("me", JSON.stringify({ ...account, email: "" }));
}

/**
 * Without a server, whoever was last signed in here goes on with what lies on this
 * device. The server is asked as soon as it is back, and nothing is sent before.
 */
function remembered(): boolean {
  try {
    const last = JSON.parse(kept("me") ?? "null") as AccountBody | null;
    if (!last) return false;
    me.value = last;
  } catch {
    return false;
  }
  const stop = reachable.subscribe((back) => {
    if (!back) return;
    queueMicrotask(() => stop());
    void call("GET /auth/me").then(arrived, () => {}); // asks for the password where the sign-in has ended
  });
  return true;
}

/** whoAmI, unless nobody was ever signed in here. */
export async function recall(): Promise<void> {
  if (markedIn()) await whoAmI();
  else me.value = null;
}

/** Signs in by user id or e-mail address. */
export async function signIn(name: string, password: string): Promise<void> {
  await call("POST /auth/login", { body: name.includes("@") ? { email: name, password } : { user_id: name, password }, quiet: true });
  await whoAmI();
}

export interface Newcomer {
  name: string;
  email: string;
  password: string;
  role: "student" | "parent";
  age: string;
  code: string;
}

export async function register(n: Newcomer): Promise<void> {
  await call("POST /auth/register", {
    body: { name: n.name, email: n.email || undefined, password: n.password, role: n.code ? undefined : n.role, age_band: n.role === "student" && !n.code ? n.age : undefined,
      time_zone: timeZone(), code: n.code || undefined },
    quiet: true,
  });
  await whoAmI();
}

const leaving = new Set<() => Promise<void>>();

/** Does something before signing out, such as sending what waits. */
export function beforeLeaving(act: () => Promise<void>): void {
  leaving.add(act);
}

export async function signOut(): Promise<void> {
  await Promise.allSettled([...leaving].map((act) => act()));
  await call("POST /auth/logout", { quiet: true }).catch((err: unknown) => {
    if (!(err instanceof Problem) || err.status !== 401) throw err;
  });
  me.value = null;
  markIn(false);
  keep("me", null);
}

/** Set while a sign-in ended under somebody's hands; the shell asks them to sign in over what they were doing. */
export const asking = signal<{ done: () => void } | null>(null);
let asked: Promise<void> | null = null;

onSignedOut(() => {
  asked ??= new Promise<void>((done) => {
    asking.value = { done };
  }).finally(() => {
    asked = null;
    asking.value = null;
  });
  return asked;
});
