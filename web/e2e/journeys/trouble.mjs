// What goes wrong: the server away in the middle, a sign-in that ends, a clock's
// reload. Nothing may be lost, and a sentence must say what is the matter.
import { register } from "../stage.mjs";

export default async function trouble(stage) {
  const page = await stage.person();
  const user = await register(page, "Kim");
  const id = (user ?? "").trim();
  await page.evaluate(async (user_id) => {
    const plan = await (await fetch(`/plan/${user_id}`)).json();
    await fetch(`/plan/goal/${user_id}`, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...plan.goal, diagnostic_skipped: true }) });
  }, id);
  await page.to("practice");
  await page.getByRole("button", { name: "Boundaries" }).first().click();
  await page.getByRole("heading", { level: 1, name: /question 1 of/ }).waitFor({ state: "attached" });

  // The network is cut while an answer is on its way.
  page.expected.push("ERR_INTERNET_DISCONNECTED");
  await page.context().setOffline(true);
  await page.locator(".choice-label").first().click();
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByText("The server cannot be reached.").waitFor();
  await stage.look(page, "unreachable");
  await page.context().setOffline(false);
  await page.getByRole("button", { name: /Try again|Next question/ }).waitFor({ timeout: 30_000 });
  await page.getByText("The server cannot be reached.").waitFor({ state: "detached", timeout: 30_000 });

  // The sign-in ends under somebody's hands.
  page.expected.push("401");
  const show = page.getByRole("button", { name: "Show the solution" });
  if (await show.isVisible()) await show.click();
  await page.getByRole("button", { name: "Next question" }).click();
  await page.locator(".choice-label").nth(2).click();
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByRole("dialog", { name: "Please sign in again" }).waitFor();
  await stage.look(page, "sign-in-again");
  await page.getByRole("dialog").getByLabel("Password").fill("correct horse");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("button", { name: /Try again|Next question/ }).waitFor();
  const answered = await page.evaluate(async (session) => (await (await fetch(`/practice/session/${session}`)).json()).answered, page.url().split("/").pop());
  stage.ok("two answers arrived, each once", answered === 2, `${answered}`);

  // A reload comes back to the same place.
  await page.reload();
  await page.getByRole("heading", { level: 1, name: /question 3 of/ }).waitFor({ state: "attached" });

  // The way back: the task is offered again.
  await page.getByRole("link", { name: "Pause" }).click();
  await page.getByText("Where you stopped").waitFor();
  await page.getByRole("button", { name: /^Go on/ }).click();
  await page.getByRole("heading", { level: 1, name: /question 3 of/ }).waitFor({ state: "attached" });

  // Under 13: nothing begins before a parent has confirmed.
  const child = await stage.person();
  await register(child, "Lee", { age: "under 13" });
  await child.getByRole("link", { name: "Continue" }).click();
  await child.getByRole("button", { name: "Make a code for a parent" }).click();
  const code = await child.locator(".the-code").textContent();
  await stage.look(child, "home-pending");
  const parent = await stage.person();
  await register(parent, "Sam", { role: "a parent" });
  await parent.getByRole("link", { name: "Continue" }).click();
  await parent.getByRole("link", { name: "Link a child" }).click();
  await parent.getByRole("textbox", { name: "Code" }).fill(code);
  await parent.getByRole("button", { name: "Link" }).click();
  await parent.getByText("Lee").first().waitFor();
  await stage.look(parent, "people-parent");
  await parent.to("");
  await parent.getByText("Lee").waitFor();
  await stage.look(parent, "home-parent");
  await child.reload();
  await child.getByRole("heading", { name: "Diagnostic" }).waitFor();
}
