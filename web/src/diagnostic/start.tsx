import { myself } from "../account/me";
import { call } from "../api/client";
import { go } from "../app/router";
import { Title } from "../app/title";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";

export default function StartDiagnostic() {
  const act = useAct();
  const user_id = myself().user_id;
  const factor = myself().accommodations.time_factor;
  const begin = () => act.run("begin", async () => {
    const reply = await call("POST /diagnostic/start/{user_id}", { path: { user_id }, once: true });
    go(`diagnostic/${reply.session_id}`);
  });
  const skip = () => act.run("skip", async () => {
    const plan = await call("GET /plan/{user_id}", { path: { user_id } });
    await call("PUT /plan/goal/{user_id}", { path: { user_id }, body: { ...plan.goal, diagnostic_skipped: true } });
    go("practice");
  });
  return (
    <div class="page narrow stack wide">
      <Title>Diagnostic</Title>
      <p class="lead">Eighteen questions, nine of each section, in at most {Math.round(25 * factor)} minutes. They get harder or easier as you go, so nobody gets them all right.</p>
      <div class="prose">
        <ul>
          <li>One question at a time; what is answered cannot be changed.</li>
          <li>You see what was right at the end, with a first score as a range.</li>
          <li>You can stop and come back, but the clock goes on.</li>
        </ul>
      </div>
      <div class="row">
        <Button look="main" busy={act.busy === "begin"} onClick={() => void begin()}>Begin</Button>
        <Button look="plain" busy={act.busy === "skip"} onClick={() => void skip()}>Skip it, I would rather practise</Button>
      </div>
    </div>
  );
}
