import { describe, expect, it } from "vitest";
import { paragraphs, pieces, plain } from "./text";

describe("the text of a question", () => {
  it.each([
    ["plain words", [{ kind: "words", text: "plain words" }]],
    ["if $x=1$ then", [{ kind: "words", text: "if " }, { kind: "math", tex: "x=1" }, { kind: "words", text: " then" }]],
    ["\\$5 and $x$", [{ kind: "words", text: "$5 and " }, { kind: "math", tex: "x" }]],
    ["costs $5", [{ kind: "words", text: "costs $5" }]],
    ["$p\\$q$", [{ kind: "math", tex: "p\\$q" }]],
    ["the ______ one", [{ kind: "words", text: "the " }, { kind: "blank" }, { kind: "words", text: " one" }]],
    ["<u>so $y$</u>", [{ kind: "under", inside: [{ kind: "words", text: "so " }, { kind: "math", tex: "y" }] }]],
    ["a\nb", [{ kind: "words", text: "a" }, { kind: "break" }, { kind: "words", text: "b" }]],
    ["<b>no</b>", [{ kind: "words", text: "<b>no</b>" }]],
    ["", []],
  ])("%s", (text, want) => expect(pieces(text)).toEqual(want));

  it("falls into paragraphs", () => expect(paragraphs("one\n\n two \n\n\nthree")).toEqual(["one", "two", "three"]));
  it("can be said", () => expect(plain("<u>the</u> ______ is \\$5")).toBe("the blank is $5"));
});
