/**
 * Milliseconds since a session was opened on this device, by a clock that only
 * goes forward. The browser's own begins anew with the page, so what it said is
 * kept beside the time of day, and a reload bridges the gap with the latter, but
 * never backward.
 */
export class SessionClock {
  private readonly base: number;

  constructor(
    private readonly session: string,
    private readonly mono: () => number = () => performance.now(),
    private readonly wall: () => number = () => Date.now(),
    private readonly storage: Pick<Storage, "getItem" | "setItem"> | null = safeStorage(),
  ) {
    let before = 0;
    try {
      const kept = JSON.parse(storage?.getItem(this.key) ?? "null") as { ms: number; at: number } | null;
      if (kept) before = kept.ms + Math.max(0, wall() - kept.at);
    } catch {
      // unreadable: it begins here
    }
    this.base = before - mono();
    this.save();
  }

  private get key(): string {
    return `satprep.clock.${this.session}`;
  }

  now(): number {
    return Math.max(0, Math.round(this.base + this.mono()));
  }

  /** Keeps where the clock stands, for a page that comes after this one. */
  save(): void {
    try {
      this.storage?.setItem(this.key, JSON.stringify({ ms: this.now(), at: this.wall() }));
    } catch {
      // a reload then begins at zero
    }
  }
}

function safeStorage(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}
