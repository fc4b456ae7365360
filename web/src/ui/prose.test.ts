import { expect, it } from "vitest";
import { blocks, headingOf } from "./prose";

it("reads heading, paragraphs and lists", () => {
  const text = "# Title\n\nOne\ntwo.\n\n- first\n  goes on\n- second\n";
  expect(blocks(text)).toEqual([{ kind: "heading", text: "Title" }, { kind: "paragraph", text: "One two." }, { kind: "list", items: ["first goes on", "second"] }]);
  expect(headingOf(text)).toBe("Title");
});
