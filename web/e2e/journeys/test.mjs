// A full test with the pointer, from home to the scores: the tab is killed, the
// network is cut for a whole module, a second tab opens, the sign-in ends.
import { answer, at, begin, handIn, home, keptIn, module, standing, work } from "../sitting.mjs";
import { register } from "../stage.mjs";

export default async function test(stage) {
  let page = await stage.person();
  const look = (name) => stage.look(page, name);
  await register(page, "Ada");
  await home(page);
  const sent = [];
  page.context().on("request", (r) => {
    if (r.url().endsWith("/ai_data/events")) sent.push(...r.postDataJSON());
  });
  await page.getByRole("link", { name: "Full test" }).click();
  await page.getByRole("heading", { level: 1, name: "Full test" }).waitFor();
  await look("test-start");
  await page.getByRole("button", { name: "Continue" }).click();
  await look("test-before");
  await page.locator("a.wordmark").click();
  await begin(page);

  await tools(stage, page);
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await at(page, 2);
  await page.locator(".choice-label").nth(1).click();
  await page.getByText(/^Synced \d\d:\d\d$/).waitFor();

  // The tab dies in the middle of the third question.
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await at(page, 3);
  const from = await page.evaluate(() => performance.now());
  await page.locator(".choice-label").nth(3).click();
  await page.waitForFunction((t) => performance.getEntriesByName("satprep.kept").some((e) => e.startTime >= t), from); // on the disk, whether or not it was sent
  const context = page.context();
  const cdp = await context.newCDPSession(page);
  const gone = page.waitForEvent("crash");
  cdp.send("Page.crash").catch(() => {});
  await gone;
  const dead = page;
  page = await stage.tab(context, dead.expected);
  dead.close().catch(() => {});
  await page.to("");
  await page.getByRole("button", { name: /^Go on/ }).first().click();
  await at(page, 3);
  stage.ok("after a crash the same question is there with its answer", await page.locator(".choice-label input").nth(3).isChecked());
  await page.getByRole("button", { name: /all questions/ }).click();
  stage.ok("and those before it", (await standing(page)).slice(0, 4).join("; ") === "answered, marked; answered; answered; unanswered", (await standing(page)).slice(0, 4).join("; "));
  await look("test-navigator");
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await work(page, 3);
  await look("test-check");
  stage.ok("every question is answered", (await standing(page)).every((s) => s.startsWith("answered")));
  await handIn(page);

  // The network is cut for the whole second module.
  await module(page, "Reading & Writing, module 2");
  await at(page, 1);
  page.expected.push("ERR_INTERNET_DISCONNECTED");
  await context.setOffline(true);
  await page.locator(".choice-label").first().click();
  await page.getByText("Offline, 1 waiting").waitFor();
  await look("test-offline");
  await work(page);
  await page.getByText("Offline, 27 waiting").waitFor();
  const kept = await keptIn(page);
  console.log(`     answers were on the disk after ${kept[kept.length >> 1]} ms (median), ${kept.at(-1)} ms (longest of ${kept.length})`);
  await handIn(page);
  await page.getByText("are sealed on this device").waitFor();
  await look("test-sealed");
  await context.setOffline(false);
  await page.getByRole("heading", { level: 1, name: "Break" }).waitFor({ timeout: 60_000 });
  await look("test-break");
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Break" }).waitFor();
  await page.getByRole("button", { name: "Begin Math now" }).click();

  // Math has its own tools.
  await at(page, 1);
  stage.ok("there are no notes in Math", (await page.getByRole("button", { name: "Notes" }).count()) === 0);
  await look("test-math");
  await page.getByRole("button", { name: "Reference" }).click();
  await page.locator(".ref-card").first().waitFor();
  await look("test-reference");
  const left = async () => (await page.locator(".panel").boundingBox()).x;
  const before = await left();
  await page.locator(".panel-head").focus();
  await page.keyboard.press("ArrowLeft");
  for (let wait = 0; wait < 40 && (await left()) >= before; wait++) await page.waitForTimeout(50); // until it is drawn
  stage.ok("the sheet moves by keyboard", (await left()) < before);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Calculator", exact: true }).click();
  await page.getByRole("dialog", { name: "Calculator" }).waitFor();
  await page.keyboard.type("2n+1"); // letters are typed, and turn no page
  stage.ok("what is typed into the calculator is no shortcut", /question 1 of/.test(await page.locator("h1").textContent()));
  await look("test-calculator");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Calculator" }).waitFor({ state: "detached" });

  // A second tab holds the test, and gives it back.
  await page.locator(".choice-label, .entry input").first().waitFor();
  const second = await stage.tab(context, page.expected);
  await second.goto(page.url());
  await second.getByRole("heading", { name: "This test is open in another tab" }).waitFor();
  await stage.look(second, "test-elsewhere");
  await second.getByRole("button", { name: "Go on here" }).click();
  await at(second, 1);
  await page.getByRole("heading", { name: "This test is open in another tab" }).waitFor();
  await page.getByRole("button", { name: "Go on here" }).click();
  await at(page, 1);
  await second.getByRole("heading", { name: "This test is open in another tab" }).waitFor();
  await second.close();

  // The sign-in ends under somebody's hands: the next answer that is sent asks for the
  // password, whenever that is, and until then nothing else is pressed.
  page.expected.push("401");
  await context.clearCookies();
  await answer(page, 1);
  await page.getByRole("dialog", { name: "Please sign in again" }).waitFor();
  await page.getByRole("dialog").getByLabel("Password").fill("correct horse");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText(/^Synced/).waitFor();
  await work(page);
  await handIn(page);
  await module(page, "Math, module 2");
  await at(page, 1);
  await work(page);
  await handIn(page);

  await page.getByRole("heading", { level: 1, name: /Between \d+ and \d+/ }).waitFor();
  stage.ok("all questions that count were answered", /50 of 50 .*40 of 40/s.test(await page.locator("main").textContent()));
  await look("test-end");
  const left_ = await page.evaluate(async () => {
    const db = await new Promise((done) => (indexedDB.open("satprep-test").onsuccess = (e) => done(e.target.result)));
    return new Promise((done) => (db.transaction("items").objectStore("items").count().onsuccess = (e) => done(e.target.result)));
  });
  stage.ok("nothing of the test stays on the device", left_ === 0, `${left_} items`);
  await page.getByRole("link", { name: "Review the answers" }).click();
  await page.getByRole("heading", { level: 2, name: /Question/ }).waitFor();

  const kinds = new Set(sent.map((e) => e.kind));
  for (const kind of ["question.shown", "question.flagged", "choice.selected", "choice.eliminated", "entry.changed", "tool.opened", "tool.closed", "highlight.added", "note.added"]) {
    stage.ok(`${kind} was recorded`, kinds.has(kind), [...kinds].join(" "));
  }
}

/** What can be done with the first question beside answering it. */
async function tools(stage, page) {
  await page.locator(".choice-label").nth(2).click();
  await page.getByRole("button", { name: "Cross out A" }).click();
  await page.getByRole("button", { name: "Mark for review" }).click();
  await page.getByText(/^Synced \d\d:\d\d$/).waitFor();
  await stage.look(page, "test-question");

  await page.getByRole("button", { name: "Hide time" }).click();
  stage.ok("the time can be put out of sight", !/\d/.test(await page.locator(".timer-value").textContent()));
  await page.getByRole("button", { name: "Show time" }).click();
  await page.getByRole("button", { name: "Directions" }).click();
  await page.getByRole("dialog", { name: /Directions/ }).waitFor();
  await stage.look(page, "test-directions");
  await page.keyboard.press("Escape");

  // Words of the passage are highlighted by selecting them, or sentence by sentence.
  await page.locator(".passage p").first().selectText();
  await page.getByRole("button", { name: "Highlight with a note" }).click();
  await page.getByRole("textbox", { name: /Note on/ }).fill("the whole paragraph");
  await page.getByRole("button", { name: "First sentence" }).click();
  await stage.look(page, "test-notes");
  await page.getByRole("button", { name: "Notes", exact: true }).click();

  const menu = async (name) => {
    await page.getByRole("button", { name: "More tools" }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  await menu("Line reader");
  await page.getByRole("slider", { name: /Line reader/ }).focus();
  const where = () => page.locator(".line-window").evaluate((e) => e.getBoundingClientRect().top);
  const before = await where();
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction((y) => document.querySelector(".line-window").getBoundingClientRect().top > y, before);
  await stage.look(page, "test-line-reader");
  await page.keyboard.press("Escape");
  await page.locator(".line-window").waitFor({ state: "detached" });

  for (let i = 0; i < 6; i++) await menu("Larger");
  await stage.look(page, "test-zoom-300");
  stage.ok("zoom goes to 300 %", (await page.locator(".zoomable").first().evaluate((e) => getComputedStyle(e).zoom)) === "3");
  await page.keyboard.press("0");
  await menu("Keyboard shortcuts");
  await stage.look(page, "test-shortcuts");
  await page.keyboard.press("Escape");

  await page.reload(); // what was highlighted is there again
  await at(page, 1);
  await page.getByRole("button", { name: "Notes", exact: true }).click();
  stage.ok("notes survive a reload", (await page.getByRole("textbox", { name: /Note on/ }).inputValue()) === "the whole paragraph");
  await page.getByRole("button", { name: "Notes", exact: true }).click();
}
