import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { EventIn } from "../api/schema";

/**
 * What this app keeps in the browser's database. A new store is one more step in
 * upgrade, with the next version; a step that was released is not changed.
 */
interface Kept extends DBSchema {
  events: { key: string; value: { id: string; user: string; event: EventIn }; indexes: { user: string } };
}

let opening: Promise<IDBPDatabase<Kept>> | null = null;

export function database(): Promise<IDBPDatabase<Kept>> {
  opening ??= openDB<Kept>("satprep", 1, {
    upgrade(db, from) {
      if (from < 1) db.createObjectStore("events", { keyPath: "id" }).createIndex("user", "user");
    },
    blocking: (_current, _blocked, e) => (e.target as IDBDatabase).close(), // another tab has a newer app
    terminated: () => (opening = null),
  });
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
