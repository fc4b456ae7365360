import { ago, size } from "../census/words";

/** What the command noted when it ended. */
export interface Note {
  made_at: string;
  file: string;
  bytes: number;
  files: number;
}

/**
 * What a note of a backup says: when it was made, what is in it, and whether that
 * is longer ago than `stale` days. No note, and one whose time cannot be read, is
 * late. A clock that was put back makes no backup late.
 */
export function told(note: Note | undefined, stale: number, now = Date.now()): { late: boolean; when: string; what: string } {
  if (!note) return { late: true, when: "none", what: "None was made of this folder by this program." };
  const days = (now - Date.parse(note.made_at)) / 86_400_000;
  const what = `${size(note.bytes)}, ${note.files.toLocaleString("en-US")} ${note.files === 1 ? "file" : "files"}`;
  return Number.isNaN(days) ? { late: true, when: "at an unknown time", what } : { late: days > stale, when: ago(note.made_at, now), what };
}
