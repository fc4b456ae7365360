import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { myself } from "../account/me";
import { keep, kept } from "../api/keep";
import type { QuestionShown } from "../api/schema";
import { Icon } from "../ui/icon";
import { Menu } from "../ui/menu";
import { say } from "../ui/status";
import { go } from "../app/router";
import { Panel } from "./panel";
import type { Runner } from "./runner";
import { speech, spoken } from "./speech";

export type ToolName = "calculator" | "reference" | "notes" | "line_reader";

export interface ToolBox {
  has(name: ToolName): boolean;
  toggle(name: ToolName): void;
  reader: boolean;
  notes: boolean;
  zoom: number;
  /** One step in or out; 0 is back to 100 %. */
  zoomBy(step: number): void;
  panels: ComponentChildren;
}

const loadCalculator = () => import("../calculator/index");
const loadReference = () => import("./reference");

let calculated = ""; // the module whose work stands in the calculator

const steps = [100, 125, 150, 175, 200, 250, 300];

/** Which tools are open, in a module by its name. Zoom stays with the device; large print begins larger. */
export function useTools(runner: Runner, module: string): ToolBox {
  const [open, setOpen] = useState<ReadonlySet<ToolName>>(new Set());
  const [zoom, setZoom] = useState(() => Number(kept("test.zoom")) || (myself().accommodations.large_print ? 150 : 100));
  useEffect(() => {
    document.documentElement.style.setProperty("--zoom", String(zoom / 100));
    return () => document.documentElement.style.removeProperty("--zoom");
  }, [zoom]);
  // What this module or a later one may need is here before the network can be cut,
  // or the server gets a new version and has these files no more.
  useEffect(() => {
    const timer = setTimeout(() => void Promise.allSettled([loadReference(), loadCalculator()]), 1_500);
    return () => clearTimeout(timer);
  }, []);
  const toggle = (name: ToolName) => {
    const now = new Set(open);
    const on = !now.delete(name);
    if (on) now.add(name);
    setOpen(now);
    runner.tool(name, on);
  };
  const zoomBy = (step: number) => {
    const at = steps.findIndex((z) => z >= zoom);
    const next = step === 0 ? 100 : steps[Math.max(0, Math.min(steps.length - 1, at + step))]!;
    setZoom(next);
    keep("test.zoom", next === 100 && !myself().accommodations.large_print ? null : String(next));
    if (next !== zoom) {
      runner.tool("zoom", true);
      runner.spoken.value = `Zoom ${next} %`;
    }
  };
  const panels = (
    <>
      {open.has("reference") && <Panel name="Reference sheet" load={loadReference} onClose={() => toggle("reference")} />}
      {open.has("calculator") && <LazyCalculator module={module} onClose={() => toggle("calculator")} onUse={(kind) => runner.tool(`calculator-${kind}`, true)} />}
    </>
  );
  return { has: (n) => open.has(n), toggle, reader: open.has("line_reader"), notes: open.has("notes"), zoom, zoomBy, panels };
}

/** The calculator brings a panel of its own. A new module begins with an empty one. */
function LazyCalculator({ module, ...props }: { module: string; onClose: () => void; onUse: (kind: string) => void }) {
  const [room, setRoom] = useState<Awaited<ReturnType<typeof loadCalculator>> | null>(null);
  useEffect(() => {
    loadCalculator().then((loaded) => {
      if (calculated !== module) loaded.clearCalculator();
      calculated = module;
      setRoom(loaded);
    }, () => {
      say("The calculator could not be fetched. Check the connection and try again.", "trouble");
      props.onClose();
    });
  }, []);
  return <div data-keys>{room && <room.default {...props} />}</div>;
}

function Tool({ name, icon, on, act }: { name: string; icon: Parameters<typeof Icon>[0]["name"]; on?: boolean; act: () => void }) {
  return <button type="button" class="test-tool" aria-pressed={on} onClick={act}><Icon name={icon} /><span>{name}</span></button>;
}

/** The tools of the section, at the end of the bar. */
export function Tools({ t, math, listen, shortcuts }: { t: ToolBox; math: boolean; listen: ComponentChildren; shortcuts: () => void }) {
  return (
    <div class="test-tools" role="group" aria-label="Tools">
      {listen}
      {math
        ? <><Tool name="Calculator" icon="calculator" on={t.has("calculator")} act={() => t.toggle("calculator")} /><Tool name="Reference" icon="formula" on={t.has("reference")} act={() => t.toggle("reference")} /></>
        : <Tool name="Notes" icon="note" on={t.notes} act={() => t.toggle("notes")} />}
      <Menu label="More tools" items={[
        { name: t.reader ? "Put the line reader away" : "Line reader", act: () => t.toggle("line_reader") },
        { name: `Larger (now ${t.zoom} %)`, act: () => t.zoomBy(1) },
        { name: "Smaller", act: () => t.zoomBy(-1) },
        { name: "Keyboard shortcuts", act: shortcuts },
        { name: "Leave; the clock goes on", act: () => go("") },
      ]}><Icon name="more" /><span>More</span></Menu>
    </div>
  );
}

/** A window that shows a few lines and dims the rest; one clicks through it. */
export function LineWindow({ at }: { at: number }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.style.setProperty("--top", `${at}%`), [at]);
  return (
    <div class="line-reader" ref={box} aria-hidden="true">
      <div class="line-shade line-above" />
      <div class="line-window" />
      <div class="line-shade line-below" />
    </div>
  );
}

const lowest = 92; // percent of the height

/** What moves the window: arrows, buttons, or dragging the grip. */
export function LineMover({ at, move, onClose }: { at: number; move: (to: number) => void; onClose: () => void }) {
  const from = useRef<{ y: number; at: number; height: number } | null>(null);
  const to = (place: number) => move(Math.max(0, Math.min(lowest, place)));
  return (
    <div class="line-mover" role="group" aria-label="Line reader" data-keys>
      <span class="small soft">Line reader</span>
      <div class="eliminate line-grip" role="slider" tabIndex={0} aria-label="Line reader" aria-orientation="vertical" aria-valuemin={0} aria-valuemax={lowest} aria-valuenow={Math.round(at)} aria-valuetext={`${Math.round(at)} % from the top`}
        title="Drag, or use the arrow keys"
        onKeyDown={(e) => {
          const by = { ArrowDown: 3, ArrowUp: -3, PageDown: 12, PageUp: -12 }[e.key];
          if (e.key === "Escape") onClose();
          else if (by) to(at + by);
          else return;
          e.preventDefault();
        }}
        onPointerDown={(e) => {
          e.currentTarget.setPointerCapture(e.pointerId);
          from.current = { y: e.clientY, at, height: document.querySelector(".line-reader")?.clientHeight || innerHeight };
        }}
        onPointerMove={(e) => from.current && to(from.current.at + ((e.clientY - from.current.y) / from.current.height) * 100)}
        onPointerUp={() => (from.current = null)}><Icon name="ruler" /></div>
      <button type="button" class="eliminate" aria-label="Line reader up" onClick={() => to(at - 3)}><Icon name="above" /></button>
      <button type="button" class="eliminate" aria-label="Line reader down" onClick={() => to(at + 3)}><Icon name="down" /></button>
      <button type="button" class="eliminate" aria-label="Put the line reader away" onClick={onClose}><Icon name="close" /></button>
    </div>
  );
}

/** Reads the question aloud, for whom that was agreed. */
export function Listen({ question, runner }: { question: QuestionShown; runner: Runner }) {
  const [on, setOn] = useState(false);
  const text = useMemo(() => spoken(question), [question.id]);
  useEffect(() => {
    setOn(false);
    return () => speech.stop();
  }, [question.id]);
  return <Tool name={on ? "Stop" : "Listen"} icon="speak" on={on} act={() => {
    if (on) {
      speech.stop();
      setOn(false);
      return;
    }
    runner.tool("text_to_speech", true);
    if (speech.say(text, () => setOn(false))) setOn(true);
    else say("This browser has no voice to read with. Install one in your system’s settings, or use your screen reader.", "trouble");
  }} />;
}
