import { expect, test } from "vitest";
import { against, barred, confirmations, ordered, points, shownFirst, type Item } from "./words";

const item = (question_id: string, n: number, from: number, to: number, moved: number): Item => ({
  question_id, n, moved, section: "math", skill: "Circles", use: "practice", right: 0.5, edited: false, flags: [], se_a: null, se_b: 0.1, se_c: null, infit: null, outfit: null, s_x2_p: null,
  old: { a: 1, b: from, c: 0.2, b_sd: 0.6, a_ln_sd: 0.5, source: "authored", responses: 0 }, new: { a: 1, b: to, c: 0.2, b_sd: 0.1, a_ln_sd: 0.5, source: "calibrated", responses: n },
});

test("where nothing can be promoted the questions that say why come first", () => {
  const ready = item("a", 40, 0, 1, 0.2);
  const few: Item = { ...ready, why_not: "few" };
  expect(shownFirst([few, ready])).toBe("promotable");
  expect(shownFirst([few])).toBe("not");
  expect(shownFirst([])).toBe("not");
});

test("questions come in the order that is asked for, equal ones by id", () => {
  const list = [item("b", 40, 0, 1, 0.2), item("a", 40, 1, 0, 0.3), item("c", 99, 0, 0.1, 0.01)];
  const by = (sort: string) => ordered(list, sort).map((i) => i.question_id).join("");
  expect(by("-moved")).toBe("abc");
  expect(by("b")).toBe("acb");
  expect(by("n")).toBe("abc");
  expect(by("-n")).toBe("cab");
  expect(by("nothing")).toBe("abc");
  expect(list[0]!.question_id).toBe("b"); // the list itself stays
});

test("what is said a second time: a large shift, and simulated learners", () => {
  const log = { simulated: false } as Parameters<typeof confirmations>[0]["log"];
  expect(confirmations({ largest_shift: 20, log }, 20)).toEqual({ shift: false, simulated: false });
  expect(confirmations({ largest_shift: 20.1, log: { ...log, simulated: true } }, 20)).toEqual({ shift: true, simulated: true });
});

test("a decision is made once, on the scale in force, about something", () => {
  expect(barred({ status: "proposed", current: true, promotable: 1 })).toBe("");
  expect(barred({ status: "promoted", current: false, promotable: 1 })).toMatch(/already/);
  expect(barred({ status: "proposed", current: false, promotable: 1 })).toMatch(/anew/);
  expect(barred({ status: "proposed", current: true, promotable: 0 })).toMatch(/None/);
});

test("what stands against a question, and signs", () => {
  expect(against({ edited: false })).toBe("");
  expect(against({ edited: true })).toMatch(/edited/);
  expect(against({ why_not: "few", edited: true })).toBe("too few answers");
  expect(points(-3.14)).toBe("−3.1");
  expect(points(0)).toBe("0.0");
});
