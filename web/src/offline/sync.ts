import { Problem } from "../api/problem";
import type { EntryIn, OutboxReply, OutboxVerdict } from "../api/schema";

/** What is to be kept, before it has its place in the order. */
export type Draft = Omit<EntryIn, "seq">;

/** Where entries wait; add gives each the next seq of its person, in one step with what else. */
export interface EntryStore {
  add(user: string, entries: Draft[]): Promise<EntryIn[]>;
  list(user: string, limit: number): Promise<EntryIn[]>;
  count(user: string): Promise<number>;
  drop(user: string, seqs: number[]): Promise<void>;
  /** The next seq is at least this plus one. */
  atLeast(user: string, seq: number): Promise<void>;
}

export type Send = (oldest: number, entries: EntryIn[]) => Promise<OutboxReply>;

/** Where what was done here stands, told truthfully. */
export interface Standing {
  kind: "synced" | "kept" | "offline" | "signed out" | "unkept" | "trouble";
  waiting: number;
  /** When all was last on the server. */
  at: Date | null;
  /** A sentence, where there is one. */
  why?: string;
}

export const batchSize = 200; // the server takes 500

/**
 * The outbox of answers: each entry is on the device before anything else happens
 * with it, and leaves it when the server has given its verdict by name. Sent
 * again it is the same entry, so nothing is counted twice.
 */
export class Sync {
  /** Verdicts that an entry cannot be taken; the server keeps it for its operator. */
  readonly refused: OutboxVerdict[] = [];
  standing: Standing = { kind: "synced", waiting: 0, at: null };
  private memory: EntryIn[] = []; // what the device would not keep
  private last = 0; // seq of what is in memory
  private running: Promise<void> | null = null;

  constructor(
    private readonly user: string,
    private readonly store: EntryStore,
    private readonly send: Send,
    private readonly changed: (s: Standing) => void = () => {},
    private readonly now: () => Date = () => new Date(),
  ) {}

  private async stand(kind?: Standing["kind"], why?: string, sent = false): Promise<void> {
    const waiting = (await this.store.count(this.user).catch(() => 0)) + this.memory.length;
    const at = sent && !waiting ? this.now() : this.standing.at;
    kind ??= this.memory.length ? "unkept" : waiting ? (this.standing.kind === "synced" ? "kept" : this.standing.kind) : "synced";
    this.standing = { kind: kind === "synced" && waiting ? "kept" : kind, waiting, at, why };
    this.changed(this.standing);
  }

  /** Reads what waits from an earlier day. */
  open(): Promise<void> {
    return this.stand();
  }

  /** Keeps entries. Where the device has no room they wait in this page. */
  async add(...entries: Draft[]): Promise<void> {
    try {
      await this.store.add(this.user, entries);
    } catch {
      for (const e of entries) this.memory.push({ ...e, seq: ++this.last });
    }
    await this.stand();
  }

  /** Something else kept entries in this store. */
  noticed(): Promise<void> {
    return this.stand();
  }

  /** Sends all that waits; what could not be sent is told by standing. */
  flush(): Promise<void> {
    this.running ??= this.drain().finally(() => (this.running = null));
    return this.running;
  }

  private async drain(): Promise<void> {
    let size = batchSize;
    let sent = false;
    for (;;) {
      const kept = await this.store.list(this.user, size).catch(() => [] as EntryIn[]);
      const batch = kept.length ? kept : this.memory.slice(0, size);
      if (!batch.length) return this.stand("synced", undefined, sent);
      let reply: OutboxReply;
      try {
        // What is in memory has no place in the device's order.
        reply = await this.send(kept.length ? batch[0]!.seq : 0, batch);
      } catch (err) {
        const p = err instanceof Problem ? err : new Problem(-1, "Something went wrong while sending. It is tried again.");
        if (p.status === 413 && batch.length > 1) {
          size = Math.ceil(batch.length / 2);
          continue;
        }
        if (p.status === 413) {
          this.refused.push({ id: batch[0]!.id, seq: batch[0]!.seq, verdict: "rejected", why: p.message });
          await this.forget(batch);
          continue;
        }
        // Nothing is thrown away: it waits for a network, a sign-in, a consent.
        return this.stand(p.unreachable ? "offline" : p.status === 401 ? "signed out" : "trouble", p.message);
      }
      sent = true;
      const verdicts = reply.verdicts ?? [];
      this.refused.push(...verdicts.filter((v) => v.verdict === "rejected"));
      const judged = new Set(verdicts.map((v) => v.id));
      const settled = batch.filter((e) => judged.has(e.id));
      if (!settled.length) return this.stand("trouble", "The server gave no answer to what was sent. It is tried again.");
      await this.forget(settled);
      // A device whose database was emptied counts on from where the server is.
      await this.store.atLeast(this.user, reply.cursor).catch(() => {});
    }
  }

  private async forget(batch: EntryIn[]): Promise<void> {
    const ids = new Set(batch.map((e) => e.id));
    this.memory = this.memory.filter((e) => !ids.has(e.id));
    await this.store.drop(this.user, batch.map((e) => e.seq)).catch(() => {});
    await this.stand();
  }
}
