import { expect, test } from "vitest";
import { card, frames } from "./words";

test("events arrive whole, however the stream is cut", () => {
  const read = frames();
  expect(read("event: progress\nda")).toEqual([]);
  expect(read('ta: {"done":1}\n\nevent: ended\ndata: {"x":')).toEqual([{ event: "progress", data: { done: 1 } }]);
  expect(read("2}\r\n\r\n: a comment\n\n")).toEqual([{ event: "ended", data: { x: 2 } }]);
});

test("a card is read without its YAML head", () => {
  expect(card("---\nconfigs: []\n---\n# Title\n\nTwo\nlines.\n\n| a | b |\n|---|---|\n| 1 | x\\|y |\n\n- one\n  more\n- two\n\n```\ncode |\n```\n")).toEqual([
    { kind: "heading", level: 1, text: "Title" },
    { kind: "text", text: "Two lines." },
    { kind: "table", head: ["a", "b"], rows: [["1", "x|y"]] },
    { kind: "list", items: ["one more", "two"] },
    { kind: "code", text: "code |" },
  ]);
});

test("what is no table is text, and nothing loops", () => {
  expect(card("| not a table\nmore")).toEqual([{ kind: "text", text: "| not a table" }, { kind: "text", text: "more" }]);
  expect(card("```\nnever closed")).toEqual([{ kind: "code", text: "never closed" }]);
});
