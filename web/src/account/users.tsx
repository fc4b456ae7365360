import { useState } from "preact/hooks";
import { call } from "../api/client";
import { Title } from "../app/title";
import { Code } from "../people/code";
import { ages } from "../census/words";
import { useAct } from "../ui/act";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field, Select } from "../ui/field";
import { FormFrame, useForm } from "../ui/form";
import { Pending, useLoad } from "../ui/load";
import { Menu } from "../ui/menu";
import { say } from "../ui/status";
import { Accommodations, type Act, type User } from "./accommodations";
import { myself } from "./me";

type Doing = { what: "password" | "close" | "accommodations" | "age"; user: User };

/** Everybody with an account, for admins: found, invited, helped in again, closed. */
export default function Users() {
  const [text, setText] = useState("");
  const [role, setRole] = useState("");
  const [status, setStatus] = useState("");
  const [after, setAfter] = useState<string[]>([]);
  const [doing, setDoing] = useState<Doing | null>(null);
  const users = useLoad(() => call("GET /users", { query: { q: text || undefined, role: role || undefined, status: (status || undefined) as "active", after: after.at(-1), limit: 50 } }), [text, role, status, after.at(-1)]);
  const choose = (set: (v: string) => void) => (v: string) => {
    setAfter([]);
    set(v);
  };
  const done = (said: string) => {
    setDoing(null);
    say(said);
    users.again();
  };
  return (
    <div class="page middle stack wide">
      <header class="page-head">
        <Title>Users</Title>
        <p class="lead">Students and parents register themselves; tutors and admins come by a code.</p>
      </header>
      <section class="section" aria-labelledby="all">
        <h2 id="all">Everybody</h2>
        <div class="choosers">
          <Field label="Search" placeholder="name, id or e-mail" type="search" value={text} onInput={(e) => choose(setText)(e.currentTarget.value)} autocomplete="off" spellcheck={false} />
          <Select label="Role" value={role} onChange={(e) => choose(setRole)(e.currentTarget.value)}><option value="">all</option>{["student", "parent", "tutor", "admin"].map((r) => <option key={r} value={r}>{r}</option>)}</Select>
          <Select label="Status" value={status} onChange={(e) => choose(setStatus)(e.currentTarget.value)}><option value="">all</option>{["active", "pending", "closed"].map((r) => <option key={r} value={r}>{r}</option>)}</Select>
        </div>
        <Pending of={users}>
          {(l) => (
            <>
              {l.users?.length ? (
                <ul class="list" role="list">
                  {l.users.map((u) => (
                    <li key={u.user_id}>
                      <div class="grow">
                        <p><bdi>{u.name}</bdi> <span class="small soft">{u.role}{u.role === "student" ? `, ${ages[u.age_band] ?? u.age_band}` : ""}{u.status !== "active" ? ` · ${u.status}` : ""}</span></p>
                        <p class="small soft"><code>{u.user_id}</code>{u.email ? ` · ${u.email}` : ""} · since {new Date(u.created_at).toLocaleDateString()}{u.accommodations.time_factor !== 1 ? ` · time × ${u.accommodations.time_factor}` : ""}</p>
                      </div>
                      {u.status !== "closed" && (
                        <Menu label={`What to do with ${u.name} (${u.user_id})`} items={[
                          { name: "New password", act: () => setDoing({ what: "password", user: u }) },
                          ...(u.role === "student" ? [{ name: "Accommodations", act: () => setDoing({ what: "accommodations", user: u }) }, { name: "Age", act: () => setDoing({ what: "age", user: u }) }, { name: "Consent", href: `/app/consent?of=${encodeURIComponent(u.user_id)}` }] : []),
                          ...(u.user_id !== myself().user_id ? [{ name: "Close the account", act: () => setDoing({ what: "close", user: u }) }] : []),
                        ]} />
                      )}
                    </li>
                  ))}
                </ul>
              ) : <p class="empty">Nobody fits.</p>}
              <div class="row">
                {after.length > 0 && <Button small onClick={() => setAfter(after.slice(0, -1))}>Before</Button>}
                {l.next && <Button small onClick={() => setAfter([...after, l.next!])}>Next 50</Button>}
              </div>
            </>
          )}
        </Pending>
      </section>
      <section class="section" aria-labelledby="invite">
        <h2 id="invite">Invite</h2>
        <Code role="tutor" name="Code for a tutor" about="Whoever registers with it becomes a tutor; students link themselves with a tutor by another code." />
        <Code role="admin" name="Code for an admin" about="Whoever registers with it becomes an admin, with all rights." />
      </section>
      {doing?.what === "password" && <NewPassword user={doing.user} close={() => setDoing(null)} done={done} />}
      {doing?.what === "accommodations" && <Accommodations user={doing.user} close={() => setDoing(null)} done={done} />}
      {doing?.what === "age" && <Age user={doing.user} close={() => setDoing(null)} done={done} />}
      {doing?.what === "close" && <Closing user={doing.user} close={() => setDoing(null)} done={done} />}
    </div>
  );
}

function NewPassword({ user, close, done }: Act) {
  const form = useForm(async (data) => {
    await call("POST /users/{user_id}/password", { path: { user_id: user.user_id }, body: { password: String(data.get("password")) } });
    done("The password is set, and they are signed out everywhere.");
  });
  return (
    <Dialog title={`New password for ${user.name}`} onClose={close}>
      <FormFrame form={form}>
        <p class="soft">Tell it to them in person or by a way that nobody else reads; they can change nothing of it themselves. They are signed out everywhere. It is written down in the audit log that you set it.</p>
        <Field label="New password" name="password" type="text" autocomplete="off" spellcheck={false} hint="At least 8 characters." error={form.error("password")} />
        <div class="row"><Button look="main" type="submit" busy={form.busy}>Set it</Button><Button look="plain" onClick={close}>Cancel</Button></div>
      </FormFrame>
    </Dialog>
  );
}

/** How old somebody is now: asked once a year, and by a parent or an admin. */
export function Age({ user, close, done }: Act) {
  const form = useForm(async (data) => {
    await call("PUT /users/{user_id}/age_band", { path: { user_id: user.user_id }, body: { age_band: String(data.get("age_band")) } });
    done("Saved.");
  });
  return (
    <Dialog title={`How old is ${user.name} now?`} onClose={close}>
      <FormFrame form={form}>
        <p class="soft">Under 13 nothing is used beyond running the app unless a parent agrees; from 18 on people decide for themselves. What was agreed for another age is asked again.</p>
        <Select label="Age" name="age_band" error={form.error("age_band")}>
          {Object.entries(ages).map(([value, name]) => <option key={value} value={value} selected={value === user.age_band}>{name}</option>)}
        </Select>
        <div class="row"><Button look="main" type="submit" busy={form.busy}>Save</Button><Button look="plain" onClick={close}>Cancel</Button></div>
      </FormFrame>
    </Dialog>
  );
}

function Closing({ user, close, done }: Act) {
  const act = useAct();
  return (
    <Dialog title={`Close the account of ${user.name}?`} onClose={close}>
      <div class="stack">
        <p>They are signed out for good, links end, and all consent is withdrawn. What was recorded stays until it is erased. This cannot be taken back.</p>
        <div class="row">
          <Button look="danger" busy={act.busy === "close"} onClick={() => void act.run("close", async () => {
            await call("POST /users/{user_id}/close", { path: { user_id: user.user_id } });
            done("The account is closed.");
          })}>Close the account</Button>
          <Button look="plain" onClick={close}>Keep it</Button>
        </div>
      </div>
    </Dialog>
  );
}
