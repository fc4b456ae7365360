import { useState } from "preact/hooks";
import { call } from "../api/client";
import { deviceID, timeZone } from "../api/device";
import { keep, kept } from "../api/keep";
import { Title } from "../app/title";
import { Button } from "../ui/button";
import { Field, OneOf } from "../ui/field";
import { FormFrame, useForm } from "../ui/form";
import { say } from "../ui/status";
import { Accommodations } from "./accommodations";
import { me, myself, whoAmI } from "./me";
import "./account.css";

const zones = (): string[] => {
  const known = (Intl as { supportedValuesOf?: (k: string) => string[] }).supportedValuesOf?.("timeZone") ?? [];
  return [...new Set([timeZone(), "UTC", ...known])];
};

export default function Settings() {
  const account = myself();
  const form = useForm(async (data) => {
    const given = (name: string) => String(data.get(name)).trim();
    me.value = await call("PATCH /auth/me", { body: { name: given("name"), email: given("email"), time_zone: given("time_zone") } });
    say("Saved.");
  });
  return (
    <div class="page middle">
      <header class="page-head"><Title>Settings</Title></header>

      <section class="section" aria-labelledby="you">
        <h2 id="you">You</h2>
        <FormFrame form={form}>
          <Field label="Name" name="name" defaultValue={account.name} autocomplete="name" dir="auto" required error={form.error("name")} />
          <Field label="E-mail" name="email" type="email" defaultValue={account.email} autocomplete="email" hint="Only to sign in with. Leave it empty to have none." error={form.error("email")} />
          <Field label="Time zone" name="time_zone" defaultValue={account.time_zone} list="zones" autocomplete="off" error={form.error("time_zone") && "Choose a time zone of the list, such as America/Chicago."}
            hint={account.time_zone !== timeZone() ? `This device is in ${timeZone()}.` : "Days and weeks are counted by it."} />
          <datalist id="zones">{zones().map((z) => <option value={z} key={z} />)}</datalist>
          <div class="row"><Button type="submit" look="main" busy={form.busy}>Save</Button></div>
        </FormFrame>
      </section>

      <Appearance />
      {account.role === "student" && <Entitled />}

      <section class="section" aria-labelledby="account">
        <h2 id="account">Account</h2>
        <dl class="facts">
          <dt>User id</dt><dd><code>{account.user_id}</code></dd>
          <dt>Role</dt><dd>{account.role}</dd>
          <dt>Made</dt><dd>{new Date(account.created_at).toLocaleDateString()}</dd>
          <dt>This device</dt><dd><code class="small">{deviceID()}</code></dd>
        </dl>
        <p class="row"><a href="/app/consent">What my data is used for</a> <a href="/app/people">Who is linked with me</a></p>
      </section>
    </div>
  );
}

type Theme = "auto" | "light" | "dark" | "contrast";
type TextSize = "normal" | "large" | "larger";

function Appearance() {
  const [theme, setTheme] = useState((kept("theme") ?? "auto") as Theme);
  const [text, setText] = useState((kept("text") ?? "normal") as TextSize);
  const html = document.documentElement;
  return (
    <section class="section" aria-labelledby="look">
      <h2 id="look">Appearance</h2>
      <OneOf<Theme> label="Colours" name="theme" value={theme} hint="Kept on this device."
        options={[{ value: "auto", label: "As the device" }, { value: "light", label: "Light" }, { value: "dark", label: "Dark" }, { value: "contrast", label: "High contrast" }]}
        onChange={(v) => {
          setTheme(v);
          keep("theme", v === "auto" ? null : v);
          if (v === "auto") delete html.dataset.theme;
          else html.dataset.theme = v;
        }} />
      <OneOf<TextSize> label="Text size" name="text" value={text}
        options={[{ value: "normal", label: "Normal" }, { value: "large", label: "Large" }, { value: "larger", label: "Larger" }]}
        onChange={(v) => {
          setText(v);
          keep("text", v === "normal" ? null : v);
          if (v === "normal") delete html.dataset.text;
          else html.dataset.text = v;
        }} />
    </section>
  );
}

function Entitled() {
  const [open, setOpen] = useState(false);
  const a = myself().accommodations;
  const list = [
    a.time_factor > 1 && `${a.time_factor} times the time`,
    a.breaks_as_needed && "breaks as needed",
    a.text_to_speech && "text read aloud",
    a.large_print && "large print",
  ].filter(Boolean);
  return (
    <section class="section" aria-labelledby="acc">
      <h2 id="acc">Accommodations</h2>
      <p>{list.length ? `You have ${list.join(", ")}. Tests apply them by themselves, and nobody but you and those who look after you sees it.`
        : "None. If you are entitled to more time, breaks, text to speech or large print, enter it here, so that you rehearse as you will be tested."}</p>
      <div class="row"><Button onClick={() => setOpen(true)}>{list.length ? "Change them" : "Enter them"}</Button></div>
      {open && <Accommodations user={myself()} close={() => setOpen(false)} done={(said) => {
        setOpen(false);
        say(said);
        void whoAmI();
      }} />}
    </section>
  );
}
