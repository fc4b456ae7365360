// One question by keyboard alone, from the choice of what to practise to the next.
import { register } from "../stage.mjs";

export default async function keyboard(stage) {
  const page = await stage.person();
  await register(page, "Ira");
  const press = (key) => page.keyboard.press(key);
  const focus = () => page.evaluate(() => {
    const e = document.activeElement;
    return `${e.tagName.toLowerCase()} ${e.type ?? ""} ${e.getAttribute("aria-label") ?? e.textContent.trim().slice(0, 40)}`;
  });
  /** Tabs until something is reached; a screen has an end. */
  const reach = async (what) => {
    for (let i = 0; i < 60; i++) {
      if (what.test(await focus())) return true;
      await press("Tab");
    }
    throw new Error(`the keyboard does not reach ${what}; it stands on ${await focus()}`);
  };

  await page.to("practice");
  await page.getByRole("heading", { name: "Choose for yourself" }).waitFor();
  await page.getByRole("tab").first().waitFor();
  await reach(/^a .*Skip to the content/);
  await reach(/tab|Reading & Writing$/);
  await press("ArrowRight");
  stage.ok("an arrow turns to the next tab", await page.getByRole("tab", { name: "Math" }).evaluate((e) => e === document.activeElement && e.ariaSelected === "true"));
  await reach(/^button .*Percentages/);
  await press("Enter");
  await page.getByRole("heading", { level: 1, name: /question 1 of/ }).waitFor({ state: "attached" });
  await reach(/^input (radio|text)/);
  if (/radio/.test(await focus())) {
    await press("Space");
    await press("ArrowDown");
    stage.ok("arrows choose", await page.locator(".choice-label input").nth(1).isChecked());
  } else await page.keyboard.type("12");
  await press("Enter");
  await page.getByRole("button", { name: /Try again|Next question/ }).first().waitFor();
  stage.ok("what it came to has the focus", await page.waitForFunction(() => document.activeElement?.className === "after").then(() => true, () => false));
  await reach(/^button .*(Show the solution|Next question)/);
  await press("Enter");
  const next = page.getByRole("button", { name: "Next question" });
  await next.or(page.getByRole("heading", { level: 1, name: /question 2 of/ })).first().waitFor({ state: "attached" });
  if (await next.isVisible()) {
    await reach(/^button .*Next question/);
    await press("Enter");
  }
  await page.getByRole("heading", { level: 1, name: /question 2 of/ }).waitFor({ state: "attached" });

  // The menu opens and closes, and gives the focus back.
  await page.to("");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await reach(/Account of Ira/);
  await press("Enter");
  await page.getByRole("menuitem", { name: "Settings" }).waitFor();
  await press("ArrowDown");
  stage.ok("arrows move in the menu", /My data/.test(await focus()), await focus());
  await press("Escape");
  stage.ok("Escape gives the focus back", /Account of Ira/.test(await focus()), await focus());
}
