import { useEffect, useRef } from "preact/hooks";
import "uplot/dist/uPlot.min.css";
import { spread } from "./spread";

export interface Point {
  at: number; // seconds since 1970
  low: number;
  high: number;
  score: number;
}

/** Scores as bands over time. The library comes with the first chart; the table beside it says the same. */
export function ScoreChart({ points }: { points: Point[] }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    let end = () => {};
    void import("uplot").then(({ default: UPlot }) => {
      if (gone) return;
      let plot: InstanceType<typeof UPlot> | null = null;
      const draw = () => {
        plot?.destroy();
        const el = box.current!;
        const style = getComputedStyle(document.documentElement);
        const token = (name: string) => style.getPropertyValue(name).trim();
        const axis = { stroke: token("--ink-2"), grid: { stroke: token("--faint"), width: 1 }, ticks: { stroke: token("--faint"), width: 1 }, font: `13px ${token("--font")}` };
        const fill = `color-mix(in srgb, ${token("--accent")} 24%, transparent)`;
        plot = new UPlot({
          width: Math.max(240, el.clientWidth), height: 240, legend: { show: false }, cursor: { show: false },
          scales: { x: { range: (_u, from, to) => spread(from, to) }, y: { range: [400, 1600] } },
          axes: [axis, { ...axis, size: 52, splits: () => [400, 700, 1000, 1300, 1600], values: (_u, ticks) => ticks.map((t) => String(t)) }],
          series: [{}, { label: "high", stroke: "transparent", points: { show: false } }, { label: "low", stroke: "transparent", points: { show: false } },
            { label: "score", stroke: token("--accent"), width: 2, points: { show: true, size: 8, fill: token("--accent") } }],
          bands: [{ series: [1, 2], fill }],
          // Each range by itself as well: where scores lie close in time, the area between them has no width.
          hooks: { draw: [(u) => {
            const ratio = devicePixelRatio || 1;
            u.ctx.save();
            u.ctx.fillStyle = token("--accent");
            u.ctx.globalAlpha = 0.45;
            for (const p of points) u.ctx.fillRect(u.valToPos(p.at, "x", true) - 2 * ratio, u.valToPos(p.high, "y", true), 4 * ratio, u.valToPos(p.low, "y", true) - u.valToPos(p.high, "y", true));
            u.ctx.restore();
          }] },
        }, [points.map((p) => p.at), points.map((p) => p.high), points.map((p) => p.low), points.map((p) => p.score)], el);
      };
      draw();
      // Another theme or width: drawn anew.
      const theme = new MutationObserver(draw);
      theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-text"] });
      let width = box.current!.clientWidth;
      const size = new ResizeObserver(() => {
        if (box.current && box.current.clientWidth !== width) {
          width = box.current.clientWidth;
          draw();
        }
      });
      size.observe(box.current!);
      const dark = matchMedia("(prefers-color-scheme: dark)");
      dark.addEventListener("change", draw);
      end = () => {
        theme.disconnect();
        size.disconnect();
        dark.removeEventListener("change", draw);
        plot?.destroy();
      };
    });
    return () => {
      gone = true;
      end();
    };
  }, [points.length]);
  const first = points[0]!;
  const last = points[points.length - 1]!;
  return <div ref={box} class="score-chart" role="img" aria-label={`Total score over time, as ranges: first ${first.low} to ${first.high}, last ${last.low} to ${last.high}. The table beside it holds all.`} />;
}
