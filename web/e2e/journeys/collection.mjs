// What is collected: a question is seen, worked on in every way, left and come back
// to; then the server's own record is read, not what the page says it sent.
import { readFileSync } from "node:fs";
import { register } from "../stage.mjs";

export default async function collection(stage) {
  const page = await stage.person();
  const id = ((await register(page, "Ida")) ?? "").trim();
  await page.to("practice");
  await page.getByRole("button", { name: "Boundaries" }).first().click();
  await page.getByRole("heading", { level: 1, name: /question 1 of/ }).waitFor({ state: "attached" });
  const session = page.url().split("/").pop();

  await page.getByRole("button", { name: "Cross out D" }).click();
  await page.getByRole("button", { name: "Cross out D" }).click(); // and take it back
  await page.getByRole("button", { name: "Mark" }).click();
  await page.locator(".choice-label").first().click();
  await page.locator(".choice-label").nth(1).click();
  await page.getByRole("button", { name: "Hint" }).click();
  await page.locator(".reply").first().waitFor();
  await page.getByRole("button", { name: "Another hint" }).waitFor();
  // The focus is lost for a moment, as when somebody looks at another window.
  for (const state of ["hidden", "visible"]) {
    await page.evaluate((s) => {
      Object.defineProperty(document, "visibilityState", { value: s, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);
    await page.waitForTimeout(300);
  }
  await page.getByRole("button", { name: "Check" }).click();
  const show = page.getByRole("button", { name: "Show the solution" });
  await show.or(page.locator(".steps")).first().waitFor();
  if (await show.isVisible()) await show.click();
  await page.locator(".steps").waitFor();

  // Something is wrong with the question, says the learner.
  await page.getByRole("button", { name: "Report a question" }).click();
  await page.getByRole("dialog", { name: "What is wrong with this question?" }).getByRole("button", { name: "Send" }).click();
  await page.getByText("Choose what is wrong.").waitFor();
  await page.getByLabel("There is a typing mistake").check();
  await page.getByLabel(/In your words/).fill("A comma is missing.");
  await stage.look(page, "report-question");
  await page.getByRole("dialog", { name: "What is wrong with this question?" }).getByRole("button", { name: "Send" }).click();
  await page.getByText("You reported this question.").waitFor();

  const lines = () => readFileSync(stage.server.interactions, "utf8").split("\n").filter(Boolean).map((l) => JSON.parse(l)).filter((l) => l.user_id === id);
  const want = ["question.shown", "choice.eliminated", "choice.restored", "question.flagged", "choice.selected", "hint.opened", "page.hidden", "page.shown", "practice.answered", "question.reported"];
  let have = new Set();
  for (let i = 0; i < 60 && !want.every((k) => have.has(k)); i++) {
    await page.waitForTimeout(500);
    have = new Set(lines().map((l) => l.kind));
  }
  for (const kind of want) stage.ok(`the server logged ${kind}`, have.has(kind), [...have].join(" "));
  const mine = lines();
  stage.ok("every record stands once", new Set(mine.map((l) => l.id)).size === mine.length);
  stage.ok("each change of the answer is there", mine.filter((l) => l.kind === "choice.selected").length === 2);
  const screen = mine.filter((l) => want.slice(0, 8).includes(l.kind));
  stage.ok("screen actions name session and question", screen.every((l) => l.session_id === session && l.context.question_id), JSON.stringify(screen[0]));
  stage.ok("and when they happened, by a clock that only goes forward", screen.every((l) => l.context.made_at && l.context.mono_ms >= 0));
  const answer = mine.find((l) => l.kind === "practice.answered");
  const body = JSON.stringify(answer);
  for (const [what, pattern] of [["the first action", /"first_ms":\d+/], ["the time", /"time_spent":\d/], ["the time in sight", /"visible_ms":\d+/], ["the way to the answer", /"changes":\[\{/], ["the mark", /"flagged":true/], ["the tool", /"tools":\["hint"\]/], ["the input", /"input":"(mouse|touch|keyboard)"/], ["that it was aided", /"aided":true/], ["the propensity", /"propensity":[\d.]+/]]) {
    stage.ok(`the answer's record has ${what}`, pattern.test(body), body);
  }
}
