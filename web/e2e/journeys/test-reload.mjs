// The network is cut in the middle of a test, and then the page is loaded anew,
// and closed, and opened from home: the app comes from the device, the answers
// and the time are there, the module is handed in, and all of it arrives once.
import { answer, at, begin, handIn, home, module, work } from "../sitting.mjs";
import { register } from "../stage.mjs";

export default async function testReload(stage) {
  let page = await stage.person();
  const user = ((await register(page, "Nia")) ?? "").trim();
  await home(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await begin(page, "Math");
  await answer(page, 1);
  await page.getByText(/^Synced/).waitFor();
  const test = page.url().split("/").pop();

  page.expected.push("ERR_INTERNET_DISCONNECTED", "Failed to fetch");
  const context = page.context();
  await context.setOffline(true);
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await at(page, 2);
  await answer(page, 2);
  await page.getByText("Offline, 1 waiting").waitFor();
  const given = await standing(page);
  const left = await seconds(page);
  const reply = await page.reload();
  stage.ok("the runner comes from the device", reply.fromServiceWorker());
  await at(page, 2);
  await page.getByText("Offline, 1 waiting").waitFor();
  stage.ok("after a reload offline the answers are there", JSON.stringify(await standing(page)) === JSON.stringify(given), JSON.stringify([given, await standing(page)]));
  const now = await seconds(page);
  stage.ok("and the time that was left, less what went by", now <= left && now > left - 120, `${left} s, then ${now} s`);

  // The tab is closed; from home, still without a network, the test goes on.
  const before = page;
  page = await stage.tab(context, before.expected);
  await before.close();
  await page.to("");
  await page.getByText("It is kept on this device").waitFor();
  await stage.look(page, "home-offline-test");
  await page.getByRole("link", { name: "Go on: your test" }).click();
  await at(page, 2);
  stage.ok("and after the tab was closed", JSON.stringify(await standing(page)) === JSON.stringify(given), JSON.stringify(await standing(page)));
  await work(page, 2);
  await handIn(page);
  await page.getByText("are sealed on this device").waitFor();
  await page.reload();
  await page.getByText("are sealed on this device").waitFor();

  await context.setOffline(false);
  await page.getByRole("button", { name: "Begin" }).click({ timeout: 90_000 });
  await module(page, "Math, module 2");
  await at(page, 1);
  await work(page);
  await handIn(page);
  await page.getByRole("heading", { level: 1, name: /Math: between/ }).waitFor();
  stage.ok("every question of both modules arrived", /40 of 40/.test(await page.locator("main").textContent()), await page.locator("main").textContent());
  const seen = await page.evaluate(async ([user, test]) => (await (await fetch(`/sessions/${user}?kind=full_test`)).json()).sessions.filter((s) => s.session_id === test), [user, test]);
  stage.ok("the test is there once, and over", seen.length === 1 && seen[0].status === "ended", JSON.stringify(seen));
}

/** What was chosen or typed at the question on screen. */
const standing = (page) => page.evaluate(() => [...document.querySelectorAll(".choice-label input")].map((i) => i.checked).concat(document.querySelector(".entry input")?.value ?? []));

const seconds = async (page) => {
  const [m, s] = (await page.locator(".timer-value").textContent()).split(":").map(Number);
  return m * 60 + s;
};
