import { useRef } from "preact/hooks";
import type { Entry, Row } from "./sheet";
import { change, emptyLine, insert, unusedLetters } from "./state";

const most = 200; // rows; what is longer is not typed by hand

const fits: { name: string; rule: (n: number, letters: string[]) => string; letters: string[] }[] = [
  { name: "Line", letters: ["m", "b"], rule: (n, [m, b]) => `y${n} ~ ${m} x${n} + ${b}` },
  { name: "Parabola", letters: ["a", "b", "c"], rule: (n, [a, b, c]) => `y${n} ~ ${a} x${n}^2 + ${b} x${n} + ${c}` },
  { name: "Exponential", letters: ["a", "b"], rule: (n, [a, b]) => `y${n} ~ ${a} * ${b}^x${n}` },
];

/** Points as a table. Its columns are lists with names, for use in other lines. */
export function TableRow({ row, entry, focus }: { row: Row & { kind: "table" }; entry: Entry; focus: (id: number) => void }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const names = [`x${row.number}`, `y${row.number}`];
  const bad = entry.cells ? [...entry.cells.values()][0] : undefined;
  const set = (cells: [string, string][]) => change(row.id, (r) => ({ ...r, cells: grown(cells) }) as Row);
  const write = (i: number, j: number, text: string) => set(row.cells.map((c, k) => (k === i ? (j ? [c[0], text] : [text, c[1]]) : c)));
  const go = (i: number, j: number) => (body.current?.rows[i]?.cells[j]?.querySelector("input") as HTMLInputElement | null)?.focus();
  const onKeyDown = (e: KeyboardEvent, i: number, j: number) => {
    if (e.key === "Enter") {
      if (i + 1 >= row.cells.length && row.cells.length < most) set([...row.cells, ["", ""]]);
      requestAnimationFrame(() => go(i + 1, j));
    } else if (e.key === "ArrowDown") go(i + 1, j);
    else if (e.key === "ArrowUp") go(i - 1, j);
    else return;
    e.preventDefault();
  };
  // Cells that were copied from elsewhere fill the table from here on.
  const onPaste = (e: ClipboardEvent, i: number, j: number) => {
    const text = e.clipboardData?.getData("text/plain") ?? "";
    if (!/[\t\n]/.test(text.trim())) return;
    e.preventDefault();
    const cells = row.cells.map((c): [string, string] => [...c]);
    text.trim().split(/\r?\n/).slice(0, most).forEach((l, k) => {
      l.split("\t").slice(0, 2 - j).forEach((cell, m) => {
        (cells[i + k] ??= ["", ""])[j + m] = cell.trim().slice(0, 40);
      });
    });
    set(cells.slice(0, most));
  };
  const add = (f: (typeof fits)[number]) => {
    const fresh = emptyLine(f.rule(row.number, unusedLetters(f.letters)));
    insert(row.id, fresh);
    focus(fresh.id);
  };
  return (
    <div class="data">
      <table>
        <caption class="unseen">Table {row.number} in line {entry.number}</caption>
        <thead><tr>{names.map((n) => <th key={n} scope="col">{n[0]}<sub>{n.slice(1)}</sub></th>)}</tr></thead>
        <tbody ref={body}>
          {row.cells.map((cells, i) => (
            <tr key={i}>
              {cells.map((text, j) => (
                <td key={j}><input type="text" inputMode="text" autocomplete="off" spellcheck={false} maxLength={40} data-row={i === 0 && j === 0 ? row.id : undefined} value={text}
                  aria-label={`${names[j]}, row ${i + 1}`} aria-invalid={entry.cells?.has(`${i} ${j}`) || undefined}
                  onInput={(e) => write(i, j, e.currentTarget.value)} onKeyDown={(e) => onKeyDown(e, i, j)} onPaste={(e) => onPaste(e, i, j)} /></td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {bad && <p class="line-mistake">{bad}</p>}
      {entry.points.length > 1 && (
        <div class="missing">
          <span class="small">Best fit through {entry.points.length} points:</span>
          <span class="row">{fits.map((f) => <button key={f.name} type="button" class="chip" onClick={() => add(f)}>{f.name}</button>)}</span>
        </div>
      )}
    </div>
  );
}

/** One empty row stands at the end, to go on in. */
function grown(cells: [string, string][]): [string, string][] {
  const last = cells.at(-1);
  return last && (last[0].trim() || last[1].trim()) && cells.length < most ? [...cells, ["", ""]] : cells;
}
