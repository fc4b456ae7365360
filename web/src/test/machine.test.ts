import { describe, expect, it } from "vitest";
import type { QuestionShown, SessionTestReply } from "../api/schema";
import { submission } from "./item";
import * as m from "./machine";

const q = (id: string, type = "choice"): QuestionShown => ({ id, type, text: id, section: "Math", domain: "Algebra", skill: "s", choices: ["A", "B", "C", "D"].map((c) => ({ id: c, text: c })) });
const made = "2026-01-05T08:00:00.000Z";
const at = (mono: number) => ({ mono, made, input: "mouse" as const });

const reply = (over: Partial<SessionTestReply> = {}): SessionTestReply => ({ test_id: "t", status: "open", begun: true, module: 1, module_index: 1, section: "Math", seconds_left: 2100, seconds_limit: 2100,
  questions: [q("one"), q("two"), q("typed", "spr"), q("last")], theta: {}, ...over });

const begun = (over?: Partial<SessionTestReply>, kept: m.Kept | null = null) => m.opened(reply(over), kept, { held: false }, made) as m.Open;

describe("an open module", () => {
  it("begins at its first question, which is then reached and has no answer", () => {
    const s = begun();
    expect(s).toMatchObject({ phase: "module", at: 0, place: "question", since: 0 });
    expect(m.standing(s)).toEqual([{ answered: false, unfinished: false, flagged: false, seen: true }, ...[1, 2, 3].map(() => ({ answered: false, unfinished: false, flagged: false, seen: false }))]);
    expect(m.unsent(s)).toEqual([]);
  });

  it("moves freely, and puts time down to what was on screen", () => {
    let s = m.answer(begun(), at(4_000), "B");
    s = m.next(s, at(10_000));
    s = m.go(s, at(12_500), 3);
    s = m.back(m.go(s, at(20_000), 1), at(21_000)); // one, two, last, two, one
    s = m.pass(s, 26_000, false);
    expect(s.at).toBe(0);
    expect(s.items.one).toMatchObject({ spent: 15_000, visible: 10_000, first: 4_000, mono: 4_000, answer: "B" });
    expect(s.items.two!.spent).toBe(3_500);
    expect(s.items.typed).toBeUndefined();
  });

  it("leads behind its last question to the page of checking, and back", () => {
    const last = m.go(begun(), at(1_000), 3);
    const check = m.next(last, at(2_000));
    expect(check.place).toBe("check");
    expect(m.next(check, at(9_000)).place).toBe("check");
    expect(m.pass(check, 60_000).items.last!.spent).toBe(1_000); // checking is time on no question
    expect(m.back(check, at(9_000))).toMatchObject({ place: "question", at: 3 });
    expect(m.back(begun(), at(1)).at).toBe(0);
  });

  it("keeps every answer on the way, crosses out, marks, and forgets nothing of it", () => {
    let s = m.answer(begun(), at(3_000), "A");
    s = m.answer(s, at(5_000), "C");
    s = m.crossOut(s, at(6_000), "C");
    s = m.mark(s, at(7_000));
    s = m.open(s, at(8_000), "calculator");
    const i = s.items.one!;
    expect(i).toMatchObject({ answer: "", flagged: true, eliminated: ["C"], tools: ["calculator"], mono: 8_000 });
    expect(submission("one", i, false)).toMatchObject({ answer: null, changes: [{ to: "A", at: 3 }, { to: "C", at: 5 }, { to: "", at: 6 }], eliminated: ["C"], flagged: true, first_action: 3, monotonic_ms: 8_000 });
    expect(m.crossOut(s, at(9_000), "C").items.one!.eliminated).toEqual([]);
    expect(m.answer(s, at(9_500), "")).toMatchObject({ items: { one: { rev: i.rev } } }); // no change is none
  });

  it("counts half a minute without a deed as idle", () => {
    const s = m.answer(m.answer(begun(), at(2_000), "A"), at(50_000), "B");
    expect(s.items.one!.idle).toBe(48_000);
    expect(m.answer(s, at(60_000), "C").items.one!.idle).toBe(48_000);
  });

  it("takes what is no number for no answer, and does not say what was typed", () => {
    let s = m.answer(m.go(begun(), at(0), 2), at(1_000), "3");
    s = m.answer(s, at(1_500), "3/");
    expect(m.standing(s)[2]).toMatchObject({ answered: false, unfinished: true });
    const { body } = m.parcel(s, ["typed"]);
    expect(body[0]).toMatchObject({ answer: null, changes: [{ to: "entry", at: 1 }, { to: "entry", at: 1.5 }] });
    expect(m.parcel(m.answer(s, at(2_000), "3/4"), ["typed"]).body[0]!.answer).toBe("3/4");
  });
});

describe("what the server has", () => {
  it("is confirmed as of a change; one made meanwhile still waits", () => {
    const s = m.answer(begun(), at(1_000), "A");
    const sent = m.parcel(s, m.unsent(s));
    const later = m.answer(s, at(1_200), "B");
    expect(m.unsent(m.confirmed(later, sent.revs))).toEqual(["one"]);
    expect(m.unsent(m.confirmed(s, sent.revs))).toEqual([]);
  });

  it("is sent again the same", () => {
    const s = m.answer(begun(), at(1_000), "A");
    expect(m.parcel(s, ["one"]).body).toEqual(m.parcel(s, ["one"]).body);
  });
});

describe("coming back", () => {
  const worked = () => m.mark(m.answer(m.go(m.answer(begun(), at(1_000), "A"), at(5_000), 1), at(9_000), "C"), at(9_500));

  it("shows the same question with the time that the server says is left", () => {
    const s = begun({ seconds_left: 2000, seconds_limit: 2100 }, m.keeping(worked(), 30_000));
    expect(s).toMatchObject({ at: 1, since: 100_000 });
    expect(s.items.two).toMatchObject({ answer: "C", flagged: true });
  });

  it("keeps what the server has not seen, and takes its word for the rest", () => {
    const w = worked();
    const kept = m.keeping(m.confirmed(w, { one: w.items.one!.rev }), 30_000);
    const s = begun({ answers: [{ question_id: "one", answer: "D", submitted: false }, { question_id: "two", answer: "B", submitted: false }] }, kept);
    expect(s.items.one!.answer).toBe("D"); // changed on another device
    expect(s.items.two!.answer).toBe("C"); // changed here, and not sent
    expect(m.unsent(s)).toEqual(["two"]);
  });

  it("on another device begins at the first question without an answer", () => {
    const s = begun({ seconds_left: 1000, answers: [{ question_id: "one", answer: "D", submitted: false, flagged: true, eliminated: ["A"], time_spent: 12 }] });
    expect(s.at).toBe(1);
    expect(s.items.one).toMatchObject({ answer: "D", flagged: true, eliminated: ["A"], spent: 12_000 });
  });

  it("without a server goes on from the device, until the time is up", () => {
    const kept = m.keeping(worked(), 30_000);
    expect(m.recalled(kept, 90_000, made)).toMatchObject({ phase: "module", at: 1, since: 90_000 });
    expect(m.recalled(kept, 2_100_001, made)).toMatchObject({ phase: "sealed", why: "time", mono: 2_100_000 });
  });

  it("finds a sealed module sealed", () => {
    const kept = m.keeping(m.seal(worked(), "finished", 40_000), 40_000);
    expect(m.recalled(kept, 50_000, made)).toMatchObject({ phase: "sealed", why: "finished", mono: 40_000 });
    expect(begun({}, kept).phase).toBe("sealed");
    expect(begun({ module: 2 }, kept)).toMatchObject({ phase: "module", at: 0, module: { number: 2 } }); // the server has it
  });
});

describe("the end of a module", () => {
  it("is final, and holds what was reached", () => {
    const s = m.seal(m.answer(begun(), at(1_000), "A"), "finished", 6_000);
    expect(s.items.one!.spent).toBe(6_000);
    expect(Object.keys(s.items)).toEqual(["one"]); // the others were not reached
  });

  it("leads to a break, to the next module or to the scores", () => {
    expect(m.opened(reply({ begun: false, module: 3, section: "Math", break_seconds_left: 600 }), null, { held: false }, made)).toMatchObject({ phase: "waiting", number: 3, breakLeft: 600, held: false });
    expect(m.opened(reply({ begun: false, module: 2 }), null, { held: true }, made)).toMatchObject({ phase: "waiting", number: 2, breakLeft: undefined, held: true });
    expect(m.opened(reply({ status: "ended", total_score: 1200 }), null, { held: false }, made)).toMatchObject({ phase: "over", reply: { total_score: 1200 } });
  });
});

describe("the server's word on the time", () => {
  const module = begun().module;
  it("is ignored within what a reply takes", () => expect(m.corrected(module, 100_000, 2001)).toEqual({ module, mono: 100_000 }));
  it("moves a clock on that slept", () => expect(m.corrected(module, 100_000, 1800)).toEqual({ module, mono: 300_000 }));
  it("gives time back without turning the clock", () => expect(m.corrected(module, 100_000, 2600)).toEqual({ module: { ...module, limit: 2_700_000 }, mono: 100_000 }));
});
