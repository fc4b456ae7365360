import { describe, expect, it } from "vitest";
import type { Frame } from "./ask";
import { anew, asked, chosen, empty, failed, heard, nextHelp, rated, readable, underWay, type Talk } from "./talk";

const hear = (t: Talk, ...frames: Frame[]) => frames.reduce(heard, t);
const ack = (id: string): Frame => ({ type: "ack", id, conversation: "c", turn: `t-${id}` });
const done = (id: string, seq: number, more: Partial<Frame> = {}): Frame => ({ type: "done", id, seq, turn: `t-${id}`, conversation: "c", level: 1, finish: "stop", ...more });

describe("a conversation", () => {
  it("grows by what comes", () => {
    let t = asked(empty, "a", "hint");
    expect(underWay(t)?.state).toBe("sending");
    t = hear(t, ack("a"), { type: "delta", id: "a", seq: 1, text: "Look at " }, { type: "delta", id: "a", seq: 2, text: "$x$." });
    expect(t).toMatchObject({ conversation: "c", lastSeq: 2, turns: [{ state: "answering", text: "Look at $x$.", turn: "t-a" }] });
    t = hear(t, { type: "source", id: "a", seq: 3, sources: ["hint 1"] }, done("a", 4, { rung: { question_id: "q", stage: "before", level: 1, next: 3 } }));
    expect(t).toMatchObject({ lastSeq: 4, rung: { next: 3 }, turns: [{ state: "done", level: 1, sources: ["hint 1"] }] });
    expect(underWay(t)).toBeUndefined();
  });

  it("takes nothing twice after a dropped line", () => {
    const t = hear(asked(empty, "a", "hint"), ack("a"), { type: "delta", id: "a", seq: 1, text: "one " });
    expect(hear(t, ack("a"), { type: "delta", id: "a", seq: 1, text: "one " }, { type: "delta", id: "a", seq: 2, text: "two" }).turns[0]!.text).toBe("one two");
  });

  it("forgets what is taken back", () => {
    const t = hear(asked(empty, "a", "?"), { type: "delta", id: "a", seq: 1, text: "The answer is" }, { type: "delta", id: "a", seq: 2, text: "Look again.", replace: true });
    expect(t.turns[0]!.text).toBe("Look again.");
  });

  it("follows an answer that another page asked for", () => {
    const t = hear({ ...empty, conversation: "c", lastSeq: 7 }, ack("x"), { type: "delta", id: "x", seq: 8, text: "Hm." }, done("x", 9));
    expect(t.turns).toMatchObject([{ ask: "x", query: "", text: "Hm.", state: "done" }]);
  });

  it("answers anew in the same place", () => {
    const one = hear(asked(empty, "a", "hint"), ack("a"), { type: "delta", id: "a", seq: 1, text: "Old." }, done("a", 2));
    const two = hear(anew(one, "b"), ack("b"), { type: "delta", id: "b", seq: 3, text: "New." }, done("b", 4));
    expect(two.turns).toMatchObject([{ ask: "b", query: "hint", text: "New.", anew: true }]);
  });

  it("offers two replies until one is chosen", () => {
    const t = hear(asked(empty, "a", "hint"), ack("a"), { type: "choice", id: "a", seq: 1, options: [{ turn: "1", text: "One." }, { turn: "2", text: "Two." }] }, done("a", 2));
    expect(t.turns[0]!.options).toHaveLength(2);
    expect(chosen(t, "a", "2").turns[0]).toMatchObject({ turn: "2", text: "Two.", options: undefined });
  });

  it("stops after a signal of crisis", () => {
    const t = hear(asked(empty, "a", "…"), ack("a"), { type: "safety", id: "a", seq: 1, category: "self_harm", text: "I am glad that you said this." }, done("a", 2, { level: 0 }));
    expect(t).toMatchObject({ stopped: true, rung: undefined, turns: [{ safety: true }] });
  });

  it("keeps what failed, to be sent again", () => {
    const t = hear(asked(empty, "a", "hint"), { type: "error", id: "a", code: "rate_limited", detail: "Please wait 3 seconds." });
    expect(t.turns[0]).toMatchObject({ state: "failed", trouble: "Please wait 3 seconds." });
    expect(failed(hear(asked(empty, "a", "hint"), done("a", 1)), "a", "late").turns[0]!.state).toBe("done");
  });

  it("remembers a thumb", () => expect(rated(hear(asked(empty, "a", "?"), ack("a")), "t-a", -1).turns[0]!.rating).toBe(-1));
});

it.each([
  ["Look at $x^2", "Look at "],
  ["Look at $x^2$ and", "Look at $x^2$ and"],
  ["It costs $5 and", "It costs $5 and"],
  ["It costs \\$5 and $y", "It costs \\$5 and "],
  ["half an escape \\", "half an escape "],
])("shows of %j what can be read", (text, want) => expect(readable(text)).toBe(want));

it("says what help comes next, and promises no solution before an answer", () => {
  for (let next = 0; next <= 4; next++) expect(nextHelp({ question_id: "q", stage: "before", level: 1, next })).not.toMatch(/solution/);
  expect(nextHelp({ question_id: "q", stage: "wrong", level: 2, next: 4 })).toMatch(/solution/);
  expect(nextHelp({ question_id: "q", stage: "wrong", level: 1, next: 2 })).toBe("Next: a hint about your own answer.");
  expect(nextHelp({ question_id: "q", stage: "wrong", level: 2, next: 2 })).toBe("Next: another hint about your own answer.");
  expect(nextHelp(undefined)).toBeNull();
});
