import { Button } from "./button";

/** Newer and older pages of a list that is read from its newest end: `before` holds where each page so far began. */
export function Pager({ before, next, go }: { before: string[]; next?: string; go: (before: string[]) => void }) {
  return (
    <div class="row">
      {before.length > 0 && <Button small onClick={() => go(before.slice(0, -1))}>Newer</Button>}
      {next && <Button small onClick={() => go([...before, next])}>Older</Button>}
    </div>
  );
}
