import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { EntryIn, EventIn, PackBody } from "../api/schema";

/**
 * What this app keeps in the browser's database. A new store is one more step in
 * upgrade, with the next version; a step that was released is not changed.
 */
export interface Kept extends DBSchema {
  events: { key: string; value: { id: string; user: string; event: EventIn }; indexes: { user: string } };
  /** Practice packs, with how far each is. */
  packs: { key: string; value: KeptPack; indexes: { user: string } };
  /** What waits for POST /sync, by who did it and in which order. */
  entries: { key: [string, number]; value: { user: string; seq: number; entry: EntryIn } };
  /** The last seq of each person on this device. */
  counters: { key: string; value: { user: string; seq: number } };
}

/** A pack on this device. */
export interface KeptPack {
  id: string;
  user: string;
  pack: PackBody;
  /** By question; what was answered here. */
  answers: Record<string, KeptAnswer>;
  finished: boolean;
}

export interface KeptAnswer {
  answer: string; // "" if left out
  correct: boolean;
  seconds: number;
}

let opening: Promise<IDBPDatabase<Kept>> | null = null;

export function database(): Promise<IDBPDatabase<Kept>> {
  opening ??= openDB<Kept>("satprep", 2, {
    upgrade(db, from) {
      if (from < 1) db.createObjectStore("events", { keyPath: "id" }).createIndex("user", "user");
      if (from < 2) {
        db.createObjectStore("packs", { keyPath: "id" }).createIndex("user", "user");
        db.createObjectStore("entries", { keyPath: ["user", "seq"] });
        db.createObjectStore("counters", { keyPath: "user" });
      }
    },
    blocking: (_current, _blocked, e) => (e.target as IDBDatabase).close(), // another tab has a newer app
    terminated: () => (opening = null),
  });
  opening.catch(() => (opening = null)); // closed to us now, perhaps not later
  return opening;
}

/** Where events wait. */
export interface EventStore {
  put(user: string, events: EventIn[]): Promise<void>;
  list(user: string, limit: number): Promise<EventIn[]>;
  drop(ids: string[]): Promise<void>;
}

export const onDevice: EventStore = {
  async put(user, events) {
    const tx = (await database()).transaction("events", "readwrite");
    await Promise.all([...events.map((event) => tx.store.put({ id: event.id, user, event })), tx.done]);
  },
  async list(user, limit) {
    return (await (await database()).getAllFromIndex("events", "user", user, limit)).map((row) => row.event);
  },
  async drop(ids) {
    const tx = (await database()).transaction("events", "readwrite");
    await Promise.all([...ids.map((id) => tx.store.delete(id)), tx.done]);
  },
};
