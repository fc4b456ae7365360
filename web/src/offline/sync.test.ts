import { describe, expect, it } from "vitest";
import { Problem } from "../api/problem";
import type { EntryIn, OutboxReply } from "../api/schema";
import { Sync, type Draft, type EntryStore, type Standing } from "./sync";

/** A device that keeps entries in order, until it is full. */
class Device implements EntryStore {
  rows: { user: string; entry: EntryIn }[] = [];
  counters = new Map<string, number>();
  full = false;
  async add(user: string, drafts: Draft[]) {
    if (this.full) throw new DOMException("full", "QuotaExceededError");
    return drafts.map((d) => {
      const seq = (this.counters.get(user) ?? 0) + 1;
      this.counters.set(user, seq);
      const entry = { ...d, seq } as EntryIn;
      this.rows.push({ user, entry });
      return entry;
    });
  }
  async list(user: string, limit: number) {
    return this.rows.filter((r) => r.user === user).slice(0, limit).map((r) => r.entry);
  }
  async count(user: string) {
    return this.rows.filter((r) => r.user === user).length;
  }
  async drop(user: string, seqs: number[]) {
    this.rows = this.rows.filter((r) => r.user !== user || !seqs.includes(r.entry.seq));
  }
  async atLeast(user: string, seq: number) {
    this.counters.set(user, Math.max(seq, this.counters.get(user) ?? 0));
  }
}

const draft = (id: string): Draft => ({ id, type: "pack.answered", made_at: "2026-01-05T08:00:00Z", pack_id: "p" });

/** A server that takes each entry once. */
function server() {
  const s = { taken: [] as string[], calls: [] as number[][], down: null as Problem | null, judge: (_: EntryIn): "accepted" | "rejected" => "accepted" };
  const send = async (oldest: number, entries: EntryIn[]): Promise<OutboxReply> => {
    if (s.down) throw s.down;
    s.calls.push([oldest, ...entries.map((e) => e.seq)]);
    return {
      cursor: Math.max(0, ...entries.map((e) => e.seq)),
      verdicts: entries.map((e) => {
        const verdict = s.taken.includes(e.id) ? ("replayed" as const) : s.judge(e);
        if (verdict === "accepted") s.taken.push(e.id);
        return { id: e.id, seq: e.seq, verdict, why: verdict === "rejected" ? "It had expired." : undefined };
      }),
    };
  };
  return { s, send };
}

function setup() {
  const device = new Device();
  const { s, send } = server();
  const seen: Standing[] = [];
  const make = () => new Sync("u", device, send, (st) => seen.push(st), () => new Date(0));
  return { device, s, make, seen, last: () => seen.at(-1)! };
}

describe("the outbox of answers", () => {
  it("keeps, sends and lets go, in order", async () => {
    const { device, s, make, last } = setup();
    const sync = make();
    await sync.add(draft("a"), draft("b"));
    expect(last()).toMatchObject({ kind: "kept", waiting: 2 });
    await sync.flush();
    expect(s.calls).toEqual([[1, 1, 2]]);
    expect(device.rows).toEqual([]);
    expect(last()).toMatchObject({ kind: "synced", waiting: 0, at: new Date(0) });
  });

  it("waits for a network, a sign-in, a consent, and loses nothing", async () => {
    const { device, s, make, last } = setup();
    for (const [status, kind] of [[0, "offline"], [502, "offline"], [401, "signed out"], [403, "trouble"], [429, "trouble"], [500, "trouble"], [400, "trouble"]] as const) {
      const sync = make();
      s.down = new Problem(status, "A sentence.");
      await sync.add(draft(`${status}`));
      await sync.flush();
      expect(last()).toMatchObject({ kind, why: "A sentence." });
    }
    expect(last().waiting).toBe(7);
    s.down = null;
    await make().flush(); // as after a restart
    expect(s.taken).toHaveLength(7);
    expect(device.rows).toEqual([]);
  });

  it("sends again what the server took when the reply was lost, and counts it once", async () => {
    const { s, make, device, last } = setup();
    const sync = make();
    await sync.add(draft("a"));
    s.taken.push("a");
    await sync.flush();
    expect(s.taken).toEqual(["a"]);
    expect([device.rows.length, last().kind]).toEqual([0, "synced"]);
  });

  it("tells what was refused", async () => {
    const { s, make, last } = setup();
    s.judge = (e) => (e.id === "b" ? "rejected" : "accepted");
    const sync = make();
    await sync.add(draft("a"), draft("b"), draft("c"));
    await sync.flush();
    expect(sync.refused.map((v) => v.why)).toEqual(["It had expired."]);
    expect([s.taken, last().kind]).toEqual([["a", "c"], "synced"]);
  });

  it("says so where the device has no room, and sends from the page", async () => {
    const { device, s, make, last } = setup();
    const sync = make();
    device.full = true;
    await sync.add(draft("a"));
    expect(last()).toMatchObject({ kind: "unkept", waiting: 1 });
    await sync.flush();
    expect([s.taken, last().kind, last().waiting]).toEqual([["a"], "synced", 0]);
  });

  it("counts on from where the server is when the device was emptied", async () => {
    const { device, s, make } = setup();
    const sync = make();
    await sync.add(draft("a"), draft("b"), draft("c"));
    await sync.flush();
    device.counters.clear();
    await device.atLeast("u", 3);
    await sync.add(draft("d"));
    await sync.flush();
    expect(s.calls.at(-1)).toEqual([4, 4]);
  });

  it("halves what is too large", async () => {
    const { device, make, s } = setup();
    const sync = new Sync("u", device, async (_, entries) => {
      if (entries.length > 2) throw new Problem(413, "too large");
      s.taken.push(...entries.map((e) => e.id));
      return { cursor: 0, verdicts: entries.map((e) => ({ id: e.id, seq: e.seq, verdict: "accepted" as const })) };
    });
    await sync.add(...["a", "b", "c", "d", "e"].map(draft));
    await sync.flush();
    expect(s.taken).toEqual(["a", "b", "c", "d", "e"]);
    await make().open();
  });

  it("leaves another person's entries alone", async () => {
    const { device, s, make } = setup();
    await device.add("other", [draft("theirs")]);
    const sync = make();
    await sync.add(draft("mine"));
    await sync.flush();
    expect(s.taken).toEqual(["mine"]);
    expect(device.rows).toHaveLength(1);
  });
});
