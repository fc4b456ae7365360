import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { bridged } from "./clock";
import type { Item } from "./item";
import type { Kept, Module, Place } from "./machine";
import type { Highlight } from "./highlight";

/** Where a learner stands in a module: small, as it is written often. */
interface Stand {
  test: string;
  module: number;
  at: number;
  place: Place;
  mono: number;
  /** The time of day of mono. */
  wall: number;
  sealed?: "finished" | "time";
}

interface Stored extends DBSchema {
  modules: { key: string; value: { test: string; user: string; module: Module } };
  items: { key: [string, string]; value: { test: string; question: string; module: number; item: Item } };
  stands: { key: string; value: Stand };
  highlights: { key: [string, string]; value: { test: string; question: string; list: Highlight[] } };
}

/**
 * What a device keeps of a test until the server has all of it: the module with
 * its questions, an item per question, where the learner stands, and what they
 * highlighted. It is a database apart from that of screen actions, so that one
 * that is full or broken, or waits for an upgrade, does not stop a test.
 */
export interface Shelf {
  find(user: string, test: string): Promise<Found | null>;
  module(user: string, test: string, module: Module): Promise<void>;
  items(test: string, module: number, items: Record<string, Item>): Promise<void>;
  stand(s: Stand): Promise<void>;
  highlights(test: string, question: string, list: Highlight[]): Promise<void>;
  drop(test: string): Promise<void>;
}

export interface Found {
  kept: Kept | null;
  highlights: Record<string, Highlight[]>;
}

let opening: Promise<IDBPDatabase<Stored>> | null = null;

function database(): Promise<IDBPDatabase<Stored>> {
  opening ??= openDB<Stored>("satprep-test", 1, {
    upgrade(db) {
      db.createObjectStore("modules", { keyPath: "test" });
      db.createObjectStore("items", { keyPath: ["test", "question"] });
      db.createObjectStore("stands", { keyPath: "test" });
      db.createObjectStore("highlights", { keyPath: ["test", "question"] });
    },
    blocking: (_current, _blocked, e) => (e.target as IDBDatabase).close(),
    terminated: () => (opening = null),
  }).catch((err: unknown) => {
    opening = null;
    throw err;
  });
  return opening;
}

/** The test of a user that this device keeps a module of; the server need not be asked. */
export async function testOnDevice(user: string): Promise<string | null> {
  const kept = await (await database()).getAll("modules");
  return kept.find((m) => m.user === user)?.test ?? null;
}

const whole = (test: string) => IDBKeyRange.bound([test], [test, []]);

/** An answer that was given is on the disk, not only on its way there. */
const safe = { durability: "strict" } as const;

export const onDevice: Shelf = {
  async find(user, test) {
    const db = await database();
    const [m, stand, items, notes] = await Promise.all([db.get("modules", test), db.get("stands", test), db.getAll("items", whole(test)), db.getAll("highlights", whole(test))]);
    if (m && m.user !== user) return null;
    const highlights = Object.fromEntries(notes.map((n) => [n.question, n.list]));
    if (!m) return { kept: null, highlights };
    const s = stand?.module === m.module.number ? stand : undefined;
    const mine = items.filter((row) => row.module === m.module.number);
    const mono = s ? (s.sealed ? s.mono : bridged(s.mono, s.wall, Date.now())) : 0;
    return { highlights, kept: { module: m.module, items: Object.fromEntries(mine.map((row) => [row.question, row.item])), at: s?.at ?? 0, place: s?.place ?? "question", mono, sealed: s?.sealed } };
  },
  async module(user, test, module) {
    await (await database()).put("modules", { test, user, module });
  },
  async items(test, module, items) {
    const tx = (await database()).transaction("items", "readwrite", safe);
    await Promise.all([...Object.entries(items).map(([question, item]) => tx.store.put({ test, question, module, item })), tx.done]);
  },
  async stand(s) {
    const tx = (await database()).transaction("stands", "readwrite", s.sealed ? safe : undefined);
    await Promise.all([tx.store.put(s), tx.done]);
  },
  async highlights(test, question, list) {
    await (await database()).put("highlights", { test, question, list });
  },
  async drop(test) {
    const db = await database();
    await Promise.all([db.delete("modules", test), db.delete("stands", test), db.delete("items", whole(test)), db.delete("highlights", whole(test))]);
  },
};
