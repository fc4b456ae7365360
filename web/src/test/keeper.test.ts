import { describe, expect, it } from "vitest";
import { Keeper } from "./keeper";
import * as m from "./machine";
import type { Shelf } from "./shelf";

/** A device whose storage can be full. */
function device() {
  const d = { full: false, modules: 0, items: {} as Record<string, string>, writes: 0, highlights: 0 };
  const write = async (what: () => void) => {
    if (d.full) throw new DOMException("full", "QuotaExceededError");
    d.writes++;
    what();
  };
  const shelf: Shelf = {
    find: async () => null,
    module: (_u, _t, module) => write(() => (d.modules = module.number)),
    items: (_t, _n, items) => write(() => Object.entries(items).forEach(([q, i]) => (d.items[q] = i.answer))),
    stand: () => write(() => {}),
    highlights: () => write(() => d.highlights++),
    drop: async () => {},
  };
  return { d, shelf };
}

const q = (id: string) => ({ id, type: "choice", text: id, section: "Math", domain: "", skill: "", choices: [] });
const open = () => m.opened({ test_id: "t", status: "open", begun: true, module: 1, seconds_left: 60, seconds_limit: 60, questions: [q("one"), q("two")], theta: {} }, null, { held: false }, "") as m.Open;
const now = (mono: number) => ({ mono, made: "" });

describe("a device that keeps a test", () => {
  it("has the module once, and each change once", async () => {
    const { d, shelf } = device();
    const k = new Keeper(shelf, "u", "t", () => {});
    const s = m.answer(open(), now(1), "A");
    await k.items(s);
    await k.items(s);
    expect(d).toMatchObject({ modules: 1, items: { one: "A" }, writes: 2 });
    await k.items(m.answer(m.next(s, now(2)), now(3), "B"));
    expect(d).toMatchObject({ items: { one: "A", two: "B" }, writes: 3 });
  });

  it("that is full is said to be, and catches up with all that it missed", async () => {
    const { d, shelf } = device();
    let told = 0;
    const k = new Keeper(shelf, "u", "t", () => told++);
    d.full = true;
    const s = m.answer(open(), now(1), "A");
    await k.items(s);
    expect(k.full).toBe(true);
    expect(told).toBeGreaterThan(0);
    d.full = false;
    await k.highlights("one", []);
    expect(k.full).toBe(false);
    expect(d).toMatchObject({ modules: 1, items: { one: "A" } });
  });

  it("without storage at all finds nothing and goes on", async () => {
    const { shelf } = device();
    const k = new Keeper({ ...shelf, find: () => Promise.reject(new Error("closed")) }, "u", "t", () => {});
    expect(await k.find()).toBeNull();
    expect(k.full).toBe(true);
  });
});
