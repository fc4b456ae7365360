import { describe, expect, it } from "vitest";
import { bridged, ModuleClock, warning } from "./clock";
import { add, annotate, at, remove, sentences, type Highlight } from "./highlight";
import { saveState, saveText } from "./save";

describe("the clock of a module", () => {
  it("runs by the monotonic clock alone", () => {
    let mono = 500;
    const c = new ModuleClock(() => mono);
    c.set(60_000);
    mono += 1_500;
    expect(c.now()).toBe(61_500);
  });
  it("bridges a closed page by the time of day, never backward", () => {
    expect(bridged(60_000, 1_000, 31_000)).toBe(90_000);
    expect(bridged(60_000, 1_000, -500_000)).toBe(60_000);
  });
  it("warns once at five minutes and once at one", () => {
    expect(warning(300_250, 300_000)).toMatch(/Five/);
    expect(warning(300_000, 299_750)).toBe("");
    expect(warning(Infinity, 250_000)).toMatch(/Five/); // who comes back later hears it too
    expect(warning(Infinity, 30_000)).toMatch(/One/);
    expect(warning(60_100, 59_900)).toMatch(/One/);
    expect(warning(200, 0)).toBe("");
  });
});

describe("where the answers are", () => {
  const at = new Date(2026, 0, 5, 8, 5);
  const says = (waiting: number, reachable: boolean, kept = true, syncedAt: Date | null = at) => saveText(saveState({ waiting, reachable, kept, syncedAt }));
  it("is said truthfully", () => {
    expect(says(0, true)).toBe("Synced 08:05");
    expect(says(0, true, true, null)).toBe("Nothing to save yet");
    expect(says(1, true)).toBe("Saved on this device");
    expect(says(3, false)).toBe("Offline, 3 waiting");
    expect(says(0, false)).toBe("Offline, nothing waiting");
  });
  it("does not claim what a full device could not keep", () => {
    expect(says(2, false, false)).toMatch(/full: 2 only in this tab/);
    expect(says(2, true, false)).toMatch(/full: 2 only in this tab/);
    expect(says(0, true, false)).toBe("Synced 08:05"); // the server has them all
  });
});

describe("highlights", () => {
  const text = "One day. Two days later it rained.";
  const cut = (from: number, to: number) => text.slice(from, to);
  const h = (id: string, from: number, to: number, note = "", t = 0): Highlight => ({ id, text: t, from, to, note, quote: cut(from, to) });
  it("become one where they touch, with their notes", () => {
    const list = add(add(add([], h("a", 0, 3, "first"), cut), h("b", 9, 12), cut), h("c", 2, 10, "third"), cut);
    expect(list).toEqual([{ id: "a", text: 0, from: 0, to: 12, quote: "One day. Two", note: "first\nthird" }]);
  });
  it("stay apart in two texts, in the order of reading", () => {
    const list = add(add([], h("b", 0, 3, "", 1), cut), h("a", 0, 3), cut);
    expect(list.map((x) => x.id)).toEqual(["a", "b"]);
  });
  it("are found, noted and removed", () => {
    const list = [h("a", 4, 7)];
    expect(at(list, 0, 4)?.id).toBe("a");
    expect(at(list, 0, 7)).toBeUndefined();
    expect(annotate(list, "a", "x")[0]!.note).toBe("x");
    expect(remove(list, "a")).toEqual([]);
    expect(add(list, h("z", 5, 5), cut)).toBe(list);
  });
  it("can be made of sentences", () => {
    expect(sentences(text).map((s) => cut(s.from, s.to))).toEqual(["One day.", "Two days later it rained."]);
  });
});
