import { useState } from "preact/hooks";
import { me, myself } from "../account/me";
import { call } from "../api/client";
import type { LinkBody } from "../api/schema";
import { go } from "../app/router";
import { Title } from "../app/title";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { FormFrame, useForm } from "../ui/form";
import { Pending, useLoad } from "../ui/load";
import { say } from "../ui/status";
import { Code } from "./code";

/** Who looks after me, and after whom do I look: links are made by codes and end by either side. */
export default function People() {
  const links = useLoad(() => call("GET /links"), []);
  const role = myself().role;
  return (
    <div class="page middle">
      <header class="page-head">
        <Title>{role === "parent" ? "Family" : role === "tutor" ? "Students" : "People"}</Title>
        <p class="lead">{about[role] ?? ""}</p>
      </header>
      {role !== "admin" && (
        <section class="section" aria-labelledby="linked">
          <h2 id="linked">Linked</h2>
          <Pending of={links}>{(l) => <Links list={l.links ?? []} changed={links.again} />}</Pending>
        </section>
      )}
      {role !== "admin" && <Accept done={links.again} />}
      <section class="section" aria-labelledby="invite">
        <h2 id="invite">Invite</h2>
        {role === "student" && <Code role="parent" name="Code for a parent" about="A parent sees how you are doing and decides with you what your data is used for; not what you write to the tutor." />}
        {role === "student" && <Code role="tutor" name="Code for a tutor" about="A tutor sees your answers and your talks with the AI tutor, and can set accommodations." />}
        {role === "tutor" && <Code role="student" name="Code for a student" about="A student who enters it is linked with you." />}
        {role === "parent" && <p class="soft">Your child opens the menu under their name, chooses “People linked with me”, and makes a code for a parent; you enter it above.</p>}
        {role === "admin" && <Code role="tutor" name="Code for a tutor" about="Whoever registers with it becomes a tutor." />}
        {role === "admin" && <Code role="admin" name="Code for an admin" about="Whoever registers with it becomes an admin, with all rights." />}
      </section>
    </div>
  );
}

const about: Record<string, string> = {
  student: "Who may see your work. Either side can end a link at any time.",
  parent: "Link your children’s accounts with yours.",
  tutor: "The students who are linked with you.",
  admin: "Tutors and admins come by invitation; students and parents register themselves.",
};

function Links({ list, changed }: { list: LinkBody[]; changed: () => void }) {
  const [ending, setEnding] = useState<LinkBody | null>(null);
  const act = useAct();
  const other = (l: LinkBody) => (l.adult.user_id === me.value?.user_id ? l.learner : l.adult);
  if (!list.length) return <p class="soft">Nobody yet.</p>;
  return (
    <>
      <ul class="list" role="list">
        {list.map((l) => (
          <li key={l.link_id}>
            <div class="grow"><p><bdi>{other(l).name}</bdi></p><p class="small soft">{other(l) === l.learner ? "student" : l.kind} since {new Date(l.made_at).toLocaleDateString()}</p></div>
            {other(l) === l.learner && l.kind === "parent" && <a href={`/app/data?of=${encodeURIComponent(l.learner.user_id)}`}>Data and consent</a>}
            <Button small look="plain" onClick={() => setEnding(l)} aria-label={`End the link with ${other(l).name}`}>End the link</Button>
          </li>
        ))}
      </ul>
      {ending && (
        <Dialog title="End this link?" onClose={() => setEnding(null)}>
          <div class="stack">
            <p><bdi>{ending.adult.name}</bdi> will no longer see the work of <bdi>{ending.learner.name}</bdi>. A new code can link them again.</p>
            <div class="row">
              <Button look="danger" busy={act.busy === "end"} onClick={() => void act.run("end", async () => {
                await call("DELETE /links/{link_id}", { path: { link_id: ending.link_id } });
                setEnding(null);
                changed();
                say("The link has ended.");
              })}>End the link</Button>
              <Button look="plain" onClick={() => setEnding(null)}>Keep it</Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Accept({ done }: { done: () => void }) {
  const parent = myself().role === "parent";
  const [code, setCode] = useState("");
  const form = useForm(async () => {
    const link = await call("POST /invitations/accept", { body: { code: code.trim() } });
    setCode(""); // it works once
    say("Linked.");
    // What was agreed to by linking is read at once, and all else decided there.
    if (parent) go(`consent?of=${encodeURIComponent(link.learner.user_id)}`);
    else done();
  });
  return (
    <section class="section" aria-labelledby="accept">
      <h2 id="accept">Enter a code</h2>
      <FormFrame form={form}>
        <Field label="Code" name="code" autocomplete="off" autocapitalize="characters" spellcheck={false} hint="From the person you want to be linked with." value={code} onInput={(e) => setCode(e.currentTarget.value)} error={form.error("code")} />
        {parent && <p class="small soft">Where your child is under 13, linking confirms their account: you agree that this app keeps a record of what they do in it, such as answers, practice tests and talks with the tutor, as it cannot work without. Everything else stays off unless you switch it on; you are shown it next.</p>}
        <div class="row"><Button type="submit" busy={form.busy}>Link</Button></div>
      </FormFrame>
    </section>
  );
}
