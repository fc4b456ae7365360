// Offline: questions are taken along, the network goes, the app is loaded anew and
// works; what was done arrives when the network is back, once.
import { register } from "../stage.mjs";

export default async function offline(stage) {
  const page = await stage.person();
  const id = ((await register(page, "Noor")) ?? "").trim();
  await page.getByRole("link", { name: "Continue" }).click();
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  // The app is on the device once its worker is in charge.
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);

  await page.to("offline");
  await page.getByRole("heading", { name: "Practise offline" }).waitFor();
  await stage.look(page, "offline-empty");
  await page.getByText("Math", { exact: true }).click();
  await page.getByText("10", { exact: true }).click();
  await page.getByRole("button", { name: "Take along" }).click();
  await page.getByText("Not begun").waitFor();
  await stage.look(page, "offline-packs");

  page.expected.push("ERR_INTERNET_DISCONNECTED", "Failed to fetch");
  await page.context().setOffline(true);
  const reply = await page.reload();
  stage.ok("the app comes from the device", reply.fromServiceWorker());
  await page.getByRole("heading", { name: "Practise offline" }).waitFor();
  await page.getByText("The server cannot be reached.").waitFor();
  await page.getByRole("button", { name: /^Begin/ }).click();
  for (let n = 1; n <= 3; n++) {
    await page.getByRole("heading", { level: 1, name: `question ${n} of 10` }).waitFor({ state: "attached" });
    if (n === 1) {
      await page.getByRole("button", { name: "Hint" }).click();
      await page.locator(".hint-text").first().waitFor();
      await stage.look(page, "offline-question");
    }
    const typed = await page.locator(".entry input").count();
    if (typed) await page.locator(".entry input").fill("-9.75");
    else await page.locator(".choice-label").nth(1).click();
    await page.getByRole("button", { name: "Check" }).click();
    await page.locator(".outcome").waitFor();
    await page.locator(".steps").waitFor();
    await page.getByText(new RegExp(`Offline, ${n} waiting`)).waitFor();
    if (n === 1) await stage.look(page, "offline-explained");
    await page.getByRole("button", { name: "Next question" }).click();
  }
  // Closed in the middle and opened again, still without a network.
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "question 4 of 10" }).waitFor({ state: "attached" });
  await page.getByText("Offline, 3 waiting").waitFor();
  await page.getByRole("button", { name: "End here" }).click();
  await page.getByRole("heading", { name: /of 3 right/ }).waitFor();
  await page.getByText("Offline, 4 waiting").waitFor();
  await stage.look(page, "offline-done");

  await page.context().setOffline(false);
  await page.getByText(/^Synced/).waitFor({ timeout: 60_000 });
  const seen = await page.evaluate(async (user) => {
    const sessions = (await (await fetch(`/sessions/${user}`)).json()).sessions;
    return { sessions, points: (await (await fetch(`/rewards/${user}`)).json()).points };
  }, id);
  stage.ok("the answers arrived, each once", seen.sessions.length === 1 && seen.sessions[0].answered === 3 && seen.sessions[0].status === "ended", JSON.stringify(seen));
  await page.getByRole("link", { name: "Review the answers" }).click();
  await page.getByRole("heading", { level: 2, name: /Question/ }).waitFor();
  stage.ok("there is a review of all three", (await page.locator(".tile").count()) === 3);

  // A sign-in that ended while the network was away: it waits, and says for what.
  await page.to("offline");
  await page.getByText("Math", { exact: true }).click();
  await page.getByText("10", { exact: true }).click();
  await page.getByRole("button", { name: "Take along" }).click();
  await page.getByRole("button", { name: /^Begin/ }).click();
  await page.getByRole("heading", { level: 1, name: "question 1 of 10" }).waitFor({ state: "attached" });
  page.expected.push("401");
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await page.getByRole("button", { name: "I don’t know" }).click();
  await page.getByText("Sign in again to sync, 1 waiting").waitFor();
  await page.context().addCookies(cookies);
  await page.getByRole("button", { name: "Next question" }).click();
  await page.getByRole("button", { name: "I don’t know" }).click();
  await page.getByText(/^Synced/).waitFor({ timeout: 60_000 });

  // A device that has no room says so, and sends from the page.
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    window.__put = put;
    IDBObjectStore.prototype.put = function () {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Next question" }).click();
  await page.getByRole("button", { name: "I don’t know" }).click();
  await page.getByText(/No room on this device|Offline, 1 waiting/).waitFor();
  await page.evaluate(() => (IDBObjectStore.prototype.put = window.__put));
  await page.context().setOffline(false);
  await page.getByText(/^Synced/).waitFor({ timeout: 60_000 });
}
