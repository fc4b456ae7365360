import type { QuestionShown, TutorRung } from "../api/schema";

export type Rung = TutorRung;

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
  finish?: string;
  source?: string;
  category?: string;
  options?: { turn: string; text: string }[];
  question?: QuestionShown;
  rung?: Rung;
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
