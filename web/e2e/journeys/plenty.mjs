// Much of everything: 2,000 sessions behind a learner, passages of many pages with
// a word that never ends, and a browser that shows all of it three times as large.
import { at, begin, home } from "../sitting.mjs";
import { register } from "../stage.mjs";

const sessions = 2_000;

export default async function plenty(stage) {
  await Promise.all([history(stage), long(stage)]);
}

/** A learner of some years, whose sessions were held by the routes that the app uses. */
async function history(stage) {
  const send = async (path, token, body) => {
    const r = await fetch(stage.server.base + path, { method: "POST", headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) }, body: JSON.stringify(body) });
    if (!r.ok) throw new Error(`${path}: ${r.status} ${await r.text()}`);
    return r.json();
  };
  const password = "correct horse";
  const { user_id: id, token } = await send("/auth/register", null, { name: "מאיה Maya", password, age_band: "18_plus", role: "student" });
  let left = sessions;
  const learn = async () => {
    while (left-- > 0) {
      const s = await send(`/practice/start/${id}`, token, { domain: left % 2 ? "Math" : "Reading & Writing", num_questions: 1 });
      const q = s.questions[0];
      await send(`/practice/submit/${s.session_id}`, token, [{ question_id: q.id, answer: q.choices?.length ? "A" : "12", time_spent: 30 }]);
    }
  };
  const began = performance.now();
  await learn(); // one after the other, as one person does
  const held = performance.now();

  const page = await stage.person();
  await page.to("sign-in");
  await page.getByLabel("User id or e-mail").fill(id);
  await page.getByLabel("Password").fill(password);
  const times = {};
  const open = async (name, act, there) => {
    const from = performance.now();
    await act();
    await there.first().waitFor();
    times[name] = Math.round(performance.now() - from);
  };
  const nav = (name) => page.getByRole("navigation", { name: "Main" }).getByRole("link", { name }).click();
  await open("home", () => page.getByRole("button", { name: "Sign in" }).click(), page.locator(".task"));
  await open("review", () => nav("Review"), page.locator(".day li"));
  const earlier = page.getByRole("button", { name: "Earlier ones" });
  const rows = page.locator(".day li");
  for (let shown = await rows.count(); await earlier.isVisible(); shown = await rows.count()) {
    await earlier.click();
    await page.waitForFunction((n) => document.querySelectorAll(".day li").length > n || ![...document.querySelectorAll("button")].some((b) => b.textContent === "Earlier ones"), shown);
  }
  const links = await rows.locator("a").evaluateAll((list) => list.map((a) => a.getAttribute("href")));
  stage.ok(`all ${sessions} sessions are listed, each once`, links.length === sessions && new Set(links).size === sessions, `${links.length} links, ${new Set(links).size} of them different`);
  await open("a review", () => rows.locator("a").last().click(), page.getByRole("heading", { level: 2, name: /Question 1/ }));
  await open("progress", () => nav("Progress"), page.getByRole("heading", { name: "Skill map" }));
  await open("notebook", () => page.getByRole("link", { name: "Notebook of mistakes" }).click(), page.locator(".mistake"));
  await open("my data", () => page.to("data"), page.locator(".timeline li"));
  await open("goal", () => page.to("goal"), page.getByLabel("Target score"));
  await open("practice", () => nav("Practice"), page.getByRole("button", { name: /questions, about/ }));
  console.log(`     ${sessions} sessions in ${Math.round((held - began) / 1000)} s; then, in milliseconds: ${Object.entries(times).map(([k, v]) => `${k} ${v}`).join(", ")}`);
}

/** The same question with a passage as long as a chapter. */
const lengthen = (q) => {
  const text = q.passage ?? q.text;
  const chapter = Array.from({ length: 60 }, (_, i) => `${text.replaceAll(/_{3,}/g, "so")} ${i === 30 ? "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(3) : ""}`).join("\n\n");
  return { ...q, passage: chapter };
};

async function long(stage) {
  const page = await stage.person();
  await register(page, "Lola");
  await home(page);
  await page.route(/\/practice\/start\/|\/full_test\/(start|session)\//, async (route) => {
    const reply = await route.fetch();
    const body = await reply.json();
    await route.fulfill({ response: reply, json: { ...body, questions: (body.questions ?? []).map(lengthen) } });
  });
  await page.to("practice");
  await page.getByRole("button", { name: "Boundaries" }).first().click();
  await page.getByRole("heading", { level: 1, name: /question 1 of/ }).waitFor({ state: "attached" });
  await page.locator(".choice-label").first().waitFor();
  await stage.look(page, "long-practice");
  await page.locator(".choice-label").first().click();
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByRole("button", { name: /Try again|Next question/ }).first().waitFor();
  const seen = await page.locator(".outcome").first().evaluate((e) => e.getBoundingClientRect().top < innerHeight && e.getBoundingClientRect().bottom > 0);
  stage.ok("what the answer came to is in sight below a long passage", seen);
  await page.getByRole("link", { name: "Pause" }).click();

  await begin(page, "Reading & Writing");
  await page.locator(".choice-label").first().waitFor();
  await stage.look(page, "long-test");
  await page.locator(".choice-label").nth(2).click();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await at(page, 2);
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await at(page, 1);
  stage.ok("an answer below a long passage is kept", await page.locator(".choice-label input").nth(2).isChecked());

  // Three times as large: a desktop's window then has the size of a small phone lying on its side.
  await page.setViewportSize({ width: 427, height: 267 });
  const room = await page.locator(".test-body").evaluate(() => {
    const [top, bottom] = [".test-bar", ".test-foot"].map((c) => document.querySelector(c).getBoundingClientRect());
    const bars = Math.max(0, Math.min(top.bottom, innerHeight)) + Math.max(0, innerHeight - Math.max(bottom.top, 0));
    return { free: innerHeight - bars, wide: document.documentElement.scrollWidth - innerWidth };
  });
  stage.ok("at 300 % half of the window is for the question", room.free >= 130 && room.wide <= 0, JSON.stringify(room));
  await page.locator(".choice-label").nth(1).click();
  stage.ok("and it can be answered", await page.locator(".choice-label input").nth(1).isChecked());
  if (stage.shots) await page.screenshot({ path: `${stage.shots}/test-browser-300.png` });
}
