import { signal } from "@preact/signals";
import { Icon } from "./icon";
import "./status.css";

interface Message {
  id: number;
  text: string;
  kind: "done" | "trouble";
}

const messages = signal<Message[]>([]);
let last = 0;

/** Says something in passing, for eyes and ears. Trouble stays until it is put away. */
export function say(text: string, kind: Message["kind"] = "done"): void {
  const id = ++last;
  messages.value = [...messages.value.slice(-2), { id, text, kind }];
  if (kind === "done") setTimeout(() => hush(id), 6000);
}

function hush(id: number): void {
  messages.value = messages.value.filter((m) => m.id !== id);
}

/** Where say is heard; stands once in the page. */
export function Messages() {
  return (
    <div class="messages" role="status" aria-live="polite">
      {messages.value.map((m) => (
        <div class={`message ${m.kind}`} key={m.id}>
          <Icon name={m.kind === "done" ? "right" : "wrong"} />
          <span>{m.text}</span>
          <button type="button" aria-label="Put away" onClick={() => hush(m.id)}><Icon name="close" size={16} /></button>
        </div>
      ))}
    </div>
  );
}
