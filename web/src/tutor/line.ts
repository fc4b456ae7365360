import { device } from "../api/device";
import { asProblem, fetchRoute, Problem } from "../api/client";
import { eventReader, type Frame } from "./ask";

/** What a client may say; docs/tutor.md is the contract. */
export type Said =
  | { type: "ask"; id: string; text: string; input: "text" | "voice"; conversation?: string; question_id?: string; session_id?: string }
  | { type: "stop"; id: string }
  | { type: "regenerate"; id: string; turn: string }
  | { type: "rate"; turn: string; value: 1 | -1; reasons: string[] }
  | { type: "choose"; turn: string };

export interface Listener {
  hear(f: Frame): void;
  /** Where to go on from after a dropped line; null: there is nothing to go on with. */
  resume(): { conversation: string; last_seq: number } | null;
  /** What nobody has confirmed yet and must be said again on a new line. */
  unheard(): Said[];
  /** Whether an answer is on its way, so that a dropped line must be taken up again. */
  busy(): boolean;
  fail(ask: string, p: Problem): void;
}

/**
 * The line to the tutor: a WebSocket that is taken up again when it drops, or,
 * where none can be opened (a proxy that knows none, a sign-in that ended),
 * requests whose replies are streams of the same frames.
 */
export class Line {
  private socket: WebSocket | null = null;
  private open = false;
  private refused = 0; // sockets in a row on which nothing ever came
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  private readonly streams = new Set<AbortController>();

  constructor(private readonly user: string, private readonly listener: Listener) {}

  /** Opens the line, if it is not open. */
  connect(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.closed || this.socket || this.byRequests) return;
    const socket = (this.socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ai_tutor/chat/${encodeURIComponent(this.user)}`));
    let said = false;
    socket.onopen = () => {
      this.open = true;
      const d = device();
      const resume = this.listener.resume();
      this.put({ type: "hello", resume: resume ?? undefined, client: { device: d["Satprep-Device"], build: d["Satprep-Client"], platform: d["Satprep-Platform"], class: d["Satprep-Device-Class"], zone: d["Satprep-Zone"] } });
      for (const s of this.listener.unheard()) this.put(s);
    };
    socket.onmessage = (e: MessageEvent<string>) => {
      said = true; // a hello is answered: the way is free
      this.refused = 0;
      const f = JSON.parse(e.data) as Frame;
      if (f.type === "error" && f.code === "unauthenticated") {
        this.refused = 2; // requests ask to sign in again
        socket.close();
        return;
      }
      this.listener.hear(f);
    };
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.open = false;
      if (!said) this.refused++;
      if (this.closed) return;
      if (this.byRequests) {
        for (const s of this.listener.unheard()) void this.request(s);
        void this.follow();
      } else if (this.listener.busy() || !said) this.timer = setTimeout(() => this.connect(), said ? 500 : 1500);
    };
  }

  private get byRequests(): boolean {
    return this.refused >= 2;
  }

  private put(v: unknown): void {
    this.socket!.send(JSON.stringify(v));
  }

  /** Says something now. While the line is being opened an ask waits for it. */
  say(s: Said): void {
    if (this.byRequests) return void this.request(s);
    if (this.open) return this.put(s);
    this.connect(); // asks that are not confirmed are said as soon as it stands
    if (s.type === "rate" || s.type === "choose") void this.request(s);
  }

  /** Goes on with an answer over requests. */
  private async follow(): Promise<void> {
    const resume = this.listener.resume();
    if (!resume || !this.listener.busy()) return;
    await this.stream("POST /ai_tutor/ask", { resume }, "");
  }

  private async request(s: Said): Promise<void> {
    const { type, ...body } = s;
    if (type === "ask") return this.stream("POST /ai_tutor/ask", body, s.id);
    if (type === "regenerate") return this.stream("POST /ai_tutor/regenerate", body, s.id);
    try {
      await fetchRoute(`POST /ai_tutor/${type}`, { body });
    } catch (err) {
      const problem = asProblem(err);
      if (type !== "stop" || problem.status !== 404) this.listener.fail("", problem); // an answer may end before it is stopped
    }
  }

  private async stream(route: string, body: unknown, ask: string): Promise<void> {
    const stop = new AbortController();
    this.streams.add(stop);
    try {
      const reply = await fetchRoute(route, { body, signal: stop.signal, patient: true });
      const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader();
      const feed = eventReader((data) => this.listener.hear(JSON.parse(data) as Frame));
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        feed(value);
      }
      if (this.listener.busy() && !this.closed) this.timer = setTimeout(() => void this.follow(), 1000);
    } catch (err) {
      if (this.closed || stop.signal.aborted) return;
      if (err instanceof Problem) this.listener.fail(ask, err);
      else this.timer = setTimeout(() => void this.follow(), 1500); // it broke off in the middle
    } finally {
      this.streams.delete(stop);
    }
  }

  /** Hangs up. An answer that is being given goes on at the server. */
  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    for (const s of this.streams) s.abort();
    this.socket?.close();
    this.socket = null;
  }
}
