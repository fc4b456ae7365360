import { beforeEach, describe, expect, it } from "vitest";
import { Attempt } from "./attempt";

describe("an attempt", () => {
  let now = 0;
  const clock = { mono: () => now, session: () => 60_000 + now, wall: () => new Date(Date.UTC(2026, 0, 5, 8) + now) };
  const after = (ms: number) => (now += ms);
  beforeEach(() => (now = 1_000));

  it("keeps every answer on the way, with its time", () => {
    const a = new Attempt("q1", clock);
    after(4_000);
    expect(a.choose("A", "mouse")).toBe(true);
    after(2_500);
    expect(a.choose("A")).toBe(false);
    expect(a.choose("C", "keyboard")).toBe(true);
    after(500);
    const s = a.submission();
    expect(s).toMatchObject({ question_id: "q1", answer: "C", time_spent: 7, first_action: 4, input: "keyboard", monotonic_ms: 68_000, changes: [{ to: "A", at: 4 }, { to: "C", at: 6.5 }] });
    expect(s.made_at).toBe("2026-01-05T08:00:08.000Z");
  });

  it("does not say what was typed", () => {
    const a = new Attempt("q", clock);
    a.choose("7/2", "keyboard", true);
    expect(a.submission().changes).toEqual([{ to: "entry", at: 0 }]);
  });

  it("unchooses what is crossed out, and takes it back", () => {
    const a = new Attempt("q", clock);
    a.choose("B");
    expect(a.eliminate("B")).toBe(true);
    expect(a.answer).toBe("");
    a.eliminate("D");
    expect(a.eliminate("B")).toBe(false);
    expect(a.submission()).toMatchObject({ answer: null, eliminated: ["D"] });
  });

  it("tells being away from being idle", () => {
    const a = new Attempt("q", clock);
    after(5_000);
    a.see(false);
    after(100_000);
    a.see(true);
    after(1_000);
    a.choose("A");
    after(45_000);
    a.choose("B");
    expect(a.submission()).toMatchObject({ time_spent: 151, visible: 51, idle: 45 });
  });

  it("is the same when it is sent again", () => {
    const a = new Attempt("q", clock);
    expect(a.submission().id).toBe(a.submission().id);
    expect(new Attempt("q", clock).id).not.toBe(a.id);
  });

  it("stays within a day, whatever a laptop slept through", () => {
    const a = new Attempt("q", clock);
    after(90 * 3600 * 1000);
    expect(a.submission().time_spent).toBeLessThan(24 * 3600);
  });

  it("says that one does not know", () => {
    const a = new Attempt("q", clock);
    a.choose("A");
    expect(a.submission(true)).toMatchObject({ answer: null, dont_know: true });
  });
});
