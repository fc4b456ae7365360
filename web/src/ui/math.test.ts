import { readdirSync, readFileSync } from "node:fs";
import katex from "katex";
import { expect, it } from "vitest";
import { sized } from "./math";
import { pieces } from "./text";

const bank = new URL("../../../internal/question/bank/", import.meta.url);

/** Every string of a value, however deep; drawings are not texts. */
function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value && typeof value === "object") return Object.entries(value).flatMap(([k, v]) => (k === "svg" ? [] : strings(v)));
  return [];
}

it("a fraction that stands alone is of full size", () => {
  expect(sized("\\frac{1}{2}")).toBe("\\frac{1}{2}");
  expect(sized("\\frac{1}{2}", true)).toBe("\\displaystyle \\frac{1}{2}");
});

// What the program comes with is drawn by KaTeX without an error or a warning,
// in every text that a learner may come to see.
for (const section of readdirSync(bank)) {
  it(`formulas of ${section}`, () => {
    let formulas = 0;
    const bad: string[] = [];
    for (const file of readdirSync(new URL(`${section}/`, bank))) {
      for (const line of readFileSync(new URL(`${section}/${file}`, bank), "utf8").split("\n").filter(Boolean)) {
        const q = JSON.parse(line);
        for (const text of strings(q)) {
          for (const p of pieces(text)) {
            if (p.kind !== "math") continue;
            formulas++;
            try {
              katex.renderToString(p.tex, { output: "html", throwOnError: true, strict: "error", trust: false, maxExpand: 200 });
            } catch (e) {
              bad.push(`${q.id ?? q.skill}: ${p.tex}: ${e}`);
            }
          }
        }
      }
    }
    expect(bad).toEqual([]);
    if (section === "math") expect(formulas).toBeGreaterThan(1000);
  }, 60_000);
}
