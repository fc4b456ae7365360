import type { EventIn, InteractionVerdict } from "../api/schema";
import { Problem } from "../api/problem";
import type { EventStore } from "./store";

/** A batch that the server takes: 500 events and 1 MiB; we stay well below. */
export const batchSize = 200;

export type Send = (events: EventIn[]) => Promise<InteractionVerdict[]>;

/**
 * Screen actions on their way to the server. Each is kept on the device until
 * the server has given its verdict on it; sent again it is the same event, so
 * nothing is counted twice. A device that cannot keep them (full, or closed to
 * us) still sends them, from memory.
 */
export class Outbox {
  /** Events whose verdict was that they cannot be taken; the server has them too, for its operator. */
  rejected = 0;
  private fresh: EventIn[] = [];
  private memory: EventIn[] = [];
  private running: Promise<void> | null = null;

  constructor(
    private readonly user: string,
    private readonly store: EventStore,
    private readonly send: Send,
    private readonly changed: (waiting: number) => void = () => {},
  ) {}

  private stored = 0;
  get waiting(): number {
    return this.fresh.length + this.memory.length + this.stored;
  }

  add(event: EventIn): void {
    this.fresh.push(event);
    this.changed(this.waiting);
  }

  /** Puts what is new on the device. */
  async save(): Promise<void> {
    const batch = this.fresh;
    if (!batch.length) return;
    this.fresh = [];
    try {
      await this.store.put(this.user, batch);
      this.stored += batch.length;
    } catch {
      this.memory.push(...batch);
    }
    this.changed(this.waiting);
  }

  /** Sends all that waits. Throws the Problem that kept some of it here. */
  flush(): Promise<void> {
    this.running ??= this.drain().finally(() => {
      this.running = null;
      this.changed(this.waiting);
    });
    return this.running;
  }

  private async drain(): Promise<void> {
    await this.save();
    let size = batchSize;
    for (;;) {
      const kept = await this.store.list(this.user, size).catch(() => [] as EventIn[]);
      const batch = kept.length ? kept : this.memory.slice(0, size);
      if (!batch.length) {
        this.stored = 0;
        if (this.fresh.length) {
          await this.save();
          continue;
        }
        return;
      }
      let verdicts: InteractionVerdict[];
      try {
        verdicts = await this.send(batch);
      } catch (err) {
        if (err instanceof Problem && err.status === 413 && batch.length > 1) {
          size = Math.ceil(batch.length / 2);
          continue;
        }
        // Nothing may be recorded of this person, or the batch is one that no
        // server will take: keeping it would only block what comes after.
        if (err instanceof Problem && [400, 403, 413].includes(err.status)) {
          this.rejected += batch.length;
          await this.forget(batch);
          continue;
        }
        throw err;
      }
      this.rejected += verdicts.filter((v) => v.verdict === "rejected").length;
      await this.forget(batch);
    }
  }

  private async forget(batch: EventIn[]): Promise<void> {
    const ids = new Set(batch.map((e) => e.id));
    this.memory = this.memory.filter((e) => !ids.has(e.id));
    this.stored = Math.max(0, this.stored - ids.size);
    try {
      await this.store.drop([...ids]);
    } catch {
      // sent again later, it is the same event and the server knows it
    }
    this.changed(this.waiting);
  }
}
