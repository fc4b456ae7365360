import type { Runner } from "./runner";
import { saveText } from "./save";

/** Where the answers are, in words. */
export function SaveLine({ runner }: { runner: Runner }) {
  const s = runner.save.value;
  return <p class={`save-line ${s.kind}`} role="status"><span class="save-dot" aria-hidden="true" />{saveText(s)}</p>;
}
