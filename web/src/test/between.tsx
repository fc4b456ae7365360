import { Title } from "../app/title";
import { clock } from "../session/words";
import { Button } from "../ui/button";
import { Notice, Waiting } from "../ui/load";
import type * as m from "./machine";
import type { Runner } from "./runner";

/** A module that was given away, until the server has it. */
export function SealedPage({ runner, s }: { runner: Runner; s: m.Sealed }) {
  const answered = Object.values(s.items).filter((i) => i.answer).length;
  return (
    <div class="page narrow stack wide">
      <Title tab={`Module ${s.module.number} is over`}>{s.why === "time" ? "Time is up" : `Module ${s.module.number} is done`}</Title>
      {!runner.cut.value && <Waiting>Sending your answers</Waiting>}
      {runner.cut.value && (
        <>
          <p class="lead">The server cannot be reached just now. Your answers to this module, {answered} of {s.module.questions.length}, are sealed {runner.save.value.kind === "unkept" ? "in this tab" : "on this device"}.</p>
          <div class="prose">
            <ul>
              <li>They go to the server by themselves as soon as it answers, and count as made in time.</li>
              <li>No clock runs meanwhile. The next part opens when the server is back, and begins when you say so.</li>
              <li>{runner.save.value.kind === "unkept" ? "The device’s storage is full, so keep this tab open." : "You may close this tab or the device; open the test again from home within 24 hours."}</li>
            </ul>
          </div>
          <p class="soft" role="status">Still trying…</p>
        </>
      )}
    </div>
  );
}

/** Between two modules: a break between sections, a breath between two of one. */
export function Break({ runner, s }: { runner: Runner; s: m.Waiting }) {
  const left = runner.left.value / 1000;
  const cut = runner.cut.value;
  const name = `${s.section}, module ${s.index}`;
  if (s.breakLeft === undefined) {
    if (!s.held) return cut ? <div class="page narrow stack wide"><Title tab="Next module">Module {s.number}</Title><Lost /></div> : <div class="page narrow"><Title quiet tab="Next module">{name}</Title><Waiting>Opening {name}</Waiting></div>;
    return (
      <div class="page narrow stack wide">
        <Title tab="Next module">Next: {name}</Title>
        <p class="lead">Your answers are in. The clock of the next module starts when you do.</p>
        {cut && <Lost />}
        <div class="row"><Button look="main" onClick={() => void runner.begin()} busy={cut}>Begin</Button></div>
      </div>
    );
  }
  return (
    <div class="page narrow stack wide break">
      <Title tab="Break">Break</Title>
      <p class="break-clock number" role="timer" aria-label={`${clock(left)} of the break left`}>{clock(left)}</p>
      <p class="lead">Stand up, drink something, look far away. {name} begins by itself when the break is over.</p>
      <p class="soft">All answers so far are with the server. Nothing of the next section is shown before its clock runs.</p>
      {cut && <Lost />}
      <div class="row"><Button look="main" onClick={() => void runner.begin()} busy={cut}>Begin {s.section} now</Button></div>
    </div>
  );
}

function Lost() {
  return <Notice kind="warn">The server cannot be reached. The next module opens as soon as it answers; time that its clock ran without you is given back, up to ten minutes.</Notice>;
}
