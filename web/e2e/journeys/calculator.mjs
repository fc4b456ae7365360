// The graphing calculator beside a question of mathematics: by mouse, by
// keyboard alone, in words, and what is recorded of it.
import { register } from "../stage.mjs";

export default async function calculator(stage) {
  const page = await stage.person();
  await register(page, "Noor");
  const sent = [];
  page.on("request", (r) => {
    if (r.url().endsWith("/ai_data/events")) sent.push(...r.postDataJSON());
  });
  await page.to("practice");
  await page.getByRole("tab", { name: "Math" }).click();
  await page.getByRole("button", { name: /^Linear functions/ }).click();
  await page.getByRole("heading", { level: 1, name: /question 1 of/ }).waitFor({ state: "attached" });

  const open = page.getByRole("button", { name: "Calculator", exact: true });
  await open.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "Calculator" });
  await panel.waitFor();
  await page.waitForFunction(() => document.activeElement?.classList.contains("line-input"));
  stage.ok("the calculator opens where one types", true);
  await stage.look(page, "calculator-empty");

  // Everything that follows is typed; Enter makes the next line.
  const lines = ["1/3 + 1/6", "y = x^2 - 4", "y = 2x - 1", "y > -x - 3", "x^2 + y^2 = 25", "y = a x", "2 +"];
  for (const line of lines) {
    await page.keyboard.type(line);
    await page.keyboard.press("Enter");
    await page.waitForFunction((n) => document.querySelectorAll(".line-input").length === n && document.activeElement === document.querySelectorAll(".line-input")[n - 1], lines.indexOf(line) + 2);
  }
  await panel.getByText("= 0.5 = 1/2").waitFor();
  await panel.getByText("Something is missing behind +").waitFor();
  await panel.getByRole("button", { name: "Slider for a" }).click();
  await panel.getByRole("slider", { name: "a, slider" }).waitFor();
  await panel.getByRole("slider", { name: "a, slider" }).focus();
  await page.keyboard.press("ArrowRight");
  stage.ok("an arrow moves the slider", (await panel.locator(".line-input").nth(6).inputValue()) === "a = 1.1");
  await page.waitForFunction(() => /\(−1, −3\) [^.]*intersection of 2 and 3/.test(document.querySelector(".plane svg")?.getAttribute("aria-label") ?? ""));
  stage.ok("the graph says in words where curves meet", true);
  await stage.look(page, "calculator");

  // Points of interest by keyboard, and a walk along a curve.
  const graph = panel.getByRole("application", { name: "Graph" });
  await graph.focus();
  /** Presses a key until the graph says what it should; after a change it needs a moment to find its points. */
  const says = async (key, what) => {
    for (let i = 0; i < 50; i++) {
      await page.keyboard.press(key);
      if (what.test(await graph.getByRole("status").textContent())) return true;
      await page.waitForTimeout(100);
    }
    return false;
  };
  stage.ok("N goes to a point of interest", await says("n", /^\(.*\), /));
  stage.ok("T walks along a curve", (await says("t", /^2: y = x\^2 - 4: x 0, y −4/)) && (await says("ArrowRight", /^2: y = x\^2 - 4: x 0\.\d+, y −3\.\d+/)));
  await page.keyboard.press("Escape");
  stage.ok("Escape ends the walk first", await panel.isVisible());

  await panel.getByRole("button", { name: "Points", exact: true }).click();
  await panel.getByText("x-intercept of 2").first().waitFor();
  await stage.look(page, "calculator-points");
  await panel.getByRole("button", { name: "Values" }).click();
  await panel.getByRole("columnheader", { name: /y = 2x - 1/ }).waitFor();
  await stage.look(page, "calculator-values");
  await panel.getByRole("button", { name: "What can be typed" }).click();
  await panel.getByRole("heading", { name: "Draw" }).waitFor();
  await stage.look(page, "calculator-help");
  await page.keyboard.press("Escape");
  await panel.getByRole("button", { name: "Graph", exact: true }).click();

  // A table, and the best line through it.
  await panel.getByRole("button", { name: "Table" }).click();
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "x1, row 1");
  for (const [i, [x, y]] of [[1, 2.1], [2, 3.9], [3, 6.2], [4, 7.8]].entries()) {
    await panel.getByLabel(`x1, row ${i + 1}`).fill(String(x));
    await panel.getByLabel(`y1, row ${i + 1}`).fill(String(y));
  }
  await panel.getByRole("button", { name: "Line", exact: true }).first().click();
  await panel.getByText("m = 1.94, b = 0.15").waitFor();
  await panel.getByRole("button", { name: "Keys: √ π ≤ …" }).click();
  await stage.look(page, "calculator-regression");

  // Moved and sized by keyboard, closed by Escape, the focus back, nothing lost.
  const box = () => panel.boundingBox();
  const before = await box();
  await panel.getByRole("button", { name: "Move the calculator" }).focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowDown");
  await panel.getByRole("button", { name: "Size of the calculator" }).focus();
  await page.keyboard.press("ArrowLeft");
  const after = await box();
  stage.ok("arrow keys move and size it", after.x === before.x - 20 && after.y === before.y + 20 && after.width === before.width - 20, JSON.stringify([before, after]));
  await page.mouse.move(after.x + 250, after.y + 20);
  await page.mouse.down();
  await page.mouse.move(after.x + 190, after.y + 50);
  await page.mouse.up();
  const dragged = await box();
  stage.ok("the mouse moves it by its head", dragged.x === after.x - 60 && dragged.y === after.y + 30, JSON.stringify([after, dragged]));
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  stage.ok("the focus is back on the button", await open.evaluate((b) => b === document.activeElement));
  await page.keyboard.press("Enter");
  await panel.waitFor();
  stage.ok("what was typed is still there", (await panel.locator(".line-input").first().inputValue()) === "1/3 + 1/6");
  await page.keyboard.press("Escape");

  await page.to("practice");
  await page.waitForFunction(() => !location.pathname.includes("practice/")); // what waits is sent on leaving
  const due = ["calculator", "calculator-expression", "calculator-graph", "calculator-table", "calculator-slider", "calculator-regression"];
  const tools = () => new Set(sent.filter((e) => e.kind === "tool.opened").map((e) => e.body.tool));
  for (let wait = 0; wait < 100 && !due.every((tool) => tools().has(tool)); wait++) await page.waitForTimeout(100); // the last batch goes when it can
  for (const tool of due) stage.ok(`${tool} was recorded`, tools().has(tool), [...tools()].join(" "));
}
