import { useEffect, useMemo } from "preact/hooks";
import { myself } from "../account/me";
import type { Screen } from "../app/screens";
import { Title } from "../app/title";
import { Button, ButtonLink } from "../ui/button";
import { Failure, Notice, Waiting } from "../ui/load";
import { Break, SealedPage } from "./between";
import { End } from "./end";
import { ModulePage } from "./module";
import { Runner } from "./runner";
import { onDevice } from "./shelf";
import "./test.css";
import "./tools.css";

const TestScreen: Screen = ({ params }) => {
  const test = params.session!;
  const account = myself();
  const runner = useMemo(() => new Runner({ user: account.user_id, test, shelf: onDevice, ownBreaks: account.accommodations.breaks_as_needed }), [test]);
  useEffect(() => {
    void runner.start();
    return () => runner.stop();
  }, [runner]);

  if (runner.elsewhere.value) return <Elsewhere runner={runner} />;
  const s = runner.sitting.value;
  const problem = runner.problem.value;
  if (problem) {
    return (
      <div class="page narrow stack wide">
        <Title tab="Full test">The test waits</Title>
        <p class="lead">{s ? "What you did is kept on this device." : "It could not be opened just now."}</p>
        <Failure problem={problem} again={() => void runner.again()} />
        <p><a href="/app/">Go home</a></p>
      </div>
    );
  }
  const news = runner.news.value && <div class="test-news"><Notice kind="warn" action={<Button small onClick={() => (runner.news.value = "")}>Understood</Button>}>{runner.news.value}</Notice></div>;
  switch (s?.phase) {
    case undefined: return <Waiting>Opening your test</Waiting>;
    case "module": return <ModulePage key={s.module.number} runner={runner} s={s} news={news} />;
    case "sealed": return <>{news}<SealedPage runner={runner} s={s} /></>;
    case "waiting": return <>{news}<Break runner={runner} s={s} /></>;
    case "over": return <>{news}<End reply={s.reply} test={test} /></>;
  }
};
export default TestScreen;

/** Another tab has this test. */
function Elsewhere({ runner }: { runner: Runner }) {
  return (
    <div class="page narrow stack wide">
      <Title tab="Full test">This test is open in another tab</Title>
      <p class="lead">Only one tab at a time can hold it, so that no answer overwrites another. Go on there, or take it over here; nothing is lost.</p>
      <div class="row">
        <Button look="main" onClick={() => void runner.start(true)}>Go on here</Button>
        <ButtonLink look="plain" href="/app/">Go home</ButtonLink>
      </div>
    </div>
  );
}
