import { expected, interval } from "./words";

interface Point {
  x: number;
  n: number;
  right: number;
}

/** A probability as it was expected, and as it was observed with 95 % intervals. */
export function Curve({ points, from, to, line, band, label, axis }: {
  points: Point[];
  from: number;
  to: number;
  line: (x: number) => number;
  band?: [(x: number) => number, (x: number) => number];
  label: string;
  axis: string;
}) {
  const w = 480;
  const h = 292;
  const left = 44;
  const low = 46;
  const px = (x: number) => left + ((x - from) / (to - from)) * (w - left - 12);
  const py = (p: number) => 12 + (1 - p) * (h - low - 12);
  const steps = Array.from({ length: 61 }, (_, i) => from + ((to - from) * i) / 60);
  const path = (f: (x: number) => number, xs = steps) => xs.map((x, i) => `${i ? "L" : "M"}${px(x).toFixed(1)} ${py(f(x)).toFixed(1)}`).join("");
  const most = Math.max(1, ...points.map((p) => p.n));
  return (
    <svg class="curve" viewBox={`0 0 ${w} ${h}`} role="img" aria-label={label}>
      {[0, 0.25, 0.5, 0.75, 1].map((p) => (
        <g key={p}><line class="grid" x1={left} x2={w - 12} y1={py(p)} y2={py(p)} /><text x={left - 8} y={py(p) + 4} text-anchor="end">{p}</text></g>
      ))}
      {[0, 0.25, 0.5, 0.75, 1].map((k) => {
        const x = from + (to - from) * k;
        return <text key={k} x={px(x)} y={h - 28} text-anchor="middle">{Number(x.toFixed(2))}</text>;
      })}
      <text x={(w + left) / 2} y={h - 6} text-anchor="middle">{axis}</text>
      {band && <path class="unsure" d={`${path(band[0])}${path(band[1], [...steps].reverse()).replace("M", "L")}Z`} />}
      <path class="line" d={path(line)} />
      {points.map((p) => {
        const [a, b] = interval(p.right, p.n);
        return (
          <g key={p.x}>
            <line class="whisker" x1={px(p.x)} x2={px(p.x)} y1={py(a)} y2={py(b)} />
            <circle class="seen" cx={px(p.x)} cy={py(p.right / p.n)} r={3 + 4 * Math.sqrt(p.n / most)} />
          </g>
        );
      })}
    </svg>
  );
}

/** An item's curve with what its parameters' uncertainty leaves open. */
export function ItemCurve({ item, points }: { item: { a: number; b: number; c: number; se_b: number }; points: { from: number; to: number; n: number; right: number }[] }) {
  return (
    <Curve from={-4} to={4} line={(x) => expected(item, x)} band={[(x) => expected({ ...item, b: item.b - item.se_b }, x), (x) => expected({ ...item, b: item.b + item.se_b }, x)]}
      points={points.map((p) => ({ x: (p.from + p.to) / 2, n: p.n, right: p.right }))} axis="ability before the answer"
      label={`Expected share of right answers rises from ${expected(item, -4).toFixed(2)} to ${expected(item, 4).toFixed(2)}; observed at ${points.length} levels of ability, in the table below`} />
  );
}
