import { describe, expect, it } from "vitest";
import { readEntry } from "./entry";

describe("a typed answer", () => {
  it.each(["17", "-4", "3.5", ".5", "-.5", "3.", "7/2", "-1/3", "12345", "-12345", "-.3333", "0", "00.67"])("%s is a number", (text) => expect(readEntry(text).state).toBe("number"));
  it.each(["-", ".", "-.", "3/", "/2", "/", "1/0", "1/00"])("%s is not one yet", (text) => expect(readEntry(text).state).toBe("unfinished"));
  it.each([
    ["50%", /% sign/], ["$5", /\$ sign/], ["1,000", /comma/], ["3 1/2", /spaces/], ["x", /Only digits/], ["+3", /plus/], ["1-2", /minus sign may only/], ["--1", /minus sign may only/],
    ["123456", /at most 5/], ["-123456", /at most 5/], ["1/2/3", /one slash/], ["1.2.3", /one point/], ["1.5/2", /whole numbers/],
  ])("%s is refused, and why", (text, why) => {
    const read = readEntry(text);
    expect(read.state).toBe("refused");
    expect("why" in read && read.why).toMatch(why);
  });
  it("shows a fraction as one", () => expect(readEntry("-7/2")).toMatchObject({ tex: "-\\frac{7}{2}", said: "minus 7 over 2" }));
  it("is empty at first", () => expect(readEntry("")).toEqual({ state: "empty" }));
});
