import { afterEach, describe, expect, it, vi } from "vitest";
import { byWord, holderOf } from "./holder";

describe("tabs with locks", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("keep none that was granted after its asker had left", async () => {
    let kept: Promise<void> | undefined;
    let grant = () => {};
    const request = (_name: string, _how: LockOptions, use: (lock: Lock) => Promise<void> | undefined) =>
      new Promise<void>((done) => (grant = () => done((kept = use({ name: "t", mode: "exclusive" })))));
    vi.stubGlobal("navigator", { locks: { request } });
    const holder = holderOf("t0", () => {});
    const holding = holder.hold();
    holder.release();
    grant();
    expect([await holding, kept]).toEqual([false, undefined]);

    const again = holder.hold();
    grant();
    expect(await again).toBe(true);
    holder.release();
    await kept;
  });
});

describe("tabs without locks", () => {
  it("ask each other, and give the test over to who takes it", async () => {
    let lost = 0;
    const first = byWord("t1", () => lost++);
    const second = byWord("t1", () => {});
    expect(await first.hold()).toBe(true);
    expect(await second.hold()).toBe(false);
    expect(lost).toBe(0);
    expect(await second.hold(true)).toBe(true);
    await expect.poll(() => lost).toBe(1);
    expect(await first.hold()).toBe(false);
    first.release();
    second.release();
  });

  it("find a test free whose tab is gone", async () => {
    const first = byWord("t2", () => {});
    await first.hold();
    first.release();
    const second = byWord("t2", () => {});
    expect(await second.hold()).toBe(true);
    second.release();
  });
});
