import { useState } from "preact/hooks";
import { call } from "../api/client";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { OneOf } from "../ui/field";
import { FormFrame, useForm } from "../ui/form";
import { say } from "../ui/status";
import { reasons } from "./words";

type Reason = keyof typeof reasons;

const options = (Object.keys(reasons) as Reason[]).map((value) => ({ value, label: reasons[value] }));

/** Says that something is wrong with a question, in a dialog that is over in two presses. */
export function ReportQuestion({ session, question }: { session?: string; question: string }) {
  const [open, setOpen] = useState(false);
  const [sent, setSent] = useState(false);
  if (sent) return <p class="small soft" role="status">You reported this question. Thank you.</p>;
  return (
    <>
      <Button small look="plain" icon="flag" onClick={() => setOpen(true)}>Report a question</Button>
      {open && <Ask session={session} question={question} close={() => setOpen(false)} done={() => {
        setOpen(false);
        setSent(true);
        say("Thank you. Somebody will look at this question.");
      }} />}
    </>
  );
}

function Ask({ session, question, close, done }: { session?: string; question: string; close: () => void; done: () => void }) {
  const [reason, setReason] = useState<Reason | null>(null);
  const [missing, setMissing] = useState<string | null>(null);
  const form = useForm(async (data) => {
    if (!reason) {
      setMissing("Choose what is wrong.");
      return;
    }
    await call("POST /questions/reports", { body: { question_id: question, session_id: session, reason, text: String(data.get("text") ?? "").trim() || undefined }, once: true });
    done();
  });
  return (
    <Dialog title="What is wrong with this question?" onClose={close}>
      <FormFrame form={form}>
        <OneOf label={<span class="unseen">Reason</span>} name="reason" value={reason} error={missing} options={options} onChange={(r) => {
          setReason(r);
          setMissing(null);
        }} />
        <div class="field">
          <label for="report-text">In your words{reason !== "other" && <span class="soft"> (if you like)</span>}</label>
          <textarea id="report-text" name="text" rows={3} maxLength={2000} dir="auto" aria-invalid={form.error("text") ? true : undefined} aria-describedby={form.error("text") ? "report-text-error" : undefined} />
          {form.error("text") && <p class="error" id="report-text-error">{form.error("text")}</p>}
        </div>
        <p class="small soft">Whoever looks at it sees your words and the question, not your name.</p>
        <div class="row">
          <Button type="submit" look="main" busy={form.busy}>Send</Button>
          <Button look="plain" onClick={close}>Cancel</Button>
        </div>
      </FormFrame>
    </Dialog>
  );
}
