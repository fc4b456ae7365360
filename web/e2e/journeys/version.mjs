// A new version of the app is deployed while a test is open. It waits behind a
// banner, nothing is loaded anew under the learner, and what the test needs of the
// old version is there; once the test is over the new one takes over when asked.
import { openDoor } from "../deploy.mjs";
import { answer, at, begin, handIn, home, module, work } from "../sitting.mjs";
import { register, Stage } from "../stage.mjs";

export default async function version(stage) {
  for (const journey of [onTheDevice, fromTheServer]) {
    const door = await openDoor(stage.server);
    const there = new Stage(stage.browser, door, stage.shots, stage.tally);
    try {
      await journey(there, door);
    } finally {
      await there.leave(null);
      await door.shut();
    }
  }
}

const banner = (page) => page.getByText("There is a new version of this app.");
const buildOf = (page) => page.evaluate(() => /\/-\/(\w+)\//.exec(document.querySelector("script[src]").src)[1]);
const answered = (page) => page.evaluate(() => document.querySelector(".choice-label input:checked") !== null || Boolean(document.querySelector(".entry input")?.value));
/** What a page knows of its workers and tests, for a failure's message. */
const standing = (page) => page.evaluate(async () => {
  const { active, waiting, installing } = await navigator.serviceWorker.getRegistration();
  const { held } = await navigator.locks.query();
  return JSON.stringify({ active: active?.state, waiting: waiting?.state, installing: installing?.state, held, caches: await caches.keys(), text: document.body.innerText.slice(0, 300) });
});

/** A browser that keeps the app on the device. */
async function onTheDevice(stage, door) {
  const page = await stage.person();
  await register(page, "Vera");
  await home(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await begin(page, "Math");
  await page.locator(".choice-label, .entry input").first().waitFor();
  await answer(page, 1);
  await page.getByText(/^Synced/).waitFor();
  await page.evaluate(() => (window.thisPage = true));

  // The new version comes; a page asks for it every hour, and when the network is back.
  door.deploy();
  const other = await stage.tab(page.context(), page.expected);
  await other.to("");
  await other.getByRole("heading", { level: 1 }).waitFor();
  await other.evaluate(() => dispatchEvent(new Event("online")));
  await banner(other).waitFor();
  await stage.look(other, "new-version");
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration()).waiting !== null);
  stage.ok("a test shows no banner", (await banner(page).count()) === 0);

  // Whoever asks for it in the other tab is told why not now.
  await other.getByRole("button", { name: "Reload" }).click();
  await other.getByText("A test is open in another tab. Finish it first").waitFor();
  stage.ok("the test was not loaded anew", await page.evaluate(() => window.thisPage === true));
  await page.bringToFront();
  await page.getByRole("button", { name: "Reference" }).click();
  await page.locator(".ref-card").first().waitFor();
  await page.keyboard.press("Escape");

  // A reload by the learner's own hand comes back to the old version and the same answer.
  await page.reload();
  await at(page, 1);
  await page.locator(".choice-label, .entry input").first().waitFor();
  stage.ok("after a reload the answer is there", await answered(page));
  stage.ok("a reload does not change the version under a test", (await buildOf(page)) === door.old, await buildOf(page));
  await work(page, 1);
  await handIn(page);
  await module(page, "Math, module 2");
  await at(page, 1);
  await work(page);
  await handIn(page);
  await page.getByRole("heading", { level: 1, name: /Math: between/ }).waitFor();
  await page.getByRole("link", { name: "Go home" }).click();
  await banner(page).waitFor();
  await other.close();
  await page.getByRole("button", { name: "Reload" }).click();
  await page.waitForFunction((build) => document.querySelector("script[src]")?.src.includes(build), door.next).catch(async (err) => {
    throw new Error(`the new version did not take over: ${await standing(page)}`, { cause: err });
  });
  await page.getByRole("heading", { level: 1, name: /Vera/ }).waitFor();
  const left = () => page.evaluate(async () => (await caches.keys()).join());
  stage.ok("of the old version nothing is left on the device", (await left()) === `satprep-${door.next}`, await left());
}

/** A browser that keeps nothing, as over plain HTTP: what the test may need was fetched when it began. */
async function fromTheServer(stage, door) {
  const page = await stage.person({ serviceWorkers: "block" });
  page.expected.push("Service Worker registration blocked", "the server responded with a status of 404", "Failed to fetch dynamically imported module");
  await register(page, "Vito");
  await home(page);
  await begin(page);
  const fetched = (name) => page.waitForFunction((n) => performance.getEntriesByType("resource").some((e) => e.name.includes(n) && e.responseEnd > 0), name);
  await fetched("test-reference");
  await fetched("calculator-index");
  door.deploy();
  for (const next of ["Reading & Writing, module 2", null]) {
    await page.keyboard.press("w");
    await page.getByRole("heading", { level: 1, name: "Check your work" }).waitFor();
    await handIn(page);
    if (next) {
      await module(page, next);
      await at(page, 1);
    }
  }
  await page.getByRole("button", { name: "Begin Math now" }).click();
  await at(page, 1);
  await page.getByRole("button", { name: "Calculator", exact: true }).click();
  await page.getByRole("dialog", { name: "Calculator" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Reference" }).click();
  await page.locator(".ref-card").first().waitFor();
  await page.keyboard.press("Escape");
  for (const next of ["Math, module 2", null]) {
    await page.keyboard.press("w");
    await page.getByRole("heading", { level: 1, name: "Check your work" }).waitFor();
    await handIn(page);
    if (next) {
      await module(page, next);
      await at(page, 1);
    }
  }
  // What comes after the test is of the old version no more, and says so.
  await page.getByRole("link", { name: "Score report" }).click();
  await page.getByRole("heading", { name: "This screen could not be loaded" }).waitFor();
  await stage.look(page, "screen-gone");
  await page.getByRole("button", { name: "Load again" }).click();
  await page.getByText("Both can lead to a good score").or(page.getByRole("heading", { name: "Questions" })).first().waitFor();
  stage.ok("and then the new version is there", (await buildOf(page)) === door.next, await buildOf(page));
}
