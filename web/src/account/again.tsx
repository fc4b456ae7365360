import { useState } from "preact/hooks";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { FormFrame, useForm } from "../ui/form";
import { asking, me, signIn } from "./me";

/** Asks for the password again, above the screen that goes on afterwards. */
export function SignInAgain() {
  return asking.value && me.value ? <Ask done={asking.value.done} /> : null;
}

function Ask({ done }: { done: () => void }) {
  const [who] = useState(me.value!);
  const form = useForm(async (data) => {
    await signIn(String(data.get("user")), String(data.get("password")));
    if (me.value?.user_id !== who.user_id) location.reload(); // somebody else: nothing on this screen is theirs
    done();
  });
  return (
    <Dialog title="Please sign in again">
      <FormFrame form={form}>
        <p>Your sign-in has ended. Nothing on this screen is lost; it goes on as soon as you have signed in.</p>
        <Field label="User id or e-mail" name="user" value={who.email || who.user_id} autocomplete="username" />
        <Field label="Password" name="password" type="password" autocomplete="current-password" autoFocus error={form.error("password")} />
        <div class="row"><Button type="submit" look="main" busy={form.busy}>Sign in</Button></div>
      </FormFrame>
    </Dialog>
  );
}
