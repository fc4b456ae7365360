import { expect, test } from "vitest";
import { greeted } from "./name";

test("people are greeted by their first name, and with a title by all of it", () => {
  expect(greeted("Maya Lopez")).toBe("Maya");
  expect(greeted(" Maya ")).toBe("Maya");
  expect(greeted("Mr. Okafor")).toBe("Mr. Okafor");
});
