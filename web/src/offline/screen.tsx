import { useEffect, useState } from "preact/hooks";
import { reachable } from "../api/client";
import { Title } from "../app/title";
import { go } from "../app/router";
import type { KeptPack } from "../interaction/store";
import { useAct } from "../ui/act";
import { Button, ButtonLink } from "../ui/button";
import { OneOf } from "../ui/field";
import { Notice, Pending, useLoad } from "../ui/load";
import { Saved } from "../ui/saved";
import { say } from "../ui/status";
import { expired, forgetPack, keepForGood, packs, refusals, standing, takeAlong, watchOver } from "./device";
import { canKeepApp } from "./version";

type Scope = "Both" | "rw" | "math";

/** Questions to take along, and those that lie on this device. */
export default function Offline() {
  const list = useLoad(packs, []);
  const act = useAct();
  const [scope, setScope] = useState<Scope>("Both");
  const [many, setMany] = useState<"10" | "20" | "50">("20");
  const [lasting, setLasting] = useState(true);
  useEffect(() => watchOver(), []);
  const take = () => act.run("take", async () => {
    const p = await takeAlong(scope, Number(many));
    setLasting(await keepForGood());
    list.again();
    say(`${(p.pack.questions ?? []).length} questions are on this device now.`);
  });
  return (
    <div class="page middle">
      <header class="page-head">
        <Title>Practise offline</Title>
        <p class="lead">Take questions along with their explanations, practise without a network, and it all counts once you are back.</p>
        <Saved standing={standing.value} />
      </header>
      {!canKeepApp() && <Notice kind="warn">This browser opens the app only while the server can be reached: keeping it on the device needs an address that begins with https. What you take along can still be used while this page stays open.</Notice>}
      {refusals.value.map((why) => <Notice kind="warn" key={why}>Something of yours could not be taken: {why} It is kept for whoever runs this server.</Notice>)}
      <section class="section" aria-labelledby="here">
        <h2 id="here">On this device</h2>
        <Pending of={list}>{(l) => <Packs list={l} changed={list.again} />}</Pending>
      </section>
      <section class="section" aria-labelledby="take">
        <h2 id="take">Take questions along</h2>
        <OneOf label="What" name="scope" value={scope} onChange={setScope} options={[{ value: "Both", label: "Both sections" }, { value: "rw", label: "Reading & Writing" }, { value: "math", label: "Math" }]} />
        <OneOf label="How many" name="many" value={many} onChange={setMany} options={[{ value: "10", label: "10" }, { value: "20", label: "20" }, { value: "50", label: "50" }]} />
        <div class="row">
          <Button look="main" busy={act.busy === "take"} disabled={!reachable.value} onClick={() => void take()}>Take along</Button>
          {!reachable.value && <span class="soft small">As soon as the server can be reached.</span>}
        </div>
        <p class="small soft">They are chosen for you as practice is, may be answered for 14 days, and never come from a test.
          {!lasting && " Your browser may clear them by itself when this device runs out of room."}</p>
      </section>
    </div>
  );
}

function Packs({ list, changed }: { list: KeptPack[]; changed: () => void }) {
  const act = useAct();
  if (!list.length) return <p class="soft">Nothing yet.</p>;
  return (
    <ul class="list" role="list">
      {list.map((p) => {
        const total = (p.pack.questions ?? []).length;
        const done = Object.keys(p.answers).length;
        const right = Object.values(p.answers).filter((a) => a.correct).length;
        const over = p.finished || expired(p.pack);
        return (
          <li key={p.id}>
            <div class="grow">
              <p>{p.pack.name}, {total} {total === 1 ? "question" : "questions"}</p>
              <p class="small soft">{over ? `${right} of ${done} right` : done ? `${done} of ${total} answered` : "Not begun"}
                {p.finished ? ", done" : expired(p.pack) ? ", expired" : `, until ${new Date(p.pack.expires_at).toLocaleDateString()}`}</p>
            </div>
            {over
              ? (
                <>
                  {done > 0 && reachable.value && <ButtonLink small href={`/app/review/${p.id}`}>Review</ButtonLink>}
                  <Button small look="plain" aria-label={`Remove ${p.pack.name}`} onClick={() => void act.run("remove", async () => {
                    await forgetPack(p.id);
                    changed();
                  })}>Remove</Button>
                </>
              )
              : <Button small look="main" aria-label={`${done ? "Go on with" : "Begin"} ${p.pack.name}`} onClick={() => go(`offline/${p.id}`)}>{done ? "Go on" : "Begin"}</Button>}
          </li>
        );
      })}
    </ul>
  );
}
