import { expect, test } from "vitest";
import { cell, csv, tone } from "./words";

test("a tile says nothing where there is too little", () => {
  expect(tone(undefined)).toBe("none");
  expect(tone({ answered: 4, right: 0 })).toBe("little");
  expect(tone({ answered: 5, right: 2 })).toBe("weak");
  expect(tone({ answered: 6, right: 3 })).toBe("fair");
  expect(tone({ answered: 8, right: 6 })).toBe("strong");
});

test("a name is no formula and breaks no row", () => {
  expect(cell('=HYPERLINK("x")')).toBe(`"'=HYPERLINK(""x"")"`);
  expect(cell("O'Neil, Kim")).toBe('"O\'Neil, Kim"');
  expect(cell(-3)).toBe("-3");
  const c = { students: [{ name: "A\nB", user_id: "u", link_id: "", answered: 1, right: 1, skills: [{ skill: "s", answered: 1, right: 1, missed: 0 }] }], stuck: [], misses: [] };
  expect(csv(c as never, [{ slug: "s", name: "Skill", section: "Math" }])).toBe('student,user_id,section,skill,answered,right,missed\r\n"A\nB",u,Math,Skill,1,1,0\r\n');
});
