import { go, query } from "../app/router";
import { Title } from "../app/title";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { FormFrame, useForm } from "../ui/form";
import { signIn } from "./me";
import "./account.css";

export default function SignIn() {
  const form = useForm(async (data) => {
    await signIn(String(data.get("user")).trim(), String(data.get("password")));
    const next = query.value.get("next") ?? "";
    go(/^[\w/-]*$/.test(next) ? next : "", { replace: true });
  });
  return (
    <div class="page door">
      <div class="door-words">
        <Title tab="Sign in">Ten good minutes a day.</Title>
        <p class="lead">Adaptive SAT practice, whole rehearsals, and a tutor that shows the way instead of giving the answer away.</p>
      </div>
      <div class="card">
        <FormFrame form={form}>
          <Field label="User id or e-mail" name="user" autocomplete="username" autocapitalize="none" spellcheck={false} required error={form.error("user_id") ?? form.error("email")} />
          <Field label="Password" name="password" type="password" autocomplete="current-password" required error={form.error("password")} />
          <Button type="submit" look="main" busy={form.busy}>Sign in</Button>
          <p class="small soft">New here? <a href="/app/register">Make an account</a>. Forgot the password? Whoever runs this server can set a new one.</p>
        </FormFrame>
      </div>
    </div>
  );
}
