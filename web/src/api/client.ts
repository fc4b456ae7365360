import { signal } from "@preact/signals";
import { device } from "./device";
import { asProblem, Problem, problemOf, unreachable } from "./problem";
import type { Routes } from "./schema";
import { uuid7 } from "./uuid";

/** Whether the server answered when last asked. The shell shows a banner. */
export const reachable = signal(true);

/** What asks a person to sign in again, and settles when they did. Set by account. */
let signInAgain: (() => Promise<void>) | null = null;
export function onSignedOut(ask: () => Promise<void>): void {
  signInAgain = ask;
}

type Route = keyof Routes;
type Needs<R extends Route> = Omit<Routes[R], "reply">;

/** What a route needs: path, query and body as the server's document says. */
export type Ask<R extends Route> = Needs<R> & Manner;
export type Reply<R extends Route> = Routes[R]["reply"];

interface Manner {
  /** Sent again after a lost reply, the server must not act twice: it gets a key. */
  once?: boolean;
  /** Wait and try again while the server cannot be reached; for what must arrive. */
  patient?: boolean;
  /** Do not ask to sign in again; the caller deals with 401. */
  quiet?: boolean;
  /** Outlive the page. */
  keepalive?: boolean;
  signal?: AbortSignal;
  /** Sent as it is, in place of a body of JSON. */
  blob?: Blob;
}

type Bare<R extends Route> = object extends Needs<R> ? [ask?: Ask<R>] : [ask: Ask<R>];

/**
 * Calls a route. The route's name is its method and path as in the server's
 * table; what it takes and gives is known from the OpenAPI document. Throws a
 * Problem. A 401 asks the person to sign in again and then goes on, so that
 * nothing typed is lost.
 */
export async function call<R extends Route>(route: R, ...[ask]: Bare<R>): Promise<Reply<R>> {
  const reply = await fetchRoute(route, ask as Loose | undefined);
  if (reply.status === 204) return undefined as Reply<R>;
  return (await reply.json().catch(() => {
    throw unreachable(); // cut off in the middle
  })) as Reply<R>;
}

type Loose = Manner & { path?: Record<string, string>; query?: Record<string, unknown>; body?: unknown };

/** The reply itself, for streams; otherwise as call. */
export async function fetchRoute(route: string, ask: Loose = {}): Promise<Response> {
  const { method, url } = address(route, ask);
  const headers = new Headers(device());
  if (ask.body !== undefined) headers.set("Content-Type", "application/json");
  if (ask.blob) headers.set("Content-Type", ask.blob.type);
  if (ask.once) headers.set("Idempotency-Key", uuid7());
  const init: RequestInit = { method, headers, credentials: "same-origin", keepalive: ask.keepalive, signal: ask.signal,
    body: ask.blob ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body)) };
  for (let wait = 1; ; wait = Math.min(wait * 2, 30)) {
    const got = await attempt(url, init);
    if (got instanceof Response) return got;
    if (got.status === 401 && !ask.quiet && signInAgain) {
      await signInAgain();
      continue;
    }
    if (!ask.patient || !got.passing) throw got;
    await pause(Math.max(wait, got.retryAfter));
  }
}

async function attempt(url: string, init: RequestInit): Promise<Response | Problem> {
  let reply: Response;
  try {
    reply = await fetch(url, init);
  } catch (err) {
    if (init.signal?.aborted) throw err;
    watch();
    return unreachable();
  }
  if (reply.ok) {
    reachable.value = true;
    return reply;
  }
  const problem = await problemOf(reply);
  if (problem.unreachable) watch();
  else reachable.value = true;
  return problem;
}

function address(route: string, ask: Loose): { method: string; url: string } {
  const [method = "GET", path = "/"] = route.split(" ", 2);
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ask.path?.[name] ?? ""));
  const query = new URLSearchParams();
  for (const [k, v] of Object.entries(ask.query ?? {})) if (v !== undefined && v !== "") query.set(k, String(v));
  return { method, url: query.size ? `${filled}?${query}` : filled };
}

// ---- waiting for a server that went away

let watching = false;
const waiting = new Set<() => void>();

/** Settles after some seconds, or as soon as the server is back. */
function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      waiting.delete(done);
      resolve();
    };
    const timer = setTimeout(done, seconds * 1000);
    waiting.add(done);
  });
}

/** Asks now and then whether the server is back; the banner goes when it is. */
function watch(): void {
  reachable.value = false;
  if (watching) return;
  watching = true;
  let wait = 1;
  const ask = async () => {
    if (!reachable.value) {
      try {
        reachable.value = (await fetch("/healthz", { cache: "no-store" })).ok;
      } catch {
        // still away
      }
    }
    if (reachable.value) {
      watching = false;
      for (const go of [...waiting]) go();
      return;
    }
    wait = Math.min(wait * 1.6, 20);
    setTimeout(ask, wait * 1000);
  };
  setTimeout(ask, wait * 1000);
  addEventListener("online", () => void ask(), { once: true });
}

export { asProblem, Problem };
