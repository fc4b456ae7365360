import { myself } from "../account/me";
import { call } from "../api/client";
import { Title } from "../app/title";
import { useAct } from "../ui/act";
import { Button, ButtonLink } from "../ui/button";
import { Pips } from "../ui/chart";
import { useLoad } from "../ui/load";
import { useEffect } from "preact/hooks";
import { flush } from "../interaction/collect";
import { whyEnded, type Sitting } from "./machine";
import { doTask } from "./start";

/** The end of a session: how it went, without drama, and what could come next. */
export function Summary({ session, sitting: s }: { session: string; sitting: Sitting }) {
  const act = useAct();
  const plan = useLoad(() => call("GET /plan/{user_id}", { path: { user_id: myself().user_id } }), []);
  const next = plan.value?.next?.find((t) => t.do === "practice" || t.do === "redo");
  const done = s.marks.length;
  const correct = s.end?.correct ?? 0;
  const missed = s.marks.filter((m) => m === "wrong" || m === "skipped").length;
  const ended = whyEnded(s.end?.reason ?? "");
  useEffect(() => void flush(), []);
  return (
    <div class="page narrow summary">
      <Title tab="Session done">{correct} of {done} right</Title>
      <Pips marks={s.marks} />
      <p class="lead">
        {missed === 0 ? "Every one. Harder questions will come up more often now." : missed === 1 ? "One to look at again. Reading why is where the points are." : `${missed} to look at again. Reading why is where the points are.`}
        {ended && ` ${ended}`}
      </p>
      {s.end && s.end.points > 0 && <p class="points"><strong class="number">+{s.end.points}</strong> points</p>}
      <div class="row">
        <ButtonLink look="main" href={`/app/review/${session}`} iconAfter="next">Review the answers</ButtonLink>
        {next && <Button busy={act.busy === "next"} onClick={() => void act.run("next", () => doTask(next))}>Ten more minutes: {next.name}</Button>}
        <ButtonLink look="plain" href="/app/">Home</ButtonLink>
      </div>
    </div>
  );
}
