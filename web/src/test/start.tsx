import { useState } from "preact/hooks";
import { myself } from "../account/me";
import { call } from "../api/client";
import type { PastBody } from "../api/schema";
import { go, query } from "../app/router";
import { Title } from "../app/title";
import { useAct } from "../ui/act";
import { Button, ButtonLink } from "../ui/button";
import { OneOf } from "../ui/field";
import { Notice, Pending, useLoad } from "../ui/load";
import { Directions } from "./directions";
import "./test.css";

type Which = "Both" | "Reading & Writing" | "Math";

const minutes: Record<Which, number> = { Both: 134, "Reading & Writing": 64, Math: 70 };
const questions: Record<Which, number> = { Both: 98, "Reading & Writing": 54, Math: 44 };

/** What a full test is, which sections to sit, and the start, which is said twice because a clock runs. */
export default function StartTest() {
  const user_id = myself().user_id;
  const open = useLoad(async () => {
    const page = await call("GET /sessions/{user_id}", { path: { user_id }, query: { kind: "full_test", limit: 5 } });
    return (page.sessions ?? []).find((p) => p.status === "open") ?? null;
  }, [user_id]);
  return (
    <div class="page narrow stack wide">
      <Pending of={open}>{(past) => (past ? <GoOn past={past} /> : <Choose user={user_id} />)}</Pending>
    </div>
  );
}

function GoOn({ past }: { past: PastBody }) {
  return (
    <>
      <Title tab="Full test">You are in the middle of a test</Title>
      <p class="lead">Begun {new Date(past.started_at).toLocaleString(undefined, { weekday: "long", hour: "numeric", minute: "2-digit" })}, {past.answered} of {past.num_questions} questions handed in. It goes on where you stopped.</p>
      <p class="soft">A test that nobody touches for 24 hours closes itself and is scored as it stands.</p>
      <div class="row"><ButtonLink look="main" href={`/app/test/${past.session_id}`}>Go on</ButtonLink></div>
    </>
  );
}

function Choose({ user }: { user: string }) {
  const act = useAct();
  const [which, setWhich] = useState<Which>("Both");
  const [sure, setSure] = useState(false);
  const forms = useLoad(() => call("GET /full_test/forms/{user_id}", { path: { user_id: user } }), [user]);
  const a = myself().accommodations;
  const again = forms.value?.choices?.find((c) => c.sections === which);
  const met = again?.unmet === 0 && again.forms > 0 && <Notice kind="warn"><strong>You have met this test before.</strong> {again.forms === 1 ? "There is one test form, and you had it" : `You had all ${again.forms} test forms`}, so you get the one that lies longest ago. It is good training, but its result will not count in your score history and earns no points.</Notice>;
  const time = (n: number) => Math.round(n * a.time_factor);
  const begin = () => act.run("start", async () => {
    void navigator.storage?.persist?.().catch(() => false);
    const reply = await call("POST /full_test/start/{user_id}", { path: { user_id: user }, body: { sections: [which], plan_id: query.peek().get("plan") ?? undefined }, once: true });
    go(`test/${reply.test_id}`);
  });
  if (sure) {
    return (
      <>
        <Title tab="Before you start">Before you start</Title>
        {met}
        <Directions section={which === "Math" ? "Math" : "Reading & Writing"} factor={a.time_factor} />
        <p>The clock starts with the button and goes on until the module is over, also while the app is closed.</p>
        <div class="row">
          <Button look="main" busy={act.busy === "start"} onClick={() => void begin()}>Start the test</Button>
          <Button look="plain" onClick={() => setSure(false)}>Not yet</Button>
        </div>
      </>
    );
  }
  return (
    <>
      <Title>Full test</Title>
      <p class="lead">A rehearsal of the whole digital SAT: two sections of two timed modules, and a break between them. How your first module goes decides whether the second is an easier or a harder one.</p>
      <OneOf<Which> label="Which sections?" name="sections" value={which} onChange={setWhich} options={(["Both", "Reading & Writing", "Math"] as const).map((w) => ({
        value: w, label: w === "Both" ? "Both sections" : w, about: `${questions[w]} questions, ${time(minutes[w])} minutes${w === "Both" ? " and a break" : ""}` }))} />
      {met}
      <div class="prose">
        <ul>
          <li>Inside a module you move freely, mark questions and change answers. A module that is over stays closed.</li>
          <li>A wrong answer costs no more than none, so answer everything.</li>
          <li>Every answer is kept on this device at once. If the connection breaks you go on; if the app closes you come back to the same question.</li>
          <li>The result is a range with its status. What you got wrong can be read afterwards.</li>
        </ul>
      </div>
      {a.time_factor > 1 || a.breaks_as_needed || a.text_to_speech || a.large_print
        ? <Notice>Set for you: {[a.time_factor > 1 && `${a.time_factor} times the time`, a.breaks_as_needed && "breaks as you need them", a.text_to_speech && "questions read aloud", a.large_print && "large print"].filter(Boolean).join(", ")}.</Notice>
        : null}
      <div class="row"><Button look="main" iconAfter="next" onClick={() => {
        setSure(true);
        scrollTo(0, 0);
      }}>Continue</Button></div>
    </>
  );
}
