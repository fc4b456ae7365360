// The same full test by keyboard alone, first without single-key shortcuts, then
// with them.
import { at, module, total } from "../sitting.mjs";
import { register } from "../stage.mjs";

export default async function testKeyboard(stage) {
  const page = await stage.person();
  await register(page, "Ira");
  await page.to("");
  await page.getByRole("link", { name: "Full test" }).waitFor();
  const press = (key) => page.keyboard.press(key);
  const focus = () => page.evaluate(() => {
    const e = document.activeElement;
    return `${e.tagName.toLowerCase()} ${e.type ?? ""} ${e.getAttribute("aria-label") ?? e.textContent.trim().slice(0, 40)}`;
  });
  const reach = async (what, key = "Tab") => {
    for (let i = 0; i < 60; i++) {
      await press(key);
      if (what.test(await focus())) return;
    }
    throw new Error(`the keyboard does not reach ${what}; it stands on ${await focus()}`);
  };
  const activate = async (what, key = "Tab") => {
    await reach(what, key);
    await press("Enter");
  };

  await activate(/^a .*Full test/);
  await page.getByRole("heading", { level: 1, name: "Full test" }).waitFor();
  await reach(/^input radio/);
  await press("ArrowDown");
  await press("ArrowUp");
  stage.ok("arrows choose the sections", await page.getByRole("radio", { name: "Both" }).isChecked());
  await activate(/^button .*Continue/);
  await activate(/^button .*Start the test/);
  await at(page, 1);

  // Shortcuts are switched off; a letter then does nothing.
  await press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
  await reach(/^input checkbox/);
  await press("Space");
  await press("Escape");
  await press("n");
  stage.ok("a letter does nothing when shortcuts are off", /question 1 of/.test(await page.locator("h1").textContent()));
  let n = await total(page);
  for (let i = 1; i <= n; i++) {
    await at(page, i);
    await reach(/^input radio/);
    await press("Space");
    if (i % 2) await press("ArrowDown");
    if (i === 1) {
      stage.ok("arrows choose", await page.locator(".choice-label input").nth(1).isChecked());
      await activate(/^button .*Cross out A/);
      stage.ok("a choice is crossed out", await page.getByRole("button", { name: "Cross out A" }).evaluate((e) => e.ariaPressed === "true"));
    }
    await activate(/^button .*Next$/);
  }
  await page.getByRole("heading", { level: 1, name: "Check your work" }).waitFor();
  await activate(/^button .*Question 3, answered/);
  await at(page, 3);
  await activate(/all questions$/);
  await page.getByRole("dialog").waitFor();
  await activate(/^button .*Check your work$/);
  const finish = async () => {
    await page.getByRole("heading", { level: 1, name: "Check your work" }).waitFor();
    await activate(/^button .*Finish this module/);
    await page.getByRole("dialog", { name: "Finish this module?" }).waitFor();
    await activate(/^button .*Finish$/);
  };
  await finish();

  // From here on with shortcuts.
  await module(page, "Reading & Writing, module 2");
  await at(page, 1);
  await activate(/^button .*More tools/);
  await page.getByRole("menuitem", { name: "Keyboard shortcuts" }).waitFor();
  await reach(/Keyboard shortcuts/, "ArrowDown");
  await press("Enter");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
  await reach(/^input checkbox/);
  await press("Space");
  await press("Escape");
  await press("Shift+D");
  stage.ok("a shortcut crosses out", await page.getByRole("button", { name: "Cross out D" }).evaluate((e) => e.ariaPressed === "true"));
  await press("h");
  await page.getByRole("heading", { name: "Highlights and notes" }).waitFor();
  await activate(/^button .*First sentence/);
  await activate(/^button .*Highlight it/);
  await page.locator(".note-list li").waitFor();
  await press("h");
  await page.locator(".notes").waitFor({ state: "detached" });
  for (const section of ["Reading & Writing, module 2", "Math, module 1", "Math, module 2"]) {
    if (section === "Math, module 1") {
      await page.getByRole("heading", { level: 1, name: "Break" }).waitFor();
      await activate(/^button .*Begin Math now/);
    }
    await module(page, section);
    await at(page, 1);
    n = await total(page);
    for (let i = 1; i <= n; i++) {
      await at(page, i);
      if (await page.locator(".entry input").count()) {
        await reach(/^input text/);
        await page.keyboard.type("12");
        await activate(/^button .*Next$/);
        continue;
      }
      await press("abcd"[i % 4]);
      if (i === 5) await press("m");
      await press("n");
    }
    if (section === "Math, module 1") {
      await press("r");
      await page.locator(".ref-card").first().waitFor();
      stage.ok("the sheet has the focus", /moves|move it/.test(await focus()), await focus());
      await press("Escape");
    }
    await finish();
  }
  await page.getByRole("heading", { level: 1, name: /Between \d+ and \d+/ }).waitFor();
  stage.ok("by keyboard every question that counts was answered", /50 of 50 .*40 of 40/s.test(await page.locator("main").textContent()));
}
