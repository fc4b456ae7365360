import { describe, expect, it } from "vitest";
import { held, paragraphs, pieces, plain } from "./text";

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

describe("marks that touch a formula", () => {
  const drawn = (text: string) => held(pieces(text)).map((p) => (p.kind === "held" ? `[${p.before}|${p.tex}|${p.after}]` : p.kind === "math" ? `{${p.tex}}` : p.kind === "words" ? p.text : p.kind));
  it.each([
    ["is $x=1$?", ["is ", "[|x=1|?]"]],
    ["is $x$ now", ["is ", "{x}", " now"]],
    ["points ($a$), ($b$).", ["points ", "[(|a|),]", " ", "[(|b|).]"]],
    ["the $xy$-plane and the $n$th term", ["the ", "[|xy|-plane]", " and the ", "[|n|th]", " term"]],
    ["$x$—and so on", ["{x}", "—and so on"]],
    ["costs \\$$5$ each", ["costs ", "[$|5|]", " each"]],
    ["$a$,$b$", ["[|a|,]", "{b}"]],
    ["plain", ["plain"]],
  ])("%s", (text, want) => expect(drawn(text)).toEqual(want));

  it("lose nothing", () => {
    for (const text of ["($a$)$b$, $c$-axis.", "“$x$”", "$y$"]) {
      const back = held(pieces(text)).map((p) => (p.kind === "held" ? `${p.before}$${p.tex}$${p.after}` : p.kind === "math" ? `$${p.tex}$` : p.kind === "words" ? p.text : "")).join("");
      expect(back).toBe(text);
    }
  });
});
