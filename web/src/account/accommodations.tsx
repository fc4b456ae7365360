import { call, type Reply } from "../api/client";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Check, Select } from "../ui/field";
import { FormFrame, useForm } from "../ui/form";

/** Somebody in the list of users. */
export type User = NonNullable<Reply<"GET /users">["users"]>[number];

/** Something that is done with one user, in a dialog. */
export interface Act {
  user: Pick<User, "user_id" | "name"> & Partial<User>;
  close: () => void;
  done: (said: string) => void;
}

/** What a learner is entitled to in tests; learners may say it themselves, and an admin of anybody. */
export function Accommodations({ user, close, done }: Act) {
  const now = user.accommodations;
  const form = useForm(async (data) => {
    await call("PUT /users/{user_id}/accommodations", { path: { user_id: user.user_id }, body: { time_factor: Number(data.get("time_factor")), breaks_as_needed: data.has("breaks"), text_to_speech: data.has("speech"), large_print: data.has("print") } });
    done("Saved; it holds from the next module on.");
  });
  return (
    <Dialog title={`Accommodations of ${user.name}`} onClose={close}>
      <FormFrame form={form}>
        <Select label="Time" name="time_factor" error={form.error("time_factor")}>
          {[1, 1.25, 1.5, 2, 3].map((f) => <option key={f} value={f} selected={f === now?.time_factor}>{f === 1 ? "as usual" : `× ${f}`}</option>)}
        </Select>
        <Check label="Breaks as needed" name="breaks" defaultChecked={now?.breaks_as_needed} />
        <Check label="Text to speech" name="speech" defaultChecked={now?.text_to_speech} />
        <Check label="Large print" name="print" defaultChecked={now?.large_print} />
        <div class="row"><Button look="main" type="submit" busy={form.busy}>Save</Button><Button look="plain" onClick={close}>Cancel</Button></div>
      </FormFrame>
    </Dialog>
  );
}
