import { useEffect } from "preact/hooks";
import type { SessionTestReply } from "../api/schema";
import { has } from "../app/screens";
import { Title } from "../app/title";
import { flush } from "../interaction/collect";
import { sectionName, statusText } from "../session/words";
import { ButtonLink } from "../ui/button";
import { Band } from "../ui/chart";

/** How the test came out, as the server says it. */
export function End({ reply: r, test }: { reply: SessionTestReply; test: string }) {
  useEffect(() => void flush(), []);
  const sections = r.sections ?? [];
  const whole = r.total_low !== undefined && r.total_high !== undefined && r.total_score !== undefined;
  const one = sections.length === 1 ? sections[0]! : null;
  const report = `report/${test}`;
  return (
    <div class="page narrow stack wide test-end">
      <Title tab="Test done">{whole ? <>Between {r.total_low} and {r.total_high}</> : one ? <>{one.section}: between {one.low} and {one.high}</> : "The test is over"}</Title>
      {whole && <Band low={r.total_low!} high={r.total_high!} score={r.total_score!} from={400} to={1600} label="Total" />}
      {sections.length === 0 && <p class="lead">Nothing was answered, so there is no score.</p>}
      {sections.length > 0 && (
        <div class="stack">
          {sections.map((s) => (
            <div key={s.section}>
              {!one && <p class="row apart"><span>{sectionName(s.section)}</span><strong class="number">{s.low}–{s.high}</strong></p>}
              <Band low={s.low} high={s.high} score={s.score} from={200} to={800} label={s.section} />
              <p class="small soft">{s.answered} of {s.asked} questions that count were answered{s.valid ? "." : ": too few for the score to stand in your history."}</p>
            </div>
          ))}
        </div>
      )}
      {r.score_status && <p class="soft"><em>{statusText(r.score_status)}</em> {r.note}</p>}
      {r.points_earned ? <p class="points"><strong class="number">+{r.points_earned}</strong> points</p> : null}
      <div class="row">
        {has(report) && <ButtonLink look="main" href={`/app/${report}`}>Score report</ButtonLink>}
        <ButtonLink look={has(report) ? "quiet" : "main"} href={`/app/review/${test}`}>Review the answers</ButtonLink>
        <ButtonLink look="plain" href="/app/">Go home</ButtonLink>
      </div>
    </div>
  );
}
