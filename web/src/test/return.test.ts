// The runner with a server whose replies come when the test says so: what a learner
// did is never overtaken by an answer that was on its way.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { reachable } from "../api/client";
import { choose, newItem } from "./item";
import type { Kept, Sitting } from "./machine";
import { Runner } from "./runner";
import type { Shelf } from "./shelf";

vi.mock("../interaction/collect", () => ({ record() {}, lookingAt() {} })); // the fine record needs a page

const questions = ["q1", "q2"].map((id) => ({ id, type: "mcq", choices: [] }));
const deed = { mono: 1_000, made: "2026-01-05T08:05:00Z" };
const first = { status: "open", begun: true, module: 1, module_index: 1, section: "Math", questions, seconds_limit: 2_100, seconds_left: 2_000, answers: [] };
const between = { status: "open", begun: false, module: 2, module_index: 2, section: "Math" };
const second = { ...first, module: 2, module_index: 2, seconds_left: 2_100 };

const keptOpen = (sealed?: "finished"): Kept => ({
  module: { number: 1, section: "Math", index: 1, questions: questions as never, limit: 2_100_000, gaveBack: 0 },
  items: { q1: choose(newItem(0, deed.made), deed, "A", false) },
  at: 0, place: "question", mono: 100_000, sealed,
});

/** The requests that wait for a reply, oldest first. */
let waiting: { what: string; reply(body: unknown): void; fail(): void }[];
let asked: string[];
let runner: Runner;

function shelf(kept: Kept | null): Shelf {
  const nothing = async () => {};
  return { find: async () => ({ kept, highlights: {} }), module: nothing, items: nothing, stand: nothing, highlights: nothing, drop: nothing };
}

beforeEach(() => {
  waiting = [];
  asked = [];
  reachable.value = true;
  vi.stubGlobal("document", { addEventListener() {}, removeEventListener() {}, visibilityState: "visible", cookie: "" });
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("removeEventListener", () => {});
  vi.stubGlobal("screen", { width: 1_000, height: 800 });
  vi.stubGlobal("navigator", { userAgent: "", maxTouchPoints: 0, locks: { request: (_n: string, _o: unknown, go: (lock: object) => unknown) => Promise.resolve(go({})) } });
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    const what = `${init.method ?? "GET"} ${url.split("/")[2] ?? url}`;
    if (url === "/healthz") return Promise.reject(new TypeError("away"));
    asked.push(what);
    return new Promise((resolve, reject) => waiting.push({ what, reply: (body) => resolve(Response.json(body)), fail: () => reject(new TypeError("away")) }));
  });
});
afterEach(() => {
  runner.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const phase = (): Sitting => runner.sitting.peek()!;
/** Waits for a request; the first of its kind that waits. */
async function next(what: string) {
  await vi.waitFor(() => expect(waiting.map((w) => w.what)).toContain(what));
  return waiting.splice(waiting.findIndex((w) => w.what === what), 1)[0]!;
}
async function opens(kept: Kept | null): Promise<void> {
  runner = new Runner({ user: "u", test: "t", shelf: shelf(kept), ownBreaks: false });
  const started = runner.start();
  (await next("GET session")).fail();
  await started;
}

describe("a test that went on from the device", () => {
  it("keeps what is answered while the server is asked again", async () => {
    await opens(keptOpen());
    expect(phase().phase).toBe("module");
    reachable.value = true;
    const ask = await next("GET session");
    runner.answer("C", "mouse");
    ask.reply(first);
    await next("PUT answers");
    const s = phase();
    expect(s.phase === "module" && s.items.q1?.answer).toBe("C");
  });

  it("is not thrown back by an answer that a finished module has overtaken", async () => {
    await opens(keptOpen());
    reachable.value = true;
    const slow = await next("GET session");
    runner.finish();
    (await next("GET session")).reply(first);
    (await next("POST submit")).reply(between);
    (await next("POST begin")).reply(second);
    await vi.waitFor(() => expect(phase()).toMatchObject({ phase: "module", module: { number: 2 } }));
    slow.reply(first);
    await new Promise((r) => setTimeout(r, 20));
    expect(phase()).toMatchObject({ phase: "module", module: { number: 2 } });
    expect(asked.filter((a) => a === "POST submit")).toHaveLength(1);
    expect(runner.news.peek()).toBe("");
  });

  it("begins the next part on a word, and asks once", async () => {
    await opens(keptOpen("finished"));
    (await next("GET session")).fail(); // delivery asks where the test stands
    await vi.waitFor(() => expect(runner.cut.peek()).toBe(true));
    await vi.waitFor(() => expect(reachable.peek()).toBe(false));
    reachable.value = true;
    (await next("GET session")).reply(first);
    (await next("POST submit")).reply(between);
    await vi.waitFor(() => expect(phase()).toMatchObject({ phase: "waiting", number: 2, held: true }));
    expect(waiting).toEqual([]);
  });

  it("begins on a word too where a slow server let the page say so", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    runner = new Runner({ user: "u", test: "t", shelf: shelf(keptOpen("finished")), ownBreaks: false });
    const started = runner.start();
    (await next("GET session")).reply(first);
    await started;
    const submit = await next("POST submit");
    await vi.advanceTimersByTimeAsync(6_500);
    expect(runner.cut.peek()).toBe(true);
    submit.reply(between);
    await vi.waitFor(() => expect(phase()).toMatchObject({ phase: "waiting", held: true }));
    expect(asked).not.toContain("POST begin");
  });
});
