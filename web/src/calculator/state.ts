import { signal } from "@preact/signals";
import type { Row } from "./sheet";
import { standard, type Window } from "./view";

/** Where the panel stands, in pixels of the page; null before it was opened. */
export interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
  /** At the foot of a narrow page; such a place says nothing of a wide one. */
  docked?: boolean;
}

let last = 0;
export const freshId = (): number => ++last;
export const emptyLine = (text = ""): Row => ({ id: freshId(), kind: "line", text, shown: true });

// All this outlives the panel: who opens it again finds it as it was.
export const rows = signal<Row[]>([emptyLine()]);
export const degrees = signal(false);
export const seen = signal<Window>(standard);
/** One unit is as long upwards as sideways, so that circles are round. */
export const equal = signal(true);
export const place = signal<Place | null>(null);

/** Forgets everything that was typed, drawn or moved: a new module begins with an empty calculator. */
export function clearCalculator(): void {
  rows.value = [emptyLine()];
  degrees.value = false;
  seen.value = standard;
  equal.value = true;
  place.value = null;
}

export function change(id: number, what: (row: Row) => Row): void {
  rows.value = rows.value.map((r) => (r.id === id ? what(r) : r));
}

/** Puts rows behind another, or at the end. */
export function insert(behind: number | null, ...fresh: Row[]): void {
  const list = [...rows.value];
  const at = list.findIndex((r) => r.id === behind);
  list.splice(at < 0 ? list.length : at + 1, 0, ...fresh);
  rows.value = list;
}

/** Takes a row away, and returns the first of those that stay; there is always one to type in. */
export function remove(id: number): Row {
  const left = rows.value.filter((r) => r.id !== id);
  if (left.length < rows.value.length) rows.value = left.length ? left : [emptyLine()];
  return rows.value[0]!;
}

export function newTable(): Row & { kind: "table" } {
  const used = rows.value.flatMap((r) => (r.kind === "table" ? [r.number] : []));
  let number = 1;
  while (used.includes(number)) number++;
  return { id: freshId(), kind: "table", number, shown: true, cells: [["", ""], ["", ""], ["", ""]] };
}

/** Names that no line uses yet, out of some; for the free numbers of a regression. */
export function unusedLetters(wanted: string[]): string[] {
  const text = rows.value.map((r) => (r.kind === "line" ? r.text : "")).join("\n");
  const taken = (n: string) => new RegExp(`^\\s*${n}\\s*(\\(|=)|~.*${n}(?![a-z])`, "m").test(text);
  const spare = [..."abcdghkmnpqrstuvw"];
  return wanted.map((n) => {
    const free = taken(n) ? (spare.find((s) => !taken(s) && !wanted.includes(s)) ?? n) : n;
    spare.splice(spare.indexOf(free), 1);
    return free;
  });
}
