import { useState } from "preact/hooks";
import { Problem } from "../api/problem";
import { go } from "../app/router";
import { Title } from "../app/title";
import { Button } from "../ui/button";
import { Field, OneOf } from "../ui/field";
import { FormFrame, useForm } from "../ui/form";
import { register } from "./me";
import "./account.css";

export default function Register() {
  const [role, setRole] = useState<"student" | "parent">("student");
  const [age, setAge] = useState<string | null>(null);
  const [invited, setInvited] = useState(false);
  const form = useForm(async (data) => {
    const given = (name: string) => String(data.get(name) ?? "").trim();
    const missing = {
      ...(!given("name") && { name: "Please give a name." }),
      ...(String(data.get("password")).length < 8 && { password: "The password needs at least 8 characters." }),
      ...(!invited && role === "student" && !age && { age_band: "Please choose one." }),
    };
    // All at once, and not one after another as the server would find them.
    if (Object.keys(missing).length) throw new Problem(400, "Something is missing.", missing);
    await register({ name: given("name"), email: given("email"), password: String(data.get("password")), role, age: age ?? "", code: given("code") });
    go("welcome", { replace: true });
  });
  return (
    <div class="page door">
      <div class="door-words">
        <Title>Make an account.</Title>
        <p class="lead">A name and a password are enough. Your age decides who must agree to what, and we ask for no more of it than a range.</p>
      </div>
      <div class="card">
        <FormFrame form={form}>
          <Field label="Name" name="name" autocomplete="name" required dir="auto" hint="What we shall call you." error={form.error("name")} />
          <Field label="Password" name="password" type="password" autocomplete="new-password" required hint="At least 8 characters." error={form.error("password")} />
          {!invited && (
            <OneOf label="I am" name="role" value={role} onChange={setRole}
              options={[{ value: "student", label: "a student" }, { value: "parent", label: "a parent" }]} error={form.error("role")} />
          )}
          {!invited && role === "student" && (
            <OneOf label="My age" name="age_band" value={age} onChange={setAge} error={form.error("age_band")}
              options={[{ value: "under_13", label: "under 13" }, { value: "13_17", label: "13 to 17" }, { value: "18_plus", label: "18 or older" }]}
              hint={age === "under_13" ? "A parent must confirm your account; you get a code to give them." : undefined} />
          )}
          <Field label={<>E-mail <span class="soft">(if you like)</span></>} name="email" type="email" autocomplete="email" hint="Only to sign in with. Nothing is sent to it." error={form.error("email")} />
          {invited && <Field label="Invitation code" name="code" autocomplete="off" autocapitalize="characters" spellcheck={false} error={form.error("code")} />}
          <Button type="submit" look="main" busy={form.busy}>Make the account</Button>
          <p class="small soft">
            Have one already? <a href="/app/sign-in">Sign in</a>.{" "}
            {!invited && <>Invited as a tutor or admin? <button type="button" class="link" onClick={() => setInvited(true)}>Enter the code</button></>}
          </p>
        </FormFrame>
      </div>
    </div>
  );
}
