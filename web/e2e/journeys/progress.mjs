// After a test: the report in words and bands, its filters and the way into the
// review; the skill map, the scores over time, and the notebook of mistakes.
import { readFileSync } from "node:fs";
import { register } from "../stage.mjs";

export default async function progress(stage) {
  const page = await stage.person();
  const user = ((await register(page, "Rosa")) ?? "").trim();

  await page.to("progress");
  await page.getByText("No score yet.").waitFor();
  await page.getByText("Not enough evidence (0 of 8)").first().waitFor();
  await stage.look(page, "progress-empty");

  // A diagnostic and a test, sat by the routes that their screens use.
  await page.evaluate(diagnose, user);
  const test = await page.evaluate(sit, user);
  await page.to(`report/${test}`);
  await page.getByRole("heading", { level: 1, name: /\d+–\d+/ }).waitFor();
  await page.getByText("Both can lead to a good score").first().waitFor();
  await page.getByText("two tests with the same number right").waitFor();
  stage.ok("the report shows no ability", !/theta|θ/i.test(await page.locator("main").textContent()));
  await stage.look(page, "report");
  for (const name of [/^Wrong/, /^Slow/, /^Guessed/]) {
    const filter = page.getByRole("button", { name });
    const count = Number(await filter.locator(".count").textContent());
    if (!count) continue;
    await filter.click();
    stage.ok(`the filter ${name} shows as many as it says`, (await page.locator(".report-tile").count()) === count, `${count}`);
  }
  await page.locator(".report-tile").first().click();
  await page.getByRole("heading", { level: 2, name: /Question/ }).waitFor();
  await stage.look(page, "review-test");
  await page.getByRole("button", { name: "Ask the tutor" }).click();
  await page.getByRole("button", { name: "Why is my answer wrong?" }).click();
  await page.locator(".exchange .rate").first().waitFor();
  await stage.look(page, "review-tutor");

  await page.to("progress");
  await page.locator(".score-chart canvas").waitFor();
  await stage.look(page, "progress");
  await page.getByRole("link", { name: "Notebook of mistakes" }).click();
  await page.locator(".mistake").first().waitFor();
  await page.getByLabel("Skill").selectOption({ index: 1 });
  const shown = await page.locator(".mistake").count();
  await stage.look(page, "mistakes");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download as CSV" }).click()]);
  const text = readFileSync(await file.path(), "utf8");
  stage.ok("the file has a line for each that is shown", text.split("\r\n").length >= shown + 2 && text.includes("right_answer"), text.slice(0, 200));
  await page.emulateMedia({ media: "print" });
  stage.ok("printed, there is only the notebook", !(await page.getByRole("navigation", { name: "Main" }).isVisible()) && !(await page.getByRole("button", { name: "Print" }).isVisible()));
  await page.emulateMedia({ media: "screen" });
}

/** Sits a test by its routes: some right, some wrong, some fast, some slow. Runs in the page. */
async function sit(user) {
  const send = async (method, path, body) => {
    const r = await fetch(path, { method, headers: { "Content-Type": "application/json" }, body: body === undefined ? undefined : JSON.stringify(body) });
    if (!r.ok) throw new Error(`${method} ${path}: ${r.status} ${await r.text()}`);
    return r.json();
  };
  let t = await send("POST", `/full_test/start/${user}`, { sections: ["Both"] });
  const id = t.test_id;
  for (let module = 1; t.questions?.length; module++) {
    await send("POST", `/full_test/begin/${id}`, {});
    const answers = t.questions.map((q, i) => ({ question_id: q.id, answer: q.type === "spr" ? "12" : "ABCD"[(i * 7 + module) % 4], time_spent: [70, 4, 150, 60][i % 4], flagged: i % 9 === 0 }));
    t = await send("POST", `/full_test/submit/${id}?finish=1`, answers);
  }
  return id;
}

/** Takes the diagnostic by its routes. Runs in the page. */
async function diagnose(user) {
  const send = async (path, body) => {
    const r = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if (!r.ok) throw new Error(`${path}: ${r.status} ${await r.text()}`);
    return r.json();
  };
  let s = await send(`/diagnostic/start/${user}`, {});
  const id = s.session_id;
  for (let i = 0; s.questions?.length; i++) {
    const q = s.questions[0];
    s = await send(`/diagnostic/submit/${id}`, [{ question_id: q.id, answer: q.type === "spr" ? "12" : "ABCD"[i % 4], time_spent: 50 }]);
  }
}
