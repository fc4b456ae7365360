// A learner who had every form is told before the test starts that this one will
// not count, and only for the sections where that is so.
import { register } from "../stage.mjs";

export default async function testAgain(stage) {
  const page = await stage.person();
  const user = ((await register(page, "Ravi")) ?? "").trim();
  await page.to("test");
  await page.getByRole("radio", { name: /^Both sections/ }).waitFor();
  const told = page.getByText("You have met this test before.");
  const forms = await page.evaluate(async (user) => (await (await fetch(`/full_test/forms/${user}`)).json()).choices, user);
  stage.ok("a new learner has met no form", forms.length === 3 && forms.every((f) => f.forms > 0 && f.unmet === f.forms), JSON.stringify(forms));
  stage.ok("and is told nothing of it", (await told.count()) === 0);

  for (let i = 0; i < forms[0].forms; i++) await page.evaluate(sit, user);
  await page.to("test");
  await told.waitFor();
  await page.getByRole("radio", { name: /^Reading & Writing/ }).check();
  await told.waitFor({ state: "detached" });
  await page.getByRole("radio", { name: /^Math/ }).check();
  await told.waitFor();
  await stage.look(page, "test-start-again");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("will not count in your score history").waitFor();
  const repeated = page.waitForResponse((r) => r.url().includes("/full_test/start/"));
  await page.getByRole("button", { name: "Start the test" }).click();
  stage.ok("and so it is", (await (await repeated).json()).repeated === true);
  await page.getByRole("heading", { level: 1, name: /question 1 of/ }).waitFor({ state: "attached" });
}

/** Hands in a whole Math test without an answer. Runs in the page. */
async function sit(user) {
  const send = async (path, body) => {
    const r = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if (!r.ok) throw new Error(`${path}: ${r.status} ${await r.text()}`);
    return r.json();
  };
  let t = await send(`/full_test/start/${user}`, { sections: ["Math"] });
  while (t.questions?.length) {
    await send(`/full_test/begin/${t.test_id}`, {});
    t = await send(`/full_test/submit/${t.test_id}?finish=1`, []);
  }
}
