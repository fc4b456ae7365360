import { useState } from "preact/hooks";
import { Title } from "../app/title";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icon";
import { standing, type Open, type Standing } from "./machine";

const words = (st: Standing): string => [st.answered ? "answered" : st.unfinished ? "not a number yet" : "unanswered", st.flagged && "marked"].filter(Boolean).join(", ");

/** All questions of the module, and how each stands. */
function Grid({ s, go }: { s: Open; go: (at: number) => void }) {
  return (
    <>
      <ul class="grid-legend small" role="list" aria-hidden="true">
        <li><span class="cell answered" />Answered</li>
        <li><span class="cell" />Unanswered</li>
        <li><span class="cell flagged"><Icon name="flag" size={12} /></span>Marked</li>
        {s.place === "question" && <li><span class="cell here" />Current</li>}
      </ul>
      <ol class="grid" role="list">
        {standing(s).map((st, i) => {
          const here = s.place === "question" && i === s.at;
          return (
            <li key={i}>
              <button type="button" class={["cell", st.answered && "answered", st.flagged && "flagged", here && "here"].filter(Boolean).join(" ")}
                aria-current={here ? "true" : undefined} aria-label={`Question ${i + 1}, ${words(st)}`} onClick={() => go(i)}>
                {i + 1}{st.flagged && <Icon name="flag" size={12} />}
              </button>
            </li>
          );
        })}
      </ol>
    </>
  );
}

export function Navigator({ s, onClose, go, check }: { s: Open; onClose: () => void; go: (at: number) => void; check: () => void }) {
  return (
    <Dialog title={`${s.module.section}, module ${s.module.index}`} onClose={onClose}>
      <Grid s={s} go={go} />
      {s.place === "question" && <div class="row below"><Button onClick={check}>Check your work</Button></div>}
    </Dialog>
  );
}

/** The last look before a module is given away. */
export function CheckPage({ s, go, finish }: { s: Open; go: (at: number) => void; finish: () => void }) {
  const [sure, setSure] = useState(false);
  const list = standing(s);
  const open = list.filter((st) => !st.answered).length;
  const marked = list.filter((st) => st.flagged).length;
  const unfinished = list.flatMap((st, i) => (st.unfinished ? [i + 1] : []));
  return (
    <div class="check pane" tabIndex={0} role="region" aria-label="Check your work">
      <div class="check-inner stack wide">
        <Title>Check your work</Title>
        <p class="lead">{open === 0 ? "Every question has an answer." : `${open === 1 ? "One question has" : `${open} questions have`} no answer yet. A guess costs nothing.`}{marked > 0 && ` ${marked === 1 ? "One is" : `${marked} are`} marked for review.`}</p>
        {unfinished.length > 0 && <p class="error">{unfinished.length === 1 ? `Question ${unfinished[0]} has` : `Questions ${unfinished.join(", ")} have`} something typed that is no number yet; as it stands it counts as no answer.</p>}
        <Grid s={s} go={go} />
        <div class="row">
          <Button look="main" onClick={() => setSure(true)}>Finish this module</Button>
        </div>
        <p class="small soft">When time is up the module closes by itself, with the answers as they are.</p>
      </div>
      {sure && (
        <Dialog title="Finish this module?" onClose={() => setSure(false)}>
          <p>You cannot come back to it.{open > 0 && ` ${open === 1 ? "One question" : `${open} questions`} would stay without an answer.`}</p>
          <div class="row below">
            <Button look="main" onClick={() => {
              setSure(false);
              finish();
            }}>Finish</Button>
            <Button onClick={() => setSure(false)}>Keep working</Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
