import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Icon } from "../ui/icon";
import { Graph, home } from "./graph";
import { Help } from "./help";
import { interests, type Interest, type Interests } from "./interest";
import { Keys } from "./keys";
import { arrow, firstPlace, narrow, spot, within, type Room, type Spot } from "./panel";
import { drawnOf } from "./plot";
import { Rows } from "./rows";
import { understand } from "./sheet";
import { degrees, emptyLine, equal, insert, newTable, place, rows, seen, type Place } from "./state";
import { around, zoom, type Window } from "./view";
import { Points, Values } from "./words";
import "./calculator.css";
import "./lines.css";
import "./plane.css";

export { clearCalculator } from "./state";

export type Use = "expression" | "graph" | "table" | "slider" | "regression";

interface CalculatorProps {
  onClose: () => void;
  /** Told once for each kind of use, while the calculator is open. */
  onUse?: (kind: Use) => void;
}

const rest = 160; // milliseconds without a change, after which the points of interest are looked for
const room = (): Room => ({ width: document.documentElement.clientWidth, height: innerHeight });

/**
 * The graphing calculator: a panel above the page that does not stop one from
 * reading it. What was typed stays when it is closed, until clearCalculator.
 */
export default function Calculator({ onClose, onUse }: CalculatorProps) {
  const id = useId();
  const panel = useRef<HTMLElement>(null);
  const box = useRef<HTMLInputElement | null>(null);
  const [help, setHelp] = useState(false);
  const [places, setPlaces] = useState(false);
  const [view, setView] = useState<"graph" | "points" | "values">("graph");
  const [chosen, setChosen] = useState<Interest | null>(null);
  const [found, setFound] = useState<Interests | null>(null);
  const [w, setWindow] = useState<Window>(seen.value);
  const [page, setPage] = useState(room);
  const docked = page.width < narrow;
  const entries = useMemo(() => understand(rows.value, degrees.value), [rows.value, degrees.value]);

  // Each kind of use is told once.
  const told = useRef(new Set<Use>());
  const use = (kind: Use) => {
    if (told.current.has(kind)) return;
    told.current.add(kind);
    onUse?.(kind);
  };
  const before = useRef(rows.value);
  useEffect(() => {
    if (rows.value === before.current) return; // what was there when it was opened is not a use
    for (const e of entries) {
      if (e.fit) use("regression");
      else if (e.curves.length || e.region || e.points.length) use(e.line ? "graph" : "table");
      else if (e.output) use("expression");
    }
  }, [entries]);

  useEffect(() => {
    const timer = setTimeout(() => {
      const next = interests(drawnOf(entries, w, 480, 480), w);
      const same = (p: Interest, q: Interest) => Math.abs(p.x - q.x) < 1e-9 * (w.right - w.left) && Math.abs(p.y - q.y) < 1e-9 * (w.top - w.bottom);
      setChosen((c) => (c && next.points.find((p) => same(p, c))) ?? null);
      setFound(next);
    }, rest);
    return () => clearTimeout(timer);
  }, [entries, w]);

  // It opens where one types, and gives the focus back where it came from.
  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    const boxes = panel.current!.querySelectorAll<HTMLInputElement>(".line-input");
    boxes[boxes.length - 1]?.focus();
    return () => opener?.focus?.();
  }, []);

  // Where it was put is kept while the page has no room for it, for when it has again.
  useLayoutEffect(() => {
    const measure = () => setPage(room());
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  const p = useMemo(() => within(place.value?.docked === docked ? place.value : firstPlace(page), page), [place.value, page]);
  const settle = (next: Place) => {
    place.value = { ...within(next, room()), docked };
  };
  useLayoutEffect(() => {
    const style = panel.current!.style;
    style.setProperty("height", `${p.height}px`);
    style.setProperty("width", docked ? "100%" : `${p.width}px`);
    style.setProperty("left", docked ? "0" : `${p.left}px`);
    style.setProperty("top", docked ? "auto" : `${p.top}px`);
  }, [p, docked]);

  // The line that is wanted may be about to be drawn. It has the focus before the next key comes.
  const wanted = useRef<number | "plane" | null>(null);
  const reach = () => {
    const what = wanted.current;
    const el = what !== null && panel.current?.querySelector<HTMLElement>(what === "plane" ? ".plane" : `input[data-row="${what}"]`);
    if (!el) return;
    wanted.current = null;
    el.focus();
    if (!(el instanceof HTMLInputElement)) return;
    el.setSelectionRange(el.value.length, el.value.length);
    el.scrollIntoView({ block: "nearest" });
  };
  useLayoutEffect(reach);
  const focus = (row: number) => {
    wanted.current = row;
    reach();
  };
  const add = (row: Parameters<typeof insert>[1]) => {
    insert(null, row);
    focus(row.id);
  };

  /** A handle that is dragged, or moved by arrow keys. */
  const handle = (apply: (from: Place, dx: number, dy: number) => Place) => ({
    onPointerDown: (e: PointerEvent) => {
      if (e.button > 0 || (e.target as Element).closest("button:not(.grip)")) return;
      const from = p;
      const [x, y] = [e.clientX, e.clientY];
      const el = e.currentTarget as HTMLElement;
      el.setPointerCapture(e.pointerId);
      const move = (m: PointerEvent) => settle(apply(from, m.clientX - x, m.clientY - y));
      const end = () => {
        el.removeEventListener("pointermove", move);
        el.removeEventListener("pointerup", end);
        el.removeEventListener("pointercancel", end);
      };
      el.addEventListener("pointermove", move);
      el.addEventListener("pointerup", end);
      el.addEventListener("pointercancel", end);
    },
    onKeyDown: (e: KeyboardEvent) => {
      const by = arrow(e);
      if (!by || !(e.target as Element).matches(".grip")) return;
      e.preventDefault();
      settle(apply(p, ...by));
    },
  });
  const moving = handle((from, dx, dy) => (docked ? { ...from, height: from.height - dy } : { ...from, left: from.left + dx, top: from.top + dy }));
  const sizing = handle((from, dx, dy) => (docked ? { ...from, height: from.height - dy } : { ...from, width: from.width + dx, height: from.height + dy }));
  const put = (where: Spot) => settle(spot(p, room(), where));

  const fitAll = () => {
    const points = [...(found?.points ?? []).map((q): [number, number] => [q.x, q.y]), ...entries.filter((e) => e.shown).flatMap((e) => e.points)];
    const next = around(points);
    if (!next) return home();
    equal.value = false;
    seen.value = next;
  };

  const onEscape = (e: KeyboardEvent) => {
    if (e.key !== "Escape" || e.defaultPrevented) return;
    e.stopPropagation();
    e.preventDefault();
    if (help) setHelp(false);
    else if (places) setPlaces(false);
    else onClose();
  };
  // What had the focus may have gone away; then Escape still means this panel.
  useEffect(() => {
    const lost = (e: KeyboardEvent) => {
      if (e.target === document.body) onEscape(e);
    };
    addEventListener("keydown", lost);
    return () => removeEventListener("keydown", lost);
  });

  return (
    <section ref={panel} class={docked ? "calculator docked" : "calculator"} role="dialog" aria-modal="false" aria-labelledby={`${id}-title`} tabIndex={-1} onKeyDown={onEscape}>
      <header class="calculator-top" {...moving}>
        <button type="button" class="small-button grip" aria-label={docked ? "Height of the calculator" : "Move the calculator"} aria-describedby={`${id}-move`} aria-expanded={places} title="Drag, or use the arrow keys" onClick={() => setPlaces(!places)}><Icon name="move" size={18} /></button>
        <span id={`${id}-move`} class="unseen">Arrow keys move it; press for more places.</span>
        <h2 id={`${id}-title`}>Calculator</h2>
        <div class="calculator-tools">
          <div class="either" role="group" aria-label="Angles">
            <button type="button" aria-pressed={!degrees.value} title="Angles in radians" onClick={() => (degrees.value = false)}>Rad</button>
            <button type="button" aria-pressed={degrees.value} title="Angles in degrees" onClick={() => (degrees.value = true)}>Deg</button>
          </div>
          <button type="button" class="small-button" aria-label="What can be typed" title="What can be typed" aria-expanded={help} onClick={() => setHelp(!help)}><Icon name="help" size={20} /></button>
          <button type="button" class="small-button" aria-label="Close the calculator" title="Close (Esc)" onClick={onClose}><Icon name="close" size={20} /></button>
        </div>
      </header>
      {places && (
        <div class="calculator-places" role="group" aria-label="Place of the calculator">
          {!docked && <button type="button" class="chip" onClick={() => put("left")}>Left half</button>}
          {!docked && <button type="button" class="chip" onClick={() => put("right")}>Right half</button>}
          <button type="button" class="chip" onClick={() => put("whole")}>Whole page</button>
          <button type="button" class="chip" onClick={() => put("smaller")}>Smaller</button>
          <button type="button" class="chip" onClick={() => put("larger")}>Larger</button>
        </div>
      )}
      {help ? <Help /> : (
        <div class="calculator-body">
          <div class="calculator-list">
            <div class="calculator-scroll">
              <Rows rows={rows.value} entries={entries} focus={focus} onBox={(b) => (box.current = b)} onSlide={() => use("slider")} />
              <div class="calculator-add">
                <button type="button" class="chip" onClick={() => add(emptyLine())}><Icon name="plus" size={16} />Line</button>
                <button type="button" class="chip" onClick={() => add(newTable())}><Icon name="plus" size={16} />Table</button>
              </div>
            </div>
            <Keys box={box} />
          </div>
          <div class="calculator-view">
            <div class="calculator-bar">
              <div class="either" role="group" aria-label="Show">
                {(["graph", "points", "values"] as const).map((v) => <button key={v} type="button" aria-pressed={view === v} onClick={() => setView(v)}>{{ graph: "Graph", points: "Points", values: "Values" }[v]}</button>)}
              </div>
              {view === "graph" && (
                <div class="zooms">
                  <button type="button" class="small-button" aria-label="Closer" title="Closer (+)" onClick={() => (seen.value = zoom(w, 0.6))}><Icon name="plus" size={18} /></button>
                  <button type="button" class="small-button" aria-label="Further away" title="Further away (−)" onClick={() => (seen.value = zoom(w, 1 / 0.6))}><Icon name="minus" size={18} /></button>
                  <button type="button" class="small-button" aria-label="Show all points" title="Show all points" onClick={fitAll}><Icon name="target" size={18} /></button>
                  <button type="button" class="small-button" aria-label="Back to −10 to 10" title="Back to −10 to 10 (0)" onClick={home}><Icon name="home" size={18} /></button>
                </div>
              )}
            </div>
            {view === "graph" && <Graph entries={entries} found={found} chosen={chosen} onChoose={setChosen} onWindow={(next) => setWindow((old) => (JSON.stringify(old) === JSON.stringify(next) ? old : next))} />}
            {view === "points" && <Points found={found} chosen={chosen} onChoose={(q) => {
              setChosen(q);
              setView("graph");
              wanted.current = "plane"; // the button that was pressed goes away
            }} />}
            {view === "values" && <Values entries={entries} w={w} />}
            <span id="calculator-keys" class="unseen">Arrows move the graph, plus and minus come closer and go away, 0 goes back. T walks along a curve, N and P go to points of interest.</span>
          </div>
        </div>
      )}
      {!docked && <button type="button" class="small-button grip corner" aria-label="Size of the calculator" aria-describedby={`${id}-size`} title="Drag, or use the arrow keys" {...sizing}><Icon name="resize" size={18} /></button>}
      <span id={`${id}-size`} class="unseen">Arrow keys change it.</span>
    </section>
  );
}
