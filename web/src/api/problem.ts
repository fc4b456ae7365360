import type { ErrorModel } from "./schema";

/**
 * What went wrong, as a sentence for the person. The server's problem documents
 * carry one; where no server answered, we say so ourselves.
 */
export class Problem extends Error {
  readonly status: number;
  /** By field, without the "body." before it. */
  readonly fields: Record<string, string>;
  /** Seconds to wait, where the server said. */
  readonly retryAfter: number;

  constructor(status: number, sentence: string, fields: Record<string, string> = {}, retryAfter = 0) {
    super(sentence);
    this.status = status;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }

  /** Nobody answered: the network, or the server, is down. */
  get unreachable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 504;
  }

  /** The same request may succeed later. */
  get passing(): boolean {
    return this.unreachable || this.status === 429 || this.status === 503;
  }
}

export const unreachable = () =>
  new Problem(0, "The server cannot be reached. Check your connection; nothing you did here is lost.");

/** Reads a problem out of a reply that is none of 2xx. */
export async function problemOf(reply: Response): Promise<Problem> {
  const wait = Number(reply.headers.get("Retry-After")) || 0;
  const said = (await reply.json().catch(() => null)) as ErrorModel | null;
  const fields: Record<string, string> = {};
  for (const e of said?.errors ?? []) {
    const name = e.location?.replace(/^body\./, "");
    if (name && e.message) fields[name] = sentence(e.message);
  }
  return new Problem(reply.status, said?.detail || `The server answered ${reply.status} and did not say why. Try again, and tell whoever runs it if it goes on.`, fields, wait);
}

function sentence(text: string): string {
  const t = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(t) ? t : `${t}.`;
}

/** Any error as a problem, so that a screen has a sentence to show. */
export function asProblem(err: unknown): Problem {
  if (err instanceof Problem) return err;
  console.error(err);
  return new Problem(-1, "Something went wrong in this page. Load it again; what you sent is safe on the server.");
}
