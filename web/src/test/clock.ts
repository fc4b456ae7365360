/**
 * The clock of a module on this device: milliseconds since the module opened.
 * It runs by the browser's monotonic clock, so that setting the time of day
 * changes nothing; only the time that no page was open is bridged by the time of
 * day, and never backward.
 */
export class ModuleClock {
  private base = 0;
  private from = 0;

  constructor(private readonly mono: () => number = () => performance.now()) {}

  set(ms: number): void {
    this.base = ms;
    this.from = this.mono();
  }

  now(): number {
    return this.base + this.mono() - this.from;
  }
}

/** Where a clock stands that was put away at a time of day. */
export const bridged = (ms: number, at: number, now: number): number => ms + Math.max(0, now - at);

/** What must be said as the time left, in milliseconds, goes from one to another: the warnings at five minutes and at one. */
export function warning(before: number, now: number): string {
  if (now > 0 && before > 60_000 && now <= 60_000) return "One minute left in this module.";
  if (now > 60_000 && before > 300_000 && now <= 300_000) return "Five minutes left in this module.";
  return "";
}
