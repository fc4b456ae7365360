import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { Icon } from "../ui/icon";
import { MathText } from "../ui/math";
import { show } from "./format";
import { colourOf } from "./graph";
import type { Entry, Range, Row } from "./sheet";
import { change, emptyLine, freshId, insert, remove } from "./state";
import { TableRow } from "./table";
import { lineTex } from "./tex";

const pause = 900; // milliseconds after which a half-typed line is told what is wrong with it

interface RowsProps {
  rows: readonly Row[];
  entries: readonly Entry[];
  focus: (id: number) => void;
  /** The box that was typed in last; the keys below write into it. */
  onBox: (box: HTMLInputElement) => void;
  onSlide: () => void;
}

export function Rows({ rows, entries, focus, onBox, onSlide }: RowsProps) {
  return (
    <ol class="lines" role="list" onFocusIn={(e) => {
      if (e.target instanceof HTMLInputElement && e.target.type === "text") onBox(e.target);
    }}>
      {rows.map((row, i) => {
        const entry = entries[i]!;
        return (
          <li key={row.id} class={entry.mistake ? "line wrong" : "line"}>
            <Badge row={row} entry={entry} />
            <div class="line-body">
              {row.kind === "line" ? <LineRow row={row} entry={entry} rows={rows} focus={focus} onSlide={onSlide} /> : <TableRow row={row} entry={entry} focus={focus} />}
            </div>
            <button type="button" class="small-button" aria-label={`Delete line ${entry.number}`} title="Delete" onClick={() => {
              focus((rows[i + 1] ?? rows[i - 1] ?? remove(row.id)).id);
              remove(row.id);
            }}><Icon name="close" size={16} /></button>
          </li>
        );
      })}
    </ol>
  );
}

/** The number of a line in the colour of its curve; pressed, it hides and shows the curve. */
function Badge({ row, entry }: { row: Row; entry: Entry }) {
  const draws = !entry.mistake && (entry.curves.length > 0 || entry.points.length > 0 || entry.region !== undefined);
  if (!draws) return <span class="badge-button none" aria-hidden="true">{entry.number}</span>;
  return (
    <button type="button" class={`badge-button ${colourOf(entry.number)}${row.shown ? "" : " hidden"}`} aria-pressed={row.shown} aria-label={`Show ${entry.number} in the graph`} title={row.shown ? "Hide" : "Show"}
      onClick={() => change(row.id, (r) => ({ ...r, shown: !r.shown }))}>{entry.number}</button>
  );
}

function LineRow({ row, entry, rows, focus, onSlide }: { row: Row & { kind: "line" }; entry: Entry; rows: readonly Row[]; focus: (id: number) => void; onSlide: () => void }) {
  const id = useId();
  const [settled, setSettled] = useState(true);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    setSettled(false);
    const timer = setTimeout(() => {
      setSettled(true);
      // What is said now may push the box out of sight.
      requestAnimationFrame(() => document.activeElement?.matches(".line-input") && document.activeElement.scrollIntoView({ block: "nearest" }));
    }, pause);
    return () => clearTimeout(timer);
  }, [row.text]);
  const formula = useMemo(() => (entry.line && !entry.mistake ? lineTex(entry.line) : ""), [entry]);
  const mistake = settled ? entry.mistake : undefined;
  const shows = formula !== "" && formula.replace(/\s/g, "") !== row.text.replace(/\s/g, "");
  const onKeyDown = (e: KeyboardEvent) => {
    const i = rows.findIndex((r) => r.id === row.id);
    if (e.key === "Enter") {
      const fresh = emptyLine();
      insert(row.id, fresh);
      focus(fresh.id);
    } else if (e.key === "Backspace" && row.text === "" && rows.length > 1) {
      focus((rows[i - 1] ?? rows[i + 1])!.id);
      remove(row.id);
    } else if (e.key === "ArrowUp" && rows[i - 1]) focus(rows[i - 1]!.id);
    else if (e.key === "ArrowDown" && rows[i + 1]) focus(rows[i + 1]!.id);
    else return;
    e.preventDefault();
  };
  return (
    <>
      <input id={id} class="line-input" type="text" autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck={false} enterKeyHint="enter" maxLength={400}
        data-row={row.id} aria-label={`Line ${entry.number}`} aria-invalid={mistake ? true : undefined} aria-describedby={`${id}-out ${id}-wrong`} placeholder={rows.length === 1 ? "y = 2x + 1, for example" : undefined}
        value={row.text} onInput={(e) => {
          const text = e.currentTarget.value;
          change(row.id, (r) => ({ ...r, text }) as Row);
        }} onBlur={() => setSettled(true)} onKeyDown={onKeyDown} />
      <div class="line-out" id={`${id}-out`}>
        {shows && <span class="line-math"><MathText text={`$${formula}$`} /></span>}
        {entry.output && <output class="line-value number">{entry.output}</output>}
        {entry.fit && <FitWords entry={entry} />}
      </div>
      <div role="status" id={`${id}-wrong`}>{mistake && <MistakeWords text={row.text} mistake={mistake} />}</div>
      {entry.slider && <Slider row={row} slider={entry.slider} onSlide={onSlide} />}
      {entry.missing.length > 0 && <Missing row={row} names={entry.missing} focus={focus} />}
    </>
  );
}

function MistakeWords({ text, mistake }: { text: string; mistake: { at: number; length: number; message: string } }) {
  const { at, length, message } = mistake;
  return (
    <p class="line-mistake">
      {length > 0 && at < text.length && <code aria-hidden="true">{text.slice(Math.max(0, at - 12), at)}<mark>{text.slice(at, at + length)}</mark>{text.slice(at + length, at + length + 8)}</code>}
      {message}{length > 0 && at > 0 && at < text.length && <span class="unseen"> (at character {at + 1})</span>}
    </p>
  );
}

function FitWords({ entry }: { entry: Entry }) {
  const { found, count, straight } = entry.fit!;
  const r = straight && found.r2 !== null ? Math.sign(found.parameters.length ? slopeSign(entry) : 1) * Math.sqrt(Math.max(0, found.r2)) : null;
  return (
    <p class="line-fit number">
      {found.r2 !== null && <span>{straight ? "r²" : "R²"} = {show(found.r2, 4)}</span>}
      {r !== null && <span>r = {show(r, 4)}</span>}
      <span>typical distance {show(found.rmse, 3)}</span>
      <span>{count} points</span>
    </p>
  );
}

function slopeSign(entry: Entry): number {
  const c = entry.curves[0];
  return c?.kind === "y" ? Math.sign(c.f(1) - c.f(0)) : 1;
}

/** A number that can be slid. */
function Slider({ row, slider, onSlide }: { row: Row & { kind: "line" }; slider: { name: string; value: number; range: Range }; onSlide: () => void }) {
  const { name, value, range } = slider;
  const set = (v: number) => {
    onSlide();
    change(row.id, (r) => ({ ...r, text: `${name} = ${Number(v.toPrecision(10))}`, range }) as Row);
  };
  const bound = (key: keyof Range, label: string) => (
    <label class="bound">{label}
      <input type="text" inputMode="decimal" value={String(range[key])} onChange={(e) => {
        const v = Number(e.currentTarget.value.replace("−", "-"));
        const next = { ...range, [key]: v };
        if (Number.isFinite(v) && next.min < next.max && next.step > 0 && next.step <= next.max - next.min) change(row.id, (r) => ({ ...r, range: next }) as Row);
        else e.currentTarget.value = String(range[key]);
      }} />
    </label>
  );
  return (
    <div class="slider">
      <span class="small soft number" aria-hidden="true">{show(range.min)}</span>
      <input type="range" min={range.min} max={range.max} step={range.step} value={value} aria-label={`${name}, slider`} aria-valuetext={`${name} = ${show(value)}`} onInput={(e) => set(Number(e.currentTarget.value))} />
      <span class="small soft number" aria-hidden="true">{show(range.max)}</span>
      <details class="bounds">
        <summary>Range of {name}</summary>
        <div>{bound("min", "from")}{bound("max", "to")}{bound("step", "step")}</div>
      </details>
    </div>
  );
}

/** Names without a value: each can become a slider. */
function Missing({ row, names, focus }: { row: Row; names: string[]; focus: (id: number) => void }) {
  const add = (list: string[]) => {
    const fresh = list.map((n): Row => ({ id: freshId(), kind: "line", text: `${n} = 1`, shown: true }));
    insert(row.id, ...fresh);
    focus(fresh[0]!.id);
  };
  return (
    <div class="missing">
      <span class="small">{names.length === 1 ? `${names[0]} has no value yet.` : `${names.join(", ")} have no values yet.`}</span>
      <span class="row">
        {names.map((n) => <button key={n} type="button" class="chip" onClick={() => add([n])}>Slider for {n}</button>)}
        {names.length > 1 && <button type="button" class="chip" onClick={() => add(names)}>All</button>}
      </span>
    </div>
  );
}
