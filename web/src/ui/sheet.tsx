import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./icon";
import "./sheet.css";

/**
 * A table. On a phone each row stands by itself, its cells one after the other
 * with the names of their columns; a grid, whose columns are compared, stays one
 * and scrolls sideways, also by keyboard.
 */
export function Sheet({ label, grid = false, children }: { label: string; grid?: boolean; children: ComponentChildren }) {
  const table = useRef<HTMLTableElement>(null);
  useLayoutEffect(() => {
    if (!grid) nameCells(table.current!);
  });
  return <div class={grid ? "sheet" : "sheet rows"} role="group" aria-label={label} tabIndex={0}><table ref={table}>{children}</table></div>;
}

/** What a column is called, on each of its cells; and what a cell is, as not every browser remembers it once it is laid out as a block. */
function nameCells(table: HTMLTableElement): void {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((th) => (th.querySelector(".unseen") ? "" : th.textContent.trim()));
  table.setAttribute("role", "table");
  for (const part of [...(table.tHead ? [table.tHead] : []), ...table.tBodies]) part.setAttribute("role", "rowgroup");
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    let at = 0;
    for (const cell of row.cells) {
      cell.setAttribute("role", cell.tagName === "TD" ? "cell" : cell.scope === "col" ? "columnheader" : "rowheader");
      if (cell.tagName === "TD") cell.dataset.head = heads[at] ?? "";
      at += cell.colSpan;
    }
  }
}

/** A column's head that orders by it; pressed again, the other way round. */
export function Sorter({ by, sort, onSort, children, number = true }: { by: string; sort: string; onSort: (sort: string) => void; children: ComponentChildren; number?: boolean }) {
  const down = sort === `-${by}`;
  const mine = down || sort === by;
  return (
    <th scope="col" class={number ? "number" : undefined} aria-sort={mine ? (down ? "descending" : "ascending") : "none"}>
      <button type="button" class={mine ? "sorter on" : "sorter"} onClick={() => onSort(mine && !down ? `-${by}` : by)}>
        {children}{mine && <span class={down ? "arrow down" : "arrow up"}><Icon name="down" size={14} /></span>}
      </button>
    </th>
  );
}

/** A share with the numbers behind it; never a percentage of nothing. */
export function Share({ n, of, few = 1 }: { n: number; of: number; few?: number }) {
  if (of < few) return <span class="soft">{of === 0 ? "none yet" : `${n} of ${of}`}</span>;
  return <span class="share"><span class="number">{percent(n / of)}</span> <span class="small soft number">{n.toLocaleString()} of {of.toLocaleString()}</span></span>;
}

/** Whole percents, but never 0 or 100 where it is only nearly so. */
export function percent(x: number): string {
  if (x > 0 && x < 0.01) return "< 1 %";
  if (x < 1 && x > 0.99) return "> 99 %";
  return `${Math.round(100 * x)} %`;
}

/** A bar as long as its share; the number beside it says the same. */
export function Bar({ share, kind = "" }: { share: number; kind?: "" | "good" | "bad" }) {
  return <svg class={`bar ${kind}`} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="scale" width="100" height="8" /><rect class="part" width={100 * Math.min(1, Math.max(0, share))} height="8" /></svg>;
}
