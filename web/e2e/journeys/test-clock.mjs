// Time in a test, with accommodations: warnings, the end of a module, a clock
// that somebody sets, a device that is full, a server that does not answer. The
// browser's clock is moved; the server's is not, and need not be.
import { answer, at, begin, home, module, work, handIn } from "../sitting.mjs";
import { register } from "../stage.mjs";

export default async function testClock(stage) {
  const page = await stage.person();
  await page.addInitScript(() => {
    window.heard = [];
    if (window.speechSynthesis) speechSynthesis.speak = (u) => window.heard.push(u.text);
  });
  const id = (await register(page, "نور Noor")).trim();
  const status = await page.evaluate(async (user) => (await fetch(`/users/${user}/accommodations`, { method: "PUT", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ time_factor: 1.5, text_to_speech: true, large_print: true, breaks_as_needed: true }) })).status, id);
  stage.ok("accommodations are set", status < 300, `${status}`);
  await page.clock.install();
  await page.reload();
  await home(page);
  await page.to("test");
  await page.getByText("Set for you: 1.5 times the time").waitFor();
  await stage.look(page, "test-start-accommodated");
  await page.to("");
  await begin(page, "Math");
  const left = async () => {
    const [m, s] = (await page.locator(".timer-value").textContent()).split(":").map(Number);
    return m * 60 + s;
  };
  const first = await left();
  stage.ok("the server gives half the time again", first > 51 * 60 && first <= 52.5 * 60, `${first} s`);
  stage.ok("large print is larger", (await page.locator(".zoomable").first().evaluate((e) => getComputedStyle(e).zoom)) === "1.5");
  await page.getByRole("button", { name: "Listen" }).click();
  stage.ok("the question is read aloud", (await page.evaluate(() => window.heard.length)) >= 1);
  await page.getByRole("button", { name: "Stop" }).click();
  await stage.look(page, "test-accommodated");

  // Somebody sets the clock of the device two days on, and back.
  await answer(page, 1);
  await page.getByText(/^Synced/).waitFor();
  const before = await left();
  const now = await page.evaluate(() => Date.now());
  for (const moved of [48 * 3600_000, -48 * 3600_000]) {
    await page.clock.setSystemTime(now + moved);
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await answer(page, 2);
  }
  await page.clock.setSystemTime(now + 10_000);
  stage.ok("a clock that is set changes no time left", before - (await left()) < 60 && before >= (await left()), `${before} s, then ${await left()} s`);

  // Offline, time runs out.
  page.expected.push("ERR_INTERNET_DISCONNECTED", "ERR_FAILED");
  await page.context().setOffline(true);
  const said = page.locator(".timer [role=status]");
  const rest = await left();
  await page.getByRole("button", { name: "Hide time" }).click();
  await page.clock.fastForward((rest - 290) * 1000);
  await said.filter({ hasText: "Five minutes left" }).waitFor({ state: "attached" });
  stage.ok("from five minutes on the time is in sight", /\d/.test(await page.locator(".timer-value").textContent()) && (await page.getByRole("button", { name: /time$/ }).count()) === 0);
  await answer(page, 3);
  await page.getByText(/^Offline, \d waiting/).waitFor();
  await stage.look(page, "test-last-minutes");
  await page.clock.fastForward(((await left()) - 50) * 1000);
  await said.filter({ hasText: "One minute left" }).waitFor({ state: "attached" });
  await page.clock.fastForward(60_000);
  await page.getByRole("heading", { level: 1, name: "Time is up" }).waitFor();
  await stage.look(page, "test-time-up");
  await page.context().setOffline(false);
  await page.clock.fastForward(30_000);
  await page.getByRole("heading", { level: 1, name: "Next: Math, module 2" }).waitFor();
  stage.ok("nothing was refused", (await page.locator(".test-news").count()) === 0);
  await stage.look(page, "test-next");
  await page.getByRole("button", { name: "Begin" }).click();
  await module(page, "Math, module 2");
  await at(page, 1);

  // The device is full: the answer stands in this tab, goes to the server, and the screen says so.
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    window.emptied = () => (IDBObjectStore.prototype.put = put);
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await page.context().setOffline(true);
  await answer(page, 1);
  await page.getByText("This device’s storage is full: 1 only in this tab").waitFor();
  await stage.look(page, "test-full");
  await page.evaluate(() => window.emptied());
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await answer(page, 2);
  await page.getByText("Offline, 2 waiting").waitFor();
  await page.context().setOffline(false);
  await page.clock.fastForward(30_000);
  await page.getByText(/^Synced/).waitFor();

  // The page is loaded anew while the test's server does not answer: the device knows where it stood.
  await page.route("**/full_test/**", (route) => route.abort());
  await page.reload();
  await at(page, 2);
  await page.getByText("Offline, nothing waiting").waitFor();
  await answer(page, 2);
  await page.locator(".choice-label input:checked, .entry input").first().waitFor();
  await page.unroute("**/full_test/**");
  await page.getByText(/^Synced/).waitFor();
  await at(page, 2);

  // A server that takes the answers and never replies is as good as away.
  let held = true;
  await page.route("**/full_test/submit/**", (route) => (held ? undefined : route.continue()));
  await work(page, 2);
  await handIn(page);
  await page.clock.fastForward(7_000);
  await page.getByText("The server cannot be reached just now").waitFor();
  held = false;
  await page.clock.fastForward(25_000);
  await page.getByRole("heading", { level: 1, name: /Math: between \d+ and \d+/ }).waitFor({ timeout: 60_000 });
  await stage.look(page, "test-end-one");
}
