import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { myself } from "../account/me";
import { holdHere } from "../app/router";
import { Title } from "../app/title";
import { Asked, Choices, EntryBox, Material } from "../question/view";
import type { Input } from "../question/attempt";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icon";
import { CheckPage, Navigator } from "./check";
import { Directions } from "./directions";
import * as m from "./machine";
import { Marked } from "./notes";
import type { Runner } from "./runner";
import { SaveLine } from "./saveline";
import { ShortcutList, useShortcuts } from "./shortcuts";
import { Timer } from "./timer";
import { LineMover, LineWindow, Listen, Tools, useTools } from "./tools";

/** The open module: what stands around the question never moves. */
export function ModulePage({ runner, s, news }: { runner: Runner; s: m.Open; news: ComponentChildren }) {
  const [dialog, setDialog] = useState<"navigator" | "directions" | "shortcuts" | null>(null);
  const [line, setLine] = useState(4); // where the line reader is, in percent
  const accommodations = myself().accommodations;
  const math = s.module.section === "Math";
  const t = useTools(runner, `${runner.test} ${s.module.number}`);
  const question = s.place === "question" ? m.current(s) : null;
  const total = s.module.questions.length;

  useEffect(() => scrollTo(0, 0), [s.at, s.place]);
  // The browser's way back must not leave the test by mistake.
  useEffect(() => holdHere(() => confirm("Leave the test? Its clock goes on. Up to ten minutes of a module come back when you return.")), []);
  useShortcuts({ runner, tools: t, math, dialog: setDialog });

  const show = (which: "navigator" | "directions" | "shortcuts") => {
    setDialog(which);
    runner.tool(which, true);
  };
  const hide = () => {
    if (dialog) runner.tool(dialog, false);
    setDialog(null);
  };
  return (
    <div class={`test${t.zoom > 125 ? " zoomed" : ""}`}>
      <div class="test-bar">
        <div class="test-where">
          <p class="test-section">{s.module.section}<span class="soft">, module {s.module.index}</span></p>
          <button type="button" class="test-link" onClick={() => show("directions")}>Directions</button>
        </div>
        <Timer runner={runner} />
        <Tools t={t} math={math} listen={accommodations.text_to_speech && question ? <Listen question={question} runner={runner} /> : null} shortcuts={() => show("shortcuts")} />
      </div>
      {news}
      <div class="test-body">
        {question
          ? <One key={question.id} runner={runner} s={s} tools={t} />
          : <CheckPage s={s} go={(at) => runner.go(at)} finish={() => runner.finish()} />}
        {t.reader && question && <LineWindow at={line} />}
        {t.panels}
      </div>
      {t.reader && question && <LineMover at={line} move={setLine} onClose={() => t.toggle("line_reader")} />}
      <div class="test-foot">
        <SaveLine runner={runner} />
        <button type="button" class="button quiet test-number" aria-haspopup="dialog" aria-label={`${question ? `Question ${s.at + 1} of ${total}` : "Check your work"}; all questions`} onClick={() => show("navigator")}>
          <span>{question ? <><span class="word">Question </span>{s.at + 1} of {total}</> : "Check your work"}</span><Icon name="above" size={16} />
        </button>
        <div class="test-ways">
          <Button onClick={() => runner.back()} disabled={s.place === "question" && s.at === 0}>Back</Button>
          {question && <Button look="main" onClick={() => runner.next()}>Next</Button>}
        </div>
      </div>
      {dialog === "navigator" && <Navigator s={s} onClose={hide} go={(at) => {
        hide();
        runner.go(at);
      }} check={() => {
        hide();
        runner.check();
      }} />}
      {dialog === "directions" && <Dialog title={`Directions: ${s.module.section}`} wide onClose={hide}><Directions section={s.module.section} factor={accommodations.time_factor} /></Dialog>}
      {dialog === "shortcuts" && <ShortcutList onClose={hide} math={math} />}
    </div>
  );
}

/** One question of the module. */
function One({ runner, s, tools }: { runner: Runner; s: m.Open; tools: ReturnType<typeof useTools> }) {
  const q = m.current(s);
  const i = s.items[q.id];
  const material = q.passage || q.figure;
  const eliminated = new Set(i?.eliminated);
  const reading = useRef<HTMLDivElement>(null);
  const set = (text: string, input: Input) => runner.answer(text, input);
  return (
    <article class={material ? "panes" : "panes alone"}>
      <Title quiet tab={`Question ${s.at + 1} of ${s.module.questions.length}`}>{s.module.section}, question {s.at + 1} of {s.module.questions.length}</Title>
      {material && (
        <div class="pane reading" role="region" aria-label="What the question is about" tabIndex={0} ref={reading}>
          <div class="zoomable"><Material question={q} /></div>
          {q.passage && <Marked runner={runner} question={q} root={reading} panel={tools.notes} onClose={() => tools.toggle("notes")} />}
        </div>
      )}
      <div class="pane answering">
        <div class="work-head">
          <span class="test-badge number" aria-hidden="true">{s.at + 1}</span>
          <button type="button" class="tool" aria-pressed={i?.flagged ?? false} onClick={() => runner.mark()}><Icon name="flag" /><span>{i?.flagged ? "Marked for review" : "Mark for review"}</span></button>
        </div>
        <div class="zoomable">
          <Asked question={q}>
            {m.typed(q)
              ? <EntryBox value={i?.answer ?? ""} onEntry={set} />
              : <Choices question={q} value={i?.answer ?? ""} onChoose={set} eliminated={eliminated} onEliminate={(c) => runner.crossOut(c)} />}
          </Asked>
        </div>
      </div>
    </article>
  );
}
