import type { Highlight } from "./highlight";
import type { Item } from "./item";
import type { Open, Sealed } from "./machine";
import type { Found, Shelf } from "./shelf";

/**
 * Keeps a test on the device, each change once. A device that is full or closed
 * to us is no reason to stop: then the tab holds the answers, which full says,
 * and the next write that succeeds is followed by all that was missed.
 */
export class Keeper {
  /** The device could not keep what it was last given. */
  full = false;
  private written = new Map<string, Item>(); // what it has, by question
  private last: Open | Sealed | null = null;
  private whole = ""; // the module that is there with its questions

  constructor(private readonly shelf: Shelf, private readonly user: string, private readonly test: string, private readonly changed: () => void) {}

  async find(): Promise<Found | null> {
    try {
      return await this.shelf.find(this.user, this.test);
    } catch {
      this.full = true;
      return null;
    }
  }

  private async keep(write: () => Promise<void>): Promise<boolean> {
    let ok = true;
    try {
      await write();
    } catch {
      ok = false;
    }
    const was = this.full;
    this.full = !ok;
    if (was && ok && this.last) {
      this.written.clear();
      this.whole = "";
      await this.items(this.last);
    }
    this.changed();
    return ok;
  }

  /** Keeps the items that changed, and before the first of them the module. */
  async items(s: Open | Sealed): Promise<void> {
    this.last = s;
    const whole = `${s.module.number} ${s.module.limit}`;
    if (this.whole !== whole) {
      if (!this.whole.startsWith(`${s.module.number} `)) this.written.clear();
      this.whole = whole;
      if (!(await this.keep(() => this.shelf.module(this.user, this.test, s.module)))) this.whole = "";
    }
    const fresh = Object.entries(s.items).filter(([id, i]) => this.written.get(id) !== i);
    if (!fresh.length) return;
    const start = performance.now();
    for (const [id, i] of fresh) this.written.set(id, i);
    const ok = await this.keep(() => this.shelf.items(this.test, s.module.number, Object.fromEntries(fresh)));
    if (ok) performance.measure("satprep.kept", { start, end: performance.now() });
    else for (const [id] of fresh) this.written.delete(id);
  }

  async stand(s: Open | Sealed, mono: number): Promise<void> {
    const where = s.phase === "module" ? { at: s.at, place: s.place, mono } : { at: 0, place: "question" as const, mono: s.mono, sealed: s.why };
    await this.keep(() => this.shelf.stand({ test: this.test, module: s.module.number, wall: Date.now(), ...where }));
  }

  async highlights(question: string, list: Highlight[]): Promise<void> {
    await this.keep(() => this.shelf.highlights(this.test, question, list));
  }

  /** The server has the whole test. */
  async drop(): Promise<void> {
    this.last = null;
    await this.shelf.drop(this.test).catch(() => {}); // it stays, and does no harm
  }
}
