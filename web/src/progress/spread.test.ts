import { expect, it } from "vitest";
import { spread } from "./spread";

it("gives scores of one day two weeks of room", () => {
  const day = 86_400;
  const [from, to] = spread(100 * day, 100 * day);
  expect(to - from).toBeGreaterThanOrEqual(14 * day);
  expect((from + to) / 2).toBe(100 * day);
  const [a, b] = spread(0, 100 * day);
  expect(a).toBeLessThan(0);
  expect(b).toBeGreaterThan(100 * day);
});
