import { useState } from "preact/hooks";
import { clock } from "../session/words";
import type { Runner } from "./runner";

/** The time left. It can be put out of sight until five minutes are left; then it stays, and is said. */
export function Timer({ runner }: { runner: Runner }) {
  const [hidden, setHidden] = useState(false);
  const seconds = Math.ceil(runner.left.value / 1000);
  const last = seconds <= 300;
  const shown = !hidden || last;
  return (
    <div class={last ? "timer last" : "timer"}>
      <span class="timer-value number" role="timer" aria-label={shown ? `Time left ${clock(seconds)}` : "The time left is hidden"}>{shown ? clock(seconds) : "–:––"}</span>
      {!last && <button type="button" class="test-link" id="timer-hide" aria-pressed={hidden} onClick={() => {
        setHidden(!hidden);
        runner.tool("timer", hidden);
      }}>{hidden ? "Show" : "Hide"}<span class="word"> time</span></button>}
      <span class="unseen" role="status">{runner.spoken.value}</span>
    </div>
  );
}
