import { effect, signal, type Signal } from "@preact/signals";
import { asking } from "../account/me";
import { call, reachable } from "../api/client";
import { asProblem, Problem, unreachable } from "../api/problem";
import type { SessionTestReply } from "../api/schema";
import type { Input } from "../question/attempt";
import { lookingAt, record } from "../interaction/collect";
import { ModuleClock, warning } from "./clock";
import type { Highlight } from "./highlight";
import { holderOf, type Holder } from "./holder";
import { Keeper } from "./keeper";
import * as m from "./machine";
import { saveState, type SaveState } from "./save";
import type { Shelf } from "./shelf";

const settle = 1_200; // milliseconds from a change to its draft
const beat = 25_000; // between signs of life: a minute without one is a lapse to the server
const standEvery = 5_000; // between notes of where the clock stands

/** A server that does not answer for so long is as good as away. */
const answersWithin = 20_000;

async function timed<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(answersWithin);
  try {
    return await ask(signal);
  } catch (err) {
    throw signal.aborted && !(err instanceof Problem) ? unreachable() : err;
  }
}

/** Whether the server is past a module. */
const passed = (reply: SessionTestReply, module: m.Module): boolean => reply.status === "ended" || reply.module !== module.number;

interface Options {
  user: string;
  test: string;
  shelf: Shelf;
  /** Breaks as needed: no module begins by itself. */
  ownBreaks: boolean;
}

/**
 * A test while it is on screen: it moves the machine, keeps every step on the
 * device and brings it to the server. Screens read its signals and call its
 * verbs.
 */
export class Runner {
  readonly sitting = signal<m.Sitting | null>(null);
  /** Milliseconds left of the module, or of the break. */
  readonly left = signal(0);
  readonly save: Signal<SaveState> = signal({ kind: "synced", waiting: 0 });
  readonly problem = signal<Problem | null>(null);
  /** Another tab has this test. */
  readonly elsewhere = signal(false);
  /** What is to be said aloud: time warnings. */
  readonly spoken = signal("");
  /** A sentence that stays until it is put away. */
  readonly news = signal("");
  readonly highlights = signal<Record<string, Highlight[]>>({});

  readonly test: string;
  private readonly clock = new ModuleClock();
  private breakEnds = 0;
  private holder: Holder;
  private timers: ReturnType<typeof setInterval>[] = [];
  private syncTimer: ReturnType<typeof setTimeout> | undefined;
  private syncing: Promise<void> | null = null;
  private lastContact = 0;
  private lastStand = 0;
  private syncedAt: Date | null = null;
  private readonly keeper: Keeper;
  private turn = 0; // grows whenever the test goes on to another part, or is opened anew
  private alone = false; // went on from the device: the server has not been asked yet
  private busy = false; // a module is being given away or begun
  private stopped = true;
  private unwatch: (() => void) | null = null;

  constructor(private readonly o: Options) {
    this.test = o.test;
    this.keeper = new Keeper(o.shelf, o.user, o.test, () => this.tell());
    this.holder = holderOf(o.test, () => this.lose());
  }

  // ---- coming and going

  async start(take = false): Promise<void> {
    this.problem.value = null;
    if (!(await this.holder.hold(take))) {
      this.elsewhere.value = true;
      return;
    }
    this.elsewhere.value = false;
    this.stopped = false;
    await this.load();
    if (this.stopped) return;
    this.timers.push(setInterval(() => this.tick(), 250));
    document.addEventListener("visibilitychange", this.seen);
    addEventListener("pagehide", this.leaving);
    let was = reachable.peek();
    this.unwatch = effect(() => {
      const now = reachable.value;
      if (now && !was) void this.returned();
      was = now;
      this.tell();
    });
  }

  stop(): void {
    if (!this.stopped) this.leaving();
    this.quit();
    this.holder.release();
  }

  private quit(): void {
    this.stopped = true;
    for (const t of this.timers) clearInterval(t);
    this.timers = [];
    clearTimeout(this.syncTimer);
    document.removeEventListener("visibilitychange", this.seen);
    removeEventListener("pagehide", this.leaving);
    this.unwatch?.();
    this.unwatch = null;
    lookingAt(null);
  }

  /** Another tab took the test. */
  private lose(): void {
    this.quit();
    this.elsewhere.value = true;
  }

  private readonly leaving = (): void => {
    this.spend();
    void this.keepStand();
    const s = this.sitting.peek();
    if (s?.phase !== "module") return;
    const ids = m.unsent(s);
    if (ids.length) void call("PUT /full_test/answers/{test_id}", { path: { test_id: this.o.test }, body: m.parcel(s, ids).body, quiet: true, keepalive: true }).catch(() => {});
  };

  private visible = true;
  private readonly seen = (): void => {
    this.spend();
    this.visible = document.visibilityState === "visible";
    if (!this.visible) void this.keepStand();
    else this.tick();
  };

  /** Asks the server where the test stands; without one, the device says it. */
  private async load(held = false): Promise<void> {
    const found = await this.keeper.find();
    this.highlights.value = { ...found?.highlights, ...this.highlights.peek() };
    // The learner goes on while the server is asked: what this tab holds is looked
    // up when it has answered, and an answer that the test has left behind is none.
    const kept = () => this.remembered() ?? found?.kept ?? null;
    const turn = this.turn;
    try {
      const reply = await this.ask();
      if (turn !== this.turn || this.stopped) return;
      const mine = kept();
      if (mine && passed(reply, mine.module)) {
        const shown = this.sitting.peek()?.phase === "module";
        await this.account(mine);
        if (turn !== this.turn || this.stopped) return;
        // A page that turns by itself says why, or the next press lands on another question.
        if (shown && !this.news.peek()) this.news.value = `Module ${mine.module.number} is over: it was finished on another device, or its time ran out. The test goes on here.`;
      }
      this.enter(reply, mine, held);
    } catch (err) {
      if (turn !== this.turn || this.stopped) return;
      const p = asProblem(err);
      const mine = kept();
      if (!p.passing || !mine) {
        this.problem.value = p;
        return;
      }
      this.alone = true;
      if (this.sitting.peek()) return this.tell();
      this.clock.set(mine.mono);
      this.become(m.recalled(mine, mine.mono, this.made()));
    }
  }

  /** What this tab holds of the open module, newer than what the device has. */
  private remembered(): m.Kept | null {
    const s = this.sitting.peek();
    return s?.phase === "module" || s?.phase === "sealed" ? m.keeping(s, s.phase === "sealed" ? s.mono : this.clock.now()) : null;
  }

  private ask(): Promise<SessionTestReply> {
    return timed((signal) => call("GET /full_test/session/{test_id}", { path: { test_id: this.o.test }, signal }));
  }

  /** Stands where the server says. */
  private enter(reply: SessionTestReply, kept: m.Kept | null, held = false): void {
    this.lastContact = performance.now();
    this.alone = false;
    const s = m.opened(reply, kept, { held: held || this.o.ownBreaks }, this.made());
    if (s.phase === "module") this.clock.set(s.since);
    if (s.phase === "waiting") this.breakEnds = s.breakLeft === undefined ? 0 : performance.now() + s.breakLeft * 1000;
    this.become(s);
    if (s.phase === "waiting" && s.breakLeft === undefined && !s.held) void this.begin();
    if (s.phase === "over") void this.keeper.drop();
    if (s.phase === "module" && m.unsent(s).length) this.soon(0);
  }

  private become(s: m.Sitting): void {
    this.turn++;
    const before = this.sitting.peek();
    this.sitting.value = s;
    this.left.value = this.timeLeft(s);
    if (s.phase === "module") {
      void this.keeper.items(s);
      void this.keepStand();
      if (before?.phase !== "module" || before.module.number !== s.module.number) this.arrived(s);
      const w = before?.phase === "module" ? "" : warning(Infinity, this.left.peek());
      if (w) this.spoken.value = w;
    } else lookingAt(null);
    if (s.phase === "sealed") {
      void this.keepStand();
      void this.deliver();
    }
    this.tell();
  }

  private timeLeft(s: m.Sitting): number {
    if (s.phase === "module") return Math.max(0, s.module.limit - this.clock.now());
    if (s.phase === "waiting" && this.breakEnds) return Math.max(0, this.breakEnds - performance.now());
    return 0;
  }

  private made(): string {
    return new Date().toISOString();
  }

  private now(input?: Input) {
    return { mono: this.clock.now(), made: this.made(), input };
  }

  // ---- what a learner does

  private move(act: (s: m.Open) => m.Open): m.Open | null {
    const s = this.sitting.peek();
    if (s?.phase !== "module" || this.stopped) return null;
    const next = act(s);
    this.sitting.value = next;
    void this.keeper.items(next);
    if (m.unsent(next).length) this.soon();
    this.tell();
    return next;
  }

  private about(s: m.Open) {
    return { session: this.o.test, question: m.current(s).id };
  }

  answer(text: string, input: Input): void {
    const s = this.move((s) => m.answer(s, this.now(input), text));
    if (!s) return;
    if (m.typed(m.current(s))) record("entry.changed", { ...this.about(s), text, body: { length: text.length } });
    else record("choice.selected", { ...this.about(s), body: { choice: text } });
  }

  crossOut(choice: string, input?: Input): void {
    const s = this.move((s) => m.crossOut(s, this.now(input), choice));
    if (s) record(s.items[m.current(s).id]!.eliminated.includes(choice) ? "choice.eliminated" : "choice.restored", { ...this.about(s), body: { choice } });
  }

  mark(): void {
    const s = this.move((s) => m.mark(s, this.now()));
    if (s) record(s.items[m.current(s).id]!.flagged ? "question.flagged" : "question.unflagged", this.about(s));
  }

  tool(name: string, opened: boolean): void {
    const s = opened ? this.move((s) => (s.place === "question" ? m.open(s, this.now(), name) : s)) : this.sitting.peek();
    if (s?.phase === "module") record(opened ? "tool.opened" : "tool.closed", { ...(s.place === "question" ? this.about(s) : { session: this.o.test }), body: { tool: name } });
  }

  go(at: number): void {
    this.walk((s) => m.go(s, this.now(), at));
  }
  next(): void {
    this.walk((s) => m.next(s, this.now()));
  }
  back(): void {
    this.walk((s) => m.back(s, this.now()));
  }
  check(): void {
    this.walk((s) => m.check(s, this.now()));
  }

  private walk(act: (s: m.Open) => m.Open): void {
    const before = this.sitting.peek();
    const s = this.move(act);
    if (!s || before?.phase !== "module" || (s.at === before.at && s.place === before.place)) return;
    this.arrived(s);
    void this.keepStand();
  }

  private arrived(s: m.Open): void {
    if (s.place === "question") {
      record("question.shown", { ...this.about(s), body: { index: s.at + 1 } });
      lookingAt(this.about(s));
    } else lookingAt({ session: this.o.test });
  }

  /** Gives the module away. */
  finish(why: "finished" | "time" = "finished"): void {
    const s = this.sitting.peek();
    if (s?.phase !== "module" || this.stopped) return;
    clearTimeout(this.syncTimer);
    const sealed = m.seal(s, why, why === "time" ? Math.min(this.clock.now(), s.module.limit) : this.clock.now());
    void this.keeper.items(sealed);
    this.become(sealed);
  }

  setHighlights(question: string, list: Highlight[]): void {
    this.highlights.value = { ...this.highlights.peek(), [question]: list };
    void this.keeper.highlights(question, list);
  }

  noted(kind: "highlight.added" | "note.added", text: string): void {
    const s = this.sitting.peek();
    if (s?.phase === "module") record(kind, { ...this.about(s), text: text.slice(0, 2000) });
  }

  // ---- time

  private tick(): void {
    const s = this.sitting.peek();
    if (!s || this.stopped) return;
    const before = this.left.peek();
    const left = this.timeLeft(s);
    if (Math.ceil(before / 1000) !== Math.ceil(left / 1000)) this.left.value = left;
    if (s.phase === "module") {
      const w = warning(before, left);
      if (w) this.spoken.value = w;
      if (left <= 0) return this.finish("time");
      const now = performance.now();
      if (now - this.lastStand > standEvery) {
        this.spend();
        void this.keeper.items(this.sitting.peek() as m.Open);
        void this.keepStand();
      }
      if (now - this.lastContact > beat && reachable.peek() && !this.syncing) this.soon(0);
    }
    if (s.phase === "waiting" && this.breakEnds && left <= 0 && !this.busy) void this.begin();
  }

  /** Puts the time so far down to the question on screen. */
  private spend(): void {
    const s = this.sitting.peek();
    if (s?.phase === "module") this.sitting.value = m.pass(s, this.clock.now(), this.visible);
  }

  // ---- on the device

  private async keepStand(): Promise<void> {
    const s = this.sitting.peek();
    if (s?.phase !== "module" && s?.phase !== "sealed") return;
    this.lastStand = performance.now();
    await this.keeper.stand(s, this.clock.now());
  }

  /** Says where the answers are. */
  private tell(): void {
    const s = this.sitting.peek();
    if (!s) return;
    const next = saveState({ waiting: m.unsent(s).length, reachable: reachable.peek() && !this.alone, kept: !this.keeper.full, syncedAt: this.syncedAt });
    const old = this.save.peek();
    if (old.kind !== next.kind || old.waiting !== next.waiting || old.at !== next.at) this.save.value = next;
  }

  // ---- to the server

  private soon(after = settle): void {
    clearTimeout(this.syncTimer);
    if (!this.stopped) this.syncTimer = setTimeout(() => void this.sync(), after);
  }

  /** Sends drafts of what changed; an empty list is a sign of life. */
  private sync(): Promise<void> {
    this.syncing ??= this.send().finally(() => (this.syncing = null));
    return this.syncing;
  }

  private async send(): Promise<void> {
    const s = this.sitting.peek();
    if (s?.phase !== "module" || this.alone || this.stopped) return;
    const { body, revs } = m.parcel(s, m.unsent(s));
    this.lastContact = performance.now();
    try {
      const reply = await timed((signal) => call("PUT /full_test/answers/{test_id}", { path: { test_id: this.o.test }, body, signal }));
      this.lastContact = performance.now();
      const now = this.sitting.peek();
      if (now?.phase !== "module" || now.module.number !== s.module.number || this.stopped) return;
      if (reply.status !== "open" || reply.module !== now.module.number) return await this.load();
      this.syncedAt = new Date();
      let then = m.confirmed(now, revs);
      if (reply.seconds_left !== undefined) {
        const c = m.corrected(then.module, this.clock.now(), reply.seconds_left);
        if (c.module !== then.module) then = { ...then, module: c.module };
        this.clock.set(c.mono);
      }
      this.sitting.value = then;
      void this.keeper.items(then);
      this.tell();
      if (m.unsent(then).length) this.soon();
    } catch (err) {
      const p = asProblem(err);
      this.tell();
      if (p.unreachable && !reachable.peek()) return; // returned() goes on
      if (p.passing) return this.soon(Math.max(5, p.retryAfter) * 1000);
      if (this.stopped) return;
      await this.load(); // the server sees it otherwise: it says how
    }
  }

  /** The server is back. */
  private async returned(): Promise<void> {
    if (this.stopped) return;
    const s = this.sitting.peek();
    if (this.alone && s?.phase !== "sealed") return this.load(true); // deliver() asks by itself
    if (s?.phase === "module") this.soon(0);
    if (s === null) await this.load();
  }

  /** Waits until the server answers again. */
  private reconnected(): Promise<void> {
    return new Promise((resolve) => {
      if (reachable.peek()) return void setTimeout(resolve, 2_000);
      const end = effect(() => {
        if (reachable.value || this.stopped) setTimeout(() => {
          end();
          resolve();
        });
      });
    });
  }

  /** Whether a sealed module waits for the server. */
  readonly cut = signal(false);

  /** Brings a sealed module to the server, however long that takes. */
  private async deliver(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    let waited = false;
    const slow = setTimeout(() => (this.cut.value = !asking.peek()), 6_000);
    try {
      if (this.syncing) await this.syncing.catch(() => {});
      for (;;) {
        const s = this.sitting.peek();
        if (s?.phase !== "sealed" || this.stopped) return;
        try {
          if (this.alone) {
            // Time that a crash took is given back before lateness is judged.
            const reply = await this.ask();
            this.alone = false;
            if (passed(reply, s.module)) {
              await this.account(m.keeping(s, s.mono));
              return this.enter(reply, null, true);
            }
          }
          const { body, revs } = m.parcel(s, m.reached(s));
          const reply = await timed((signal) => call("POST /full_test/submit/{test_id}", { path: { test_id: this.o.test }, query: { finish: true, out_of_time: s.why === "time" || undefined, module: s.module.number, defer: true }, body, once: true, signal }));
          this.syncedAt = new Date();
          void this.keeper.items(m.confirmed(s, revs));
          const late = reply.refused?.length ?? 0;
          if (late) this.news.value = `${late === 1 ? "One answer" : `${late} answers`} came too late to count: ${reply.refused![0]!.why}`;
          return this.enter(reply, null, waited || this.cut.peek()); // the page has said that the next part begins on a word
        } catch (err) {
          const p = asProblem(err);
          if (p.passing) {
            waited = true;
            this.cut.value = true;
            await (p.unreachable ? this.reconnected() : new Promise((r) => setTimeout(r, Math.max(3, p.retryAfter) * 1000)));
            continue;
          }
          // The server had closed the module before: it says where the test stands.
          if (p.status === 409 || p.status === 400) {
            const reply = await this.ask();
            if (passed(reply, s.module)) {
              this.missed(s);
              return this.enter(reply, null, true);
            }
          }
          this.problem.value = p;
          return;
        }
      }
    } catch (err) {
      this.problem.value = asProblem(err);
    } finally {
      clearTimeout(slow);
      this.busy = false;
      this.cut.value = false;
      const s = this.sitting.peek();
      if (s?.phase === "waiting" && s.breakLeft === undefined && !s.held && !this.stopped) void this.begin();
    }
  }

  /**
   * The server has gone on from a module of which this device holds more than it
   * knows to have arrived. What is sent again and stands is no news; what does
   * not is.
   */
  private async account(k: m.Kept): Promise<void> {
    const s = m.recalled({ ...k, sealed: k.sealed ?? "time" }, k.mono, this.made()) as m.Sealed;
    const ids = m.unsent(s);
    if (!ids.length) return;
    try {
      const reply = await timed((signal) => call("POST /full_test/submit/{test_id}", { path: { test_id: this.o.test }, query: { defer: true }, body: m.parcel(s, ids).body, signal }));
      if (!reply.refused?.length) return;
    } catch (err) {
      if (asProblem(err).passing) throw err;
    }
    this.missed(s);
  }

  private missed(s: m.Sealed): void {
    const n = m.unsent(s).length;
    if (n) this.news.value = `The server had closed module ${s.module.number} before ${n === 1 ? "your last answer" : `your last ${n} answers`} reached it; what it had before counts.`;
  }

  /** Starts the clock of the module that waits. */
  async begin(): Promise<void> {
    const s = this.sitting.peek();
    if (s?.phase !== "waiting" || this.busy || this.stopped) return;
    this.busy = true;
    this.problem.value = null;
    try {
      for (let lost = false; ; lost = true) {
        try {
          // Who was cut off at the end of a break gets the time back that ran meanwhile.
          const reply = lost ? await this.ask() : null;
          if (!reply || (reply.status === "open" && !reply.begun)) {
            return this.enter(await timed((signal) => call("POST /full_test/begin/{test_id}", { path: { test_id: this.o.test }, query: { module: s.number }, once: true, signal })), null);
          }
          return this.enter(reply, null);
        } catch (err) {
          const p = asProblem(err);
          if (!p.passing) throw p;
          this.cut.value = true;
          await this.reconnected();
          if (this.stopped) return;
        }
      }
    } catch (err) {
      this.problem.value = asProblem(err);
    } finally {
      this.busy = false;
      this.cut.value = false;
    }
  }

  /** After a failure that has no other way out. */
  async again(): Promise<void> {
    this.problem.value = null;
    const s = this.sitting.peek();
    if (this.stopped) return this.start();
    if (s?.phase === "sealed") return this.deliver();
    if (s?.phase === "waiting") return this.begin();
    return this.load();
  }
}
