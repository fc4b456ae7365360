import { useEffect, useState } from "preact/hooks";
import { call, type Reply } from "../api/client";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";
import { Field, Select } from "../ui/field";
import { useLoad } from "../ui/load";
import { say } from "../ui/status";
import "./correct.css";

type Past = NonNullable<Reply<"GET /questions/{question_id}/corrections">["corrections"]>[number];

/** Puts the key of a question right, and shows how that was done before and how far scores followed. */
export function CorrectKey({ question, typed, done }: { question: string; typed: boolean; done: () => void }) {
  const list = useLoad(() => call("GET /questions/{question_id}/corrections", { path: { question_id: question } }), [question]);
  const [key, setKey] = useState("");
  const [note, setNote] = useState("");
  const [wrong, setWrong] = useState("");
  const [why, setWhy] = useState("");
  const act = useAct();
  const past = list.value?.corrections ?? [];
  const follows = past.some((c) => !c.done);
  useEffect(() => { // scores follow within seconds
    const timer = follows ? setTimeout(list.again, 1500) : undefined;
    return () => clearTimeout(timer);
  }, [list.value]);
  const keys = list.value?.keys ?? [];
  const former = keys.filter((k) => !typed || !key.split(/\s+or\s+|\s+/).includes(k)); // wrong from now on
  const correct = () => act.run("correct", async () => {
    const right = typed ? key.split(/\s+or\s+|\s+/).filter(Boolean) : [key];
    const ofFormer = (text: string) => (text.trim() ? Object.fromEntries(former.map((k) => [k, text.trim()])) : undefined);
    const now = await call("POST /questions/{question_id}/correct", { path: { question_id: question }, body: { keys: right, note: note.trim() || undefined, misconceptions: ofFormer(wrong), rationales: ofFormer(why) } });
    say(now.changed ? "The key is corrected. Write anew what explains it, and import the question." : "The question had this key already.", now.changed ? "done" : "trouble");
    setKey("");
    setNote("");
    setWrong("");
    setWhy("");
    list.again();
    if (now.changed) done();
  });
  return (
    <details>
      <summary>Correct the key</summary>
      <div class="stack">
        <p class="small">The key is <strong>{keys.join(" or ") || "…"}</strong>. A new one makes a new version of the question. Every test and diagnostic it touches is scored anew, and its learner is told; the old score stays readable.</p>
        {past.length > 0 && <ul class="list small" role="list">{past.map((c) => <li key={c.to_version + c.at}>{told(c)}</li>)}</ul>}
        <form class="rekey" onSubmit={(e) => {
          e.preventDefault();
          if (key) void correct();
        }}>
          {typed
            ? <Field label="What is right" hint="A number; or several, with “or” between them." value={key} onInput={(e) => setKey(e.currentTarget.value)} required />
            : <Select label="What is right" value={key} onChange={(e) => setKey(e.currentTarget.value)} required>
                <option value="">choose</option>{["A", "B", "C", "D"].filter((x) => !keys.includes(x)).map((x) => <option key={x} value={x}>{x}</option>)}
              </Select>}
          <div class="grow"><Field label="Why, in a sentence that learners read" value={note} maxLength={500} dir="auto" onInput={(e) => setNote(e.currentTarget.value)} /></div>
          {former.length > 0 && <>
            <Field label={`Misconception behind ${former.join(" and ")}`} hint={typed ? "A word or two, such as stops-early; empty if it is no typical mistake." : "A word or two, such as sign-error. Every wrong choice names one; empty if this choice had one before."} value={wrong} maxLength={100} onInput={(e) => setWrong(e.currentTarget.value)} />
            <div class="grow"><Field label={`Why ${former.join(" and ")} is wrong, for learners`} value={why} maxLength={1000} dir="auto" onInput={(e) => setWhy(e.currentTarget.value)} /></div>
          </>}
          <Button type="submit" busy={act.busy === "correct"}>Correct the key</Button>
        </form>
      </div>
    </details>
  );
}

function told(c: Past): string {
  const scores = c.rescored === 1 ? "one score was computed anew" : `${c.rescored.toLocaleString()} scores were computed anew`;
  return `${new Date(c.at).toLocaleString()}: from ${c.was?.join(" or ")} to ${c.is?.join(" or ")}; ${scores}${c.done ? "." : " so far…"}${c.note ? ` ${c.note}` : ""}`;
}
