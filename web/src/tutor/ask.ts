import { fetchRoute } from "../api/client";
import { Problem } from "../api/problem";
import { uuid7 } from "../api/uuid";

/** A frame from the tutor; docs/tutor.md is the contract. */
export interface Frame {
  type: "ack" | "delta" | "source" | "done" | "error" | "safety" | "choice" | "ping";
  id?: string;
  seq?: number;
  conversation?: string;
  turn?: string;
  text?: string;
  replace?: boolean;
  sources?: string[];
  level?: number;
  code?: string;
  detail?: string;
  retry_after?: number;
}

/** Cuts a stream of server-sent events into their data. Feed it text as it comes. */
export function eventReader(each: (data: string) => void): (chunk: string) => void {
  let rest = "";
  let data: string[] = [];
  return (chunk) => {
    rest += chunk;
    for (;;) {
      const end = rest.search(/\r\n|\n|\r(?!$)/);
      if (end < 0) return;
      const line = rest.slice(0, end);
      rest = rest.slice(end + (rest.startsWith("\r\n", end) ? 2 : 1));
      if (line === "") {
        if (data.length) each(data.join("\n"));
        data = [];
      } else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
    }
  };
}

export interface Question {
  text: string;
  conversation?: string;
  question?: string;
  session?: string;
}

/** Asks the tutor and hands over each frame as it comes. */
export async function ask(q: Question, each: (f: Frame) => void, signal?: AbortSignal): Promise<void> {
  const reply = await fetchRoute("POST /ai_tutor/ask", {
    body: { id: uuid7(), text: q.text, conversation: q.conversation, question_id: q.question, session_id: q.session, input: "text" },
    signal,
  });
  const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader();
  const feed = eventReader((data) => {
    const frame = JSON.parse(data) as Frame;
    if (frame.type === "error") throw new Problem(frame.code === "rate_limited" ? 429 : 400, frame.detail ?? "The tutor could not answer.", {}, frame.retry_after ?? 0);
    each(frame);
  });
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    feed(value);
  }
}
