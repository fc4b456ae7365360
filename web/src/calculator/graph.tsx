import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { place as written, summary, why } from "./describe";
import { brief } from "./format";
import type { Interest, Interests } from "./interest";
import { marks, pathOf, type Scale } from "./draw";
import { plot } from "./plot";
import type { Entry } from "./sheet";
import { equal, seen } from "./state";
import { nearest, stepAlong, tracks, type Spot } from "./trace";
import { pan, square, standard, ticks, zoom, type Window } from "./view";

export const colours = 6;
export const colourOf = (number: number) => `curve-${(number - 1) % colours}`;

interface GraphProps {
  entries: Entry[];
  found: Interests | null;
  /** The place whose coordinates are shown. */
  chosen: Interest | null;
  onChoose: (p: Interest | null) => void;
  onWindow: (w: Window) => void;
}

/** The plane: drawn as a picture with words, moved by mouse, fingers or keys. */
export function Graph({ entries, found, chosen, onChoose, onWindow }: GraphProps) {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<[number, number]>([480, 360]);
  const [trace, setTrace] = useState<Spot | null>(null);
  const [width, height] = size;
  const base = seen.value;
  const w = useMemo(() => (equal.value ? square(base, width, height) : base), [base, equal.value, width, height]);
  useEffect(() => onWindow(w), [w]);

  useLayoutEffect(() => {
    const measure = () => {
      const r = box.current!.getBoundingClientRect();
      if (r.width > 20 && r.height > 20) setSize([Math.round(r.width), Math.round(r.height)]);
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);

  const shown = useMemo(() => plot(entries, w, width, height), [entries, w, width, height]);
  const scale: Scale = useMemo(() => ({
    x: (x) => ((x - w.left) / (w.right - w.left)) * width,
    y: (y) => ((w.top - y) / (w.top - w.bottom)) * height,
  }), [w, width, height]);
  const paths = useMemo(() => shown.drawn.map((d) => pathOf(d.lines, scale, width, height)), [shown, scale]);
  const text = useMemo(() => summary(entries, found, w), [entries, found, w]);
  const ways = useMemo(() => tracks(shown), [shown]);
  const here = trace && ways[trace.track] ? ways[trace.track]!.at(trace.t) : null;

  const latest = useRef({ w, width, height });
  latest.current = { w, width, height };
  const toPlane = (e: { clientX: number; clientY: number }): [number, number] => {
    const r = box.current!.getBoundingClientRect();
    const { w } = latest.current;
    return [w.left + ((e.clientX - r.left) / r.width) * (w.right - w.left), w.top - ((e.clientY - r.top) / r.height) * (w.top - w.bottom)];
  };

  // Fingers and mouse. One moves the plane, two pinch it.
  const fingers = useRef(new Map<number, [number, number]>());
  const moved = useRef(0);
  const onPointerDown = (e: PointerEvent) => {
    if (e.button > 0) return;
    fingers.current.set(e.pointerId, [e.clientX, e.clientY]);
    if (fingers.current.size === 1) moved.current = 0;
    (e.currentTarget as Element).setPointerCapture(e.pointerId);
  };
  const onPointerMove = (e: PointerEvent) => {
    const before = fingers.current.get(e.pointerId);
    if (!before) return;
    const { w, width, height } = latest.current;
    const other = [...fingers.current].find(([id]) => id !== e.pointerId)?.[1];
    const [dx, dy] = [e.clientX - before[0], e.clientY - before[1]];
    moved.current += Math.hypot(dx, dy);
    fingers.current.set(e.pointerId, [e.clientX, e.clientY]);
    if (other) {
      const was = Math.hypot(before[0] - other[0], before[1] - other[1]);
      const is = Math.hypot(e.clientX - other[0], e.clientY - other[1]);
      if (was > 10 && is > 10) {
        const [x, y] = toPlane({ clientX: (e.clientX + other[0]) / 2, clientY: (e.clientY + other[1]) / 2 });
        seen.value = zoom(w, was / is, x, y);
      }
    } else if (moved.current > 4) seen.value = pan(w, -dx / width, dy / height);
  };
  const onPointerUp = (e: PointerEvent) => {
    if (!fingers.current.delete(e.pointerId) || moved.current > 4 || fingers.current.size) return;
    const [x, y] = toPlane(e);
    const close = (p: { x: number; y: number }) => Math.hypot(scale.x(p.x) - scale.x(x), scale.y(p.y) - scale.y(y));
    const hit = [...(found?.points ?? [])].sort((a, b) => close(a) - close(b))[0];
    if (hit && close(hit) < 16) {
      setTrace(null);
      onChoose(hit);
      return;
    }
    onChoose(null);
    setTrace(nearest(ways, x, y, (p) => close({ x: p[0], y: p[1] }), 20));
  };
  useEffect(() => {
    const el = box.current!;
    const onWheel = (e: WheelEvent) => {
      e.preventDefault();
      const [x, y] = toPlane(e);
      seen.value = zoom(latest.current.w, Math.exp(Math.min(40, Math.max(-40, e.deltaY)) * 0.006), x, y);
    };
    el.addEventListener("wheel", onWheel, { passive: false });
    return () => el.removeEventListener("wheel", onWheel);
  }, []);

  const follow = (s: Spot | null) => {
    const p = s && ways[s.track]?.at(s.t);
    setTrace(s);
    onChoose(null);
    if (p && !(p[0] >= w.left && p[0] <= w.right && p[1] >= w.bottom && p[1] <= w.top)) {
      // What is followed stays in sight.
      const [cx, cy] = [(w.left + w.right) / 2, (w.bottom + w.top) / 2];
      if (Math.abs(p[1]) < 1e8) seen.value = pan(w, p[0] < w.left || p[0] > w.right ? (p[0] - cx) / (w.right - w.left) : 0, p[1] < w.bottom || p[1] > w.top ? (p[1] - cy) / (w.top - w.bottom) : 0);
    }
  };
  const visit = (by: number) => {
    const list = found?.points ?? [];
    if (!list.length) return;
    const i = chosen ? list.indexOf(chosen) : by > 0 ? -1 : 0;
    setTrace(null);
    onChoose(list[(i + by + list.length) % list.length]!);
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const by = e.shiftKey ? 0.3 : 0.08;
    const sideways = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    const up = { ArrowUp: 1, ArrowDown: -1 }[e.key];
    if (sideways && trace) follow(stepAlong(ways, trace, sideways * (e.shiftKey ? 10 : 1), w));
    else if (up && trace) follow(nearestTrack(trace, -up));
    else if (sideways) seen.value = pan(w, sideways * by, 0);
    else if (up) seen.value = pan(w, 0, up * by);
    else if (e.key === "+" || e.key === "=") seen.value = zoom(w, 0.8);
    else if (e.key === "-" || e.key === "_") seen.value = zoom(w, 1.25);
    else if (e.key === "0" || e.key === "Home") home();
    else if (e.key === "t" || e.key === "T") follow(trace ? null : ways.length ? ways[0]!.start(w, 0) : null);
    else if (e.key === "n" || e.key === "N") visit(1);
    else if (e.key === "p" || e.key === "P") visit(-1);
    else if (e.key === "Escape" && (trace || chosen)) {
      follow(null);
    } else return;
    e.preventDefault();
    e.stopPropagation();
  };
  const nearestTrack = (s: Spot, by: number): Spot => {
    const next = (s.track + by + ways.length) % ways.length;
    const p = ways[s.track]?.at(s.t);
    return ways[next]!.start(w, next, p ?? undefined);
  };

  const label = chosen ? { x: chosen.x, y: chosen.y } : here ? { x: here[0], y: here[1] } : null;
  const said = chosen ? `${written(chosen.x, chosen.y)}, ${why(chosen)}` : here && trace ? `${ways[trace.track]!.name}: x ${brief(here[0])}, y ${brief(here[1])}` : "";
  return (
    <div class="plane" ref={box} tabIndex={0} role="application" aria-label="Graph" aria-describedby="calculator-keys" aria-roledescription="graph"
      onPointerDown={onPointerDown} onPointerMove={onPointerMove} onPointerUp={onPointerUp} onPointerCancel={(e) => fingers.current.delete(e.pointerId)} onKeyDown={onKeyDown}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={text}>
        <Hatches />
        <Axes w={w} width={width} height={height} scale={scale} />
        {shown.shaded.map(({ entry, strips }) => {
          const d = strips.map(([x, dx, low, high]) => `M${scale.x(x).toFixed(1)} ${scale.y(high).toFixed(1)}H${scale.x(x + dx).toFixed(1)}V${scale.y(low).toFixed(1)}H${scale.x(x).toFixed(1)}z`).join("");
          const k = (entry.number - 1) % colours;
          return (
            <g key={`s${entry.id}`} class={`shade ${colourOf(entry.number)}`}>
              <path d={d} class="tint" />
              <path d={d} fill={`url(#calculator-hatch-${k})`} />
            </g>
          );
        })}
        {shown.drawn.map((d, i) => <path key={`c${i}`} class={`graph-curve ${colourOf(d.entry.number)}`} d={paths[i]} stroke-dasharray={d.curve.strict ? "7 6" : undefined} />)}
        {shown.dots.map(({ entry, points }) => points.map((p, i) => <circle key={`p${entry.id}-${i}`} class={`dot ${colourOf(entry.number)}`} cx={scale.x(p[0])} cy={scale.y(p[1])} r="5" />))}
        {found?.points.map((p, i) => <circle key={`i${i}`} class="interest" cx={scale.x(p.x)} cy={scale.y(p.y)} r="4" />)}
        {marks(shown, scale, width, height).map((m) => (
          <g key={`m${m.number}`} class={`badge ${colourOf(m.number)}`}>
            <circle cx={m.x} cy={m.y} r="9" />
            <text x={m.x} y={m.y + 4} text-anchor="middle">{m.number}</text>
          </g>
        ))}
        {label && <Label x={scale.x(label.x)} y={scale.y(label.y)} text={written(label.x, label.y)} width={width} />}
      </svg>
      <span class="unseen" role="status">{said}</span>
    </div>
  );
}

export function home(): void {
  seen.value = standard;
  equal.value = true;
}

function Label({ x, y, text, width }: { x: number; y: number; text: string; width: number }) {
  const wide = text.length * 7.6 + 16;
  const left = Math.min(Math.max(4, x + 10), width - wide - 4);
  const top = y > 40 ? y - 36 : y + 12;
  return (
    <g class="label">
      <circle cx={x} cy={y} r="5.5" />
      <rect x={left} y={top} width={wide} height="26" rx="6" />
      <text x={left + wide / 2} y={top + 17.5} text-anchor="middle">{text}</text>
    </g>
  );
}

/** Shaded regions differ by the direction of their lines too. */
function Hatches() {
  return (
    <defs>
      {[45, 135, 25, 155, 65, 115].map((turn, i) => (
        <pattern key={i} id={`calculator-hatch-${i}`} class={`curve-${i}`} width="10" height="10" patternUnits="userSpaceOnUse" patternTransform={`rotate(${turn})`}>
          <line x1="0" y1="0" x2="0" y2="10" class="hatch" />
        </pattern>
      ))}
    </defs>
  );
}

function Axes({ w, width, height, scale }: { w: Window; width: number; height: number; scale: Scale }) {
  const xs = ticks(w.left, w.right, width, 46);
  const ys = ticks(w.bottom, w.top, height, 46);
  const lines = (list: number[], across: boolean) => list.map((v) => {
    const at = Math.round(across ? scale.x(v) : scale.y(v)) + 0.5;
    return across ? `M${at} 0V${height}` : `M0 ${at}H${width}`;
  }).join("");
  const ax = Math.round(scale.x(0)) + 0.5;
  const ay = Math.round(scale.y(0)) + 0.5;
  const baseline = Math.min(Math.max(ay + 15, 14), height - 5); // numbers stay in sight when the axis does not
  const side = Math.min(Math.max(ax - 6, 30), width - 4);
  return (
    <g class="axes">
      <path class="minor" d={lines(xs.minor, true) + lines(ys.minor, false)} />
      <path class="major" d={lines(xs.major, true) + lines(ys.major, false)} />
      <path class="axis" d={`M${ax} 0V${height}M0 ${ay}H${width}`} />
      {xs.major.filter((v) => v !== 0 && scale.x(v) > 14 && scale.x(v) < width - 14).map((v) => <text key={`x${v}`} x={scale.x(v)} y={baseline} text-anchor="middle">{brief(v)}</text>)}
      {ys.major.filter((v) => v !== 0 && scale.y(v) > 10 && scale.y(v) < height - 8).map((v) => <text key={`y${v}`} x={side} y={scale.y(v) + 4} text-anchor="end">{brief(v)}</text>)}
      <text x={side} y={baseline} text-anchor="end">{w.left <= 0 && w.right >= 0 && w.bottom <= 0 && w.top >= 0 ? "0" : ""}</text>
    </g>
  );
}
