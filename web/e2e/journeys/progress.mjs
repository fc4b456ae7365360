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

  await again(stage, page, user);
  await page.to("progress");
  await page.locator(".score-chart canvas").waitFor();
  await page.getByText("There is no tested model of mastery here yet").waitFor();
  await stage.look(page, "progress");
  await mastery(stage, page);
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

/** What was missed comes back another day: today the list says when, and when it is due it can be started. */
async function again(stage, page, user) {
  const list = await page.evaluate(async () => { // the view may be a moment behind
    for (let i = 0; i < 100; i++) {
      const due = await (await fetch("/practice/due")).json();
      if (due.later.length) return due;
      await new Promise((r) => setTimeout(r, 200));
    }
    return { due: [], later: [] };
  });
  stage.ok("what was missed today is due on another day", list.due.length === 0 && list.later.length > 0 && list.later.every((k) => Date.parse(k.due_at) > Date.now()), JSON.stringify(list).slice(0, 300));
  await page.to("practice");
  await page.getByText(/^Nothing is due today. Next is /).waitFor();
  // The days until then are laid into the reply.
  const due = { ...list, domain: "both", num_questions: 4, due: list.later.slice(0, 2), later: list.later.slice(2) };
  await page.route("**/practice/due", (r) => r.fulfill({ json: due }));
  await page.to("");
  await page.to("practice");
  await page.getByRole("heading", { name: "To do again" }).waitFor();
  await page.getByText(/^You missed .* whether it has stuck/).first().waitFor();
  await page.getByText("Later", { exact: true }).click();
  await stage.look(page, "practice-due");
  page.expected.push("409");
  const [sent] = await Promise.all([page.waitForRequest((r) => r.url().includes(`/practice/start/${user}`)), page.getByRole("button", { name: "Do 4 questions again" }).click()]);
  const body = sent.postDataJSON();
  stage.ok("the list starts practice of what is due", body.mode === "redo" && body.domain === "both" && body.num_questions === 4, JSON.stringify(body));
  await page.getByText("Nothing here is due to be done again now").first().waitFor(); // so the server, whose day it still is
  await page.unroute("**/practice/due");
}

/** The skill map of somebody for whom a promoted model speaks. */
async function mastery(stage, page) {
  await page.route(/\/progress\/[^/]+$/, async (r) => {
    if (r.request().resourceType() === "document") return r.continue();
    const reply = await r.fetch();
    const body = await reply.json();
    body.model = "best-lr";
    body.sections[0].domains[0].skills[0].mastery = { n: 12, p: 0.643, low: 0.505, high: 0.781 };
    await r.fulfill({ response: reply, json: body });
  });
  await page.to("");
  await page.to("progress");
  await page.getByText("Next one right: about 64 %, between 51 % and 78 % (from 12 answers)").waitFor();
  await page.getByText("Mastery is the chance that your next answer in a skill is right").waitFor();
  await stage.look(page, "progress-mastery");
  await page.unroute(/\/progress\/[^/]+$/);
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
