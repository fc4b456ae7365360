import { useState } from "preact/hooks";
import { place, why } from "./describe";
import { brief, fractionOf } from "./format";
import type { Interest, Interests } from "./interest";
import type { Entry } from "./sheet";
import { ticks, type Window } from "./view";

/** The places of interest as a list; each can be shown in the graph. */
export function Points({ found, chosen, onChoose }: { found: Interests | null; chosen: Interest | null; onChoose: (p: Interest) => void }) {
  if (!found) return <p class="soft words-empty">One moment.</p>;
  const fractions = (p: Interest) => {
    const [x, y] = [fractionOf(p.x), fractionOf(p.y)];
    return x || y ? ` or (${x ?? brief(p.x)}, ${y ?? brief(p.y)})` : "";
  };
  return (
    <div class="words" tabIndex={0} role="region" aria-label="Points of interest">
      {found.same.map(([a, b]) => <p key={`${a} ${b}`} class="small">{a} and {b} are the same where they are drawn.</p>)}
      {found.points.length === 0 && <p class="soft">No intercepts, turning points or intersections in this window.</p>}
      <ul role="list" class="interests">
        {found.points.map((p, i) => (
          <li key={i}>
            <button type="button" aria-pressed={p === chosen} onClick={() => onChoose(p)}>
              <span class="number">{place(p.x, p.y)}<span class="soft">{fractions(p)}</span></span>
              <span class="small soft">{why(p)}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.more && <p class="small soft">There are more; come closer to see them.</p>}
    </div>
  );
}

/** The functions that are drawn, as a table of values over the window or from where one likes. */
export function Values({ entries, w }: { entries: readonly Entry[]; w: Window }) {
  const auto = ticks(w.left, w.right, 10, 1).step;
  const [from, setFrom] = useState("");
  const [step, setStep] = useState("");
  const by = read(step, (v) => v > 0) ?? auto;
  const first = read(from, () => true) ?? Math.ceil(w.left / by) * by;
  const list = entries.flatMap((e) => (e.shown && !e.mistake ? e.curves.filter((c) => c.kind === "y").slice(0, 1).map((c) => ({ e, f: c.f })) : []));
  const xs = Array.from({ length: 21 }, (_, i) => Number((first + i * by).toPrecision(12)));
  if (!list.length) return <p class="soft words-empty">Values are shown of functions, such as y = 2x + 1. There is none yet.</p>;
  return (
    <div class="words">
      <div class="row values-from">
        <label>x from <input type="text" inputMode="decimal" value={from} placeholder={brief(first)} onInput={(e) => setFrom(e.currentTarget.value)} /></label>
        <label>step <input type="text" inputMode="decimal" value={step} placeholder={brief(auto)} onInput={(e) => setStep(e.currentTarget.value)} /></label>
      </div>
      <div class="values" tabIndex={0} role="region" aria-label="Values">
        <table>
          <thead><tr><th scope="col">x</th>{list.map(({ e }) => <th scope="col" key={e.id}>{e.number}<span class="soft">: {e.title}</span></th>)}</tr></thead>
          <tbody>
            {xs.map((x) => <tr key={x}><th scope="row">{brief(x)}</th>{list.map(({ e, f }) => <td key={e.id}>{brief(f(x))}</td>)}</tr>)}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function read(text: string, good: (v: number) => boolean): number | null {
  const v = Number(text.replace("−", "-"));
  return text.trim() !== "" && Number.isFinite(v) && good(v) ? v : null;
}
