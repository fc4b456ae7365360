import { expect, test } from "vitest";
import { told } from "./words";

const now = Date.parse("2026-03-20T12:00:00Z");
const note = (made_at: string, files = 3) => ({ made_at, file: "satprep-main.zip", bytes: 12_345_678, files });

test("a backup is late when it is older than it may be, and not before", () => {
  for (const [at, late] of [
    ["2026-03-20T11:59:30Z", false],
    ["2026-03-13T12:00:00Z", false], // seven days to the moment
    ["2026-03-13T11:59:59Z", true],
    ["2025-03-20T12:00:00Z", true],
    ["2026-03-27T12:00:00Z", false], // the clock was put back since
  ] as const) expect(told(note(at), 7, now).late, at).toBe(late);
  expect(told(note("2026-03-18T12:00:00Z"), 1, now).late, "by another measure").toBe(true);
});

test("what was noted is said in words", () => {
  expect(told(note("2026-03-20T09:00:00Z"), 7, now)).toEqual({ late: false, when: "3 h ago", what: "12.3 MB, 3 files" });
  expect(told(note("2026-03-20T09:00:00Z", 1), 7, now).what).toBe("12.3 MB, 1 file");
  expect(told(note("2026-03-20T09:00:00Z", 12_000), 7, now).what).toBe("12.3 MB, 12,000 files");
});

test("no backup is late, and so is one whose time says nothing", () => {
  expect(told(undefined, 7, now)).toEqual({ late: true, when: "none", what: "None was made of this folder by this program." });
  expect(told(note("yesterday"), 7, now)).toEqual({ late: true, when: "at an unknown time", what: "12.3 MB, 3 files" });
});
