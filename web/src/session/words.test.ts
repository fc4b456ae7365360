import { expect, test } from "vitest";
import { monthName, months } from "./words";

test("months run from the newest back to the first, over the turn of a year", () => {
  expect(months(new Date(2025, 10, 30), new Date(2026, 1, 1))).toEqual(["2026-02", "2026-01", "2025-12", "2025-11"]);
  expect(months(new Date(2026, 1, 28), new Date(2026, 1, 1))).toEqual(["2026-02"]);
  expect(months(new Date(2027, 0, 1), new Date(2026, 1, 1))).toEqual(["2026-02"]); // a clock that is behind
  expect(monthName("2026-02")).toMatch(/2026/);
});
