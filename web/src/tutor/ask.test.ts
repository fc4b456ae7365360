import { expect, it } from "vitest";
import { eventReader } from "./ask";

it.each([
  ["whole", ["event: delta\nid: 1\ndata: {\"a\":1}\n\ndata: x\n\n"], ['{"a":1}', "x"]],
  ["in pieces", ["da", "ta: on", "e\n", "\ndata: two\n\n"], ["one", "two"]],
  ["with CRLF, comments and several lines", [": hello\r\n\r\ndata: a\r\ndata: b\r\n\r\n"], ["a\nb"]],
  ["cut off", ["data: lost"], []],
])("reads a stream %s", (_, chunks, want) => {
  const got: string[] = [];
  const feed = eventReader((data) => got.push(data));
  for (const c of chunks) feed(c);
  expect(got).toEqual(want);
});
