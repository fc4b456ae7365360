import { signal } from "@preact/signals";
import type { IDBPTransaction } from "idb";
import { me } from "../account/me";
import { call, reachable } from "../api/client";
import type { EntryIn, PackBody } from "../api/schema";
import { Problem } from "../api/problem";
import { uuid7 } from "../api/uuid";
import { database, type Kept, type KeptAnswer, type KeptPack } from "../interaction/store";
import { Sync, type Draft, type EntryStore, type Standing } from "./sync";

/** Asks the browser, when something is first kept, not to clear it by itself. */
let asked: Promise<boolean> | null = null;
export function keepForGood(): Promise<boolean> {
  asked ??= (async () => {
    try {
      return (await navigator.storage.persisted()) || (await navigator.storage.persist());
    } catch {
      return false; // it may clear what lies here when the device is full
    }
  })();
  return asked;
}

type Tx = IDBPTransaction<Kept, ("entries" | "counters" | "packs")[], "readwrite">;

/** Gives entries the next places in the order, in a transaction that holds entries and counters. */
async function place(tx: Tx, user: string, drafts: Draft[]): Promise<EntryIn[]> {
  const counters = tx.objectStore("counters");
  let { seq } = (await counters.get(user)) ?? { seq: 0 };
  const placed = drafts.map((d) => ({ ...d, seq: ++seq }) as EntryIn);
  await counters.put({ user, seq });
  for (const entry of placed) await tx.objectStore("entries").put({ user, seq: entry.seq, entry });
  return placed;
}

const range = (user: string) => IDBKeyRange.bound([user, 0], [user, Infinity]);

const onDevice: EntryStore = {
  async add(user, drafts) {
    const tx = (await database()).transaction(["entries", "counters", "packs"], "readwrite", { durability: "strict" });
    const placed = await place(tx, user, drafts);
    await tx.done;
    return placed;
  },
  async list(user, limit) {
    return (await (await database()).getAll("entries", range(user), limit)).map((row) => row.entry);
  },
  async count(user) {
    return (await database()).count("entries", range(user));
  },
  async drop(user, seqs) {
    const tx = (await database()).transaction("entries", "readwrite");
    await Promise.all([...seqs.map((seq) => tx.store.delete([user, seq])), tx.done]);
  },
  async atLeast(user, seq) {
    const tx = (await database()).transaction("counters", "readwrite");
    const had = await tx.store.get(user);
    if ((had?.seq ?? 0) < seq) await tx.store.put({ user, seq });
    await tx.done;
  },
};

/** Where the answers of whoever is signed in stand. */
export const standing = signal<Standing>({ kind: "synced", waiting: 0, at: null });
/** Why entries of this page were not taken, as sentences. */
export const refusals = signal<string[]>([]);

let sync: Sync | null = null;
let owner = "";

function mine(): Sync | null {
  const user = me.peek()?.role === "student" ? me.peek()!.user_id : "";
  if (user !== owner) {
    owner = user;
    sync = user
      ? new Sync(user, onDevice, (oldest, entries) => call("POST /sync", { body: { oldest, entries }, quiet: true }), (s) => {
          standing.value = s;
          refusals.value = [...new Set((sync?.refused ?? []).map((v) => v.why ?? ""))].filter(Boolean);
        })
      : null;
    void sync?.open();
  }
  return sync;
}

let timer: ReturnType<typeof setTimeout> | undefined;
let pace = 2_000;

/** Sends what waits, now; and later again, if that did not go. */
export async function syncNow(): Promise<void> {
  clearTimeout(timer);
  const s = mine();
  if (!s) return;
  await s.flush();
  if (!s.standing.waiting) pace = 2_000;
  else {
    pace = Math.min(pace * 2, 120_000);
    timer = setTimeout(() => void syncNow(), pace);
  }
}

/** Keeps entries for POST /sync: on the device first, then on their way. */
export async function keepEntries(...drafts: Draft[]): Promise<void> {
  void keepForGood();
  await mine()?.add(...drafts);
  void syncNow();
}

/** Begins to watch over what waits; screens that show it call this once. */
export function watchOver(): void {
  mine();
  void syncNow();
}

reachable.subscribe((back) => {
  if (back && owner) void syncNow();
});
addEventListener("online", () => {
  if (owner) void syncNow();
});

// ---- packs

const full = () => new Problem(-1, "This device has no room left for these questions. Free some space, or take fewer along.");

/** Takes questions along. */
export async function takeAlong(domain: string, n: number): Promise<KeptPack> {
  const user = me.peek()!.user_id;
  void keepForGood();
  const pack = await call("POST /practice/packs/{user_id}", { path: { user_id: user }, body: { domain, num_questions: n }, once: true });
  const row: KeptPack = { id: pack.pack_id, user, pack, answers: {}, finished: false };
  try {
    await (await database()).put("packs", row);
  } catch {
    throw full();
  }
  return row;
}

export const expired = (p: PackBody, now = Date.now()): boolean => Date.parse(p.expires_at) <= now;

/** The packs on this device, the newest first. Those that expired go, once nothing of them waits. */
export async function packs(): Promise<KeptPack[]> {
  const user = me.peek()!.user_id;
  const list = await (await database()).getAllFromIndex("packs", "user", user);
  const keep: KeptPack[] = [];
  for (const p of list) {
    if (expired(p.pack) && Object.keys(p.answers).length === 0) await forgetPack(p.id);
    else keep.push(p);
  }
  return keep.sort((a, b) => (a.pack.made_at < b.pack.made_at ? 1 : -1));
}

export async function onePack(id: string): Promise<KeptPack | null> {
  const p = await (await database()).get("packs", id);
  return p && p.user === me.peek()?.user_id ? p : null;
}

export async function forgetPack(id: string): Promise<void> {
  await (await database()).delete("packs", id);
}

/** Keeps an answer to a pack's question, and where the pack stands, in one step. */
export async function answerPack(p: KeptPack, question: string, kept: KeptAnswer, draft: Draft): Promise<KeptPack> {
  const answers = { ...p.answers, [question]: kept };
  const finished = (p.pack.questions ?? []).every((q) => answers[q.question.id]);
  return keepPack({ ...p, answers, finished }, finished && !p.finished ? [draft, ending(p.id)] : [draft]);
}

const ending = (pack: string): Draft => ({ id: uuid7(), type: "pack.finished", made_at: new Date().toISOString(), pack_id: pack });

/** Ends a pack before its last question. */
export async function finishPack(p: KeptPack): Promise<KeptPack> {
  return keepPack({ ...p, finished: true }, [ending(p.id)]);
}

async function keepPack(next: KeptPack, drafts: Draft[]): Promise<KeptPack> {
  const s = mine();
  try {
    const tx = (await database()).transaction(["entries", "counters", "packs"], "readwrite", { durability: "strict" });
    await place(tx, next.user, drafts);
    await tx.objectStore("packs").put(next);
    await tx.done;
    await s?.noticed();
  } catch {
    await s?.add(...drafts); // no room: it waits in this page, and the line that shows it says so
  }
  void syncNow();
  return next;
}
