/** Where the answers are. It says no more than is so. */
export interface SaveState {
  kind: "synced" | "kept" | "offline" | "unkept";
  /** Answers that the server does not have. */
  waiting: number;
  /** When the server last took some, hh:mm. */
  at?: string;
}

interface Facts {
  waiting: number;
  reachable: boolean;
  /** The device could keep all that it was given. */
  kept: boolean;
  syncedAt: Date | null;
}

const hhmm = (d: Date) => `${String(d.getHours()).padStart(2, "0")}:${String(d.getMinutes()).padStart(2, "0")}`;

export function saveState({ waiting, reachable, kept, syncedAt }: Facts): SaveState {
  const at = syncedAt ? hhmm(syncedAt) : undefined;
  if (!kept && (waiting || !reachable)) return { kind: "unkept", waiting, at };
  if (!reachable) return { kind: "offline", waiting, at };
  return { kind: waiting ? "kept" : "synced", waiting, at };
}

export function saveText(s: SaveState): string {
  switch (s.kind) {
    case "synced": return s.at ? `Synced ${s.at}` : "Nothing to save yet";
    case "kept": return "Saved on this device";
    case "offline": return s.waiting ? `Offline, ${s.waiting} waiting` : "Offline, nothing waiting";
    case "unkept": return `This device’s storage is full: ${s.waiting} only in this tab`;
  }
}
