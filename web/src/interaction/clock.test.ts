import { expect, it } from "vitest";
import { SessionClock } from "./clock";

function world() {
  const rows = new Map<string, string>();
  const w = { mono: 50, wall: 1_000_000 };
  const storage = { getItem: (k: string) => rows.get(k) ?? null, setItem: (k: string, v: string) => void rows.set(k, v) };
  const open = () => new SessionClock("s", () => w.mono, () => w.wall, storage);
  const pass = (ms: number) => {
    w.mono += ms;
    w.wall += ms;
  };
  return { w, open, pass, rows };
}

it("begins at zero and goes forward", () => {
  const { open, pass } = world();
  const c = open();
  expect(c.now()).toBe(0);
  pass(1_234);
  expect(c.now()).toBe(1_234);
});

it("goes on after a reload, over the gap", () => {
  const { w, open, pass } = world();
  const before = open();
  pass(5_000);
  before.save();
  pass(3_000);
  w.mono = 7; // a new page counts anew
  const after = open();
  expect(after.now()).toBe(8_000);
});

it("never goes back when the time of day does", () => {
  const { w, open, pass } = world();
  const before = open();
  pass(5_000);
  before.save();
  w.wall -= 3_600_000;
  w.mono = 0;
  expect(open().now()).toBe(5_000);
});

it("begins anew where what was kept cannot be read", () => {
  const { open, rows } = world();
  rows.set("satprep.clock.s", "{");
  expect(open().now()).toBe(0);
});
