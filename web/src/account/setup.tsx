import { call } from "../api/client";
import { go } from "../app/router";
import { Title } from "../app/title";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { FormFrame, useForm } from "../ui/form";
import { whoAmI } from "./me";
import "./account.css";

/** The code stands behind the #, so that no server and no log sees it. */
const codeInLink = () => new URLSearchParams(location.hash.slice(1)).get("code") ?? "";

export default function Setup() {
  const form = useForm(async (data) => {
    const given = (name: string) => String(data.get(name));
    await call("POST /auth/setup", { body: { code: given("code").trim(), name: given("name").trim(), email: given("email").trim() || undefined, password: given("password") }, quiet: true });
    await whoAmI();
    go("welcome", { replace: true }); // where the user id is said, with which they sign in
  });
  return (
    <div class="page door">
      <div class="door-words">
        <Title>Set up this server.</Title>
        <p class="lead">You become its first admin: you invite tutors, set passwords, and look after the data. The code comes from the link that the server printed; it works once.</p>
      </div>
      <div class="card">
        <FormFrame form={form}>
          <Field label="Code" name="code" defaultValue={codeInLink()} autocomplete="off" autocapitalize="characters" spellcheck={false} required error={form.error("code")} />
          <Field label="Your name" name="name" autocomplete="name" required dir="auto" error={form.error("name")} />
          <Field label="E-mail (optional)" name="email" type="email" autocomplete="email" hint="You can sign in with it; nothing is sent there." error={form.error("email")} />
          <Field label="Password" name="password" type="password" autocomplete="new-password" required hint="At least 8 characters." error={form.error("password")} />
          <Button type="submit" look="main" busy={form.busy}>Become the admin</Button>
        </FormFrame>
      </div>
    </div>
  );
}
