import { describe, expect, it } from "vitest";
import { byWord } from "./holder";

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
