import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { grouped, groups, type Volume } from "./words";

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const strokes = ["--accent", "--good", "--warn", "--edge"];
const dashes = [[], [8, 4], [2, 4], [12, 4, 2, 4]]; // not by colour alone

/** Records by day in groups of kinds; its numbers stand in the table below. */
export default function Chart({ volume }: { volume: Volume }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const newest = useRef<uPlot.AlignedData>([[]]);
  const data: uPlot.AlignedData = [(volume.days ?? []).map((d) => Date.parse(`${d}T00:00:00Z`) / 1000), ...grouped(volume)];
  newest.current = data;

  useEffect(() => {
    const draw = () => {
      plot.current?.destroy();
      const ink = colour("--ink-2");
      const axis: uPlot.Axis = { stroke: ink, grid: { stroke: colour("--faint"), width: 1 }, ticks: { stroke: colour("--faint"), width: 1 }, font: "12px system-ui, sans-serif" };
      plot.current = new uPlot({
        width: box.current!.clientWidth, height: 240, tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), "UTC"),
        cursor: { drag: { x: false, y: false } }, legend: { live: true },
        scales: { y: { range: (_, __, max) => [0, Math.max(4, max * 1.08)] } },
        axes: [{ ...axis, values: (_, at) => at.map((t) => new Date(t * 1000).toLocaleDateString(undefined, { day: "numeric", month: "short", timeZone: "UTC" })), space: 70 },
          { ...axis, size: 56, values: (_, at) => at.map((n) => n.toLocaleString(undefined, { notation: "compact" })) }],
        series: [{ label: "Day", value: (_, t) => (t ? new Date(t * 1000).toLocaleDateString(undefined, { timeZone: "UTC" }) : "–") },
          ...groups.map((g, i) => ({ label: g.name, stroke: colour(strokes[i]!), width: 2, dash: dashes[i]!, points: { show: data[0].length < 3 }, value: (_: uPlot, n: number | null) => n?.toLocaleString() ?? "–" }))],
      }, newest.current, box.current!);
    };
    draw();
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: box.current!.clientWidth, height: 240 }));
    resized.observe(box.current!);
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-text"] });
    return () => {
      resized.disconnect();
      themed.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [volume.days?.join()]);

  useEffect(() => plot.current?.setData(data), [volume]);

  return <div class="volume-chart" ref={box} role="img" aria-label={`Records by day: ${groups.map((g, i) => `${g.name} ${(data[i + 1] as number[]).reduce((a, b) => a + b, 0).toLocaleString()}`).join(", ")} in ${data[0].length} days`} />;
}
