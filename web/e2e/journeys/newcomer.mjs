// What somebody meets who comes for the first time: mistakes in the form, a family,
// a tutor by the side of the work, larger text on a phone, and a second device.
import { at, begin, handIn, home, module, work } from "../sitting.mjs";
import { register } from "../stage.mjs";

export default async function newcomer(stage) {
  await Promise.all([form(stage), family(stage), learner(stage)]);
}

/** All that is missing is said at once. */
async function form(stage) {
  const page = await stage.person();
  await page.to("register");
  await page.getByRole("button", { name: "Make the account" }).click();
  for (const said of ["Please give a name.", "The password needs at least 8 characters.", "Please choose one."]) await page.getByText(said).waitFor();
  stage.ok("the first of them has the focus", await page.getByLabel("Name").evaluate((e) => e === document.activeElement));
  await stage.look(page, "register-missing");
}

/** A parent sees what linking agrees to before and after, and whose data it is. */
async function family(stage) {
  const child = await stage.person();
  await register(child, "Tim", { age: "under 13" });
  await child.getByRole("link", { name: "Continue" }).click();
  await child.getByRole("button", { name: "Make a code for a parent" }).click();
  const code = await child.locator(".the-code").textContent();
  const parent = await stage.person();
  await register(parent, "Mrs. Rosa", { role: "a parent" });
  await parent.getByRole("link", { name: "Continue" }).click();
  await parent.getByRole("heading", { level: 1, name: "Hello, Mrs. Rosa." }).waitFor();
  await parent.getByRole("link", { name: "Link a child" }).click();
  await parent.getByText(/Where your child is under 13, linking confirms their account: you agree/).waitFor();
  await parent.getByRole("textbox", { name: "Code" }).fill(code);
  await parent.getByRole("button", { name: "Link", exact: true }).click();
  await parent.getByRole("heading", { level: 1, name: "What the data of Tim is used for" }).waitFor();
  await parent.getByText("Using the service: agreed by a parent").waitFor();
  await parent.to("people");
  await parent.getByRole("link", { name: "Data and consent" }).waitFor();
  stage.ok("a code that was used is not left in its field", (await parent.getByRole("textbox", { name: "Code" }).inputValue()) === "");
}

async function learner(stage) {
  const page = await stage.person();
  const id = await register(page, "Ada");
  await home(page);

  // The tutor fits beside the work, and stays at the newest words.
  await page.to("practice");
  await page.getByRole("button", { name: "Boundaries", exact: true }).click();
  await page.getByRole("button", { name: "Hint" }).click();
  await page.locator(".reply").first().waitFor();
  const send = await page.getByRole("button", { name: "Send" }).boundingBox();
  stage.ok("what one writes to the tutor is in sight", send.y + send.height <= 800, `${send.y + send.height} px`);
  for (const n of [2, 3, 4]) {
    await page.getByLabel("Your words to the tutor").fill("Explain it step by step, please, and say why it matters.");
    await page.keyboard.press("Enter");
    await page.locator(".reply").nth(n - 1).waitFor();
  }
  await page.getByRole("button", { name: "I don’t know" }).click();
  await page.getByRole("button", { name: "Next question" }).waitFor();
  const under = () => page.locator(".talk").evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight);
  stage.ok("the newest words stay in sight", (await under()) < 60, `${await under()} px below`);
  await page.getByRole("button", { name: "This did not help" }).last().click();
  const [box, row] = await Promise.all([page.locator(".talk").boundingBox(), page.locator(".why-not").boundingBox()]);
  stage.ok("the reasons come into sight", row.y >= box.y - 1 && row.y + row.height <= box.y + box.height + 1, JSON.stringify({ box, row }));

  // Accommodations are entered where they are told.
  await page.to("settings");
  await page.getByRole("button", { name: "Enter them" }).click();
  await page.getByLabel("Time", { exact: true }).selectOption({ label: "× 1.5" });
  await stage.look(page, "settings-accommodations");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByText("You have 1.5 times the time.").waitFor();

  // Larger text leaves the five ways in sight on a phone.
  await page.getByText("Larger", { exact: true }).click();
  await page.setViewportSize({ width: 390, height: 844 });
  const last = await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Progress" }).evaluate((e) => e.scrollWidth - e.clientWidth + Math.max(0, e.getBoundingClientRect().right - innerWidth));
  stage.ok("larger text fits the ways below", last <= 0, `${last} px too wide`);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByText("Normal", { exact: true }).click();

  // A score that was entered leaves the fields empty; what is wrong is said in a learner's words.
  await page.to("goal");
  page.expected.push("status of 400");
  await page.getByLabel("Taken on").fill("2026-03-14");
  await page.getByLabel("Reading & Writing").fill("455");
  await page.getByLabel("Math").fill("500");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("A score of Reading & Writing is from 160 to 800, in steps of 10.").waitFor();
  await page.getByLabel("Reading & Writing").fill("450");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("3/14/2026").waitFor();
  stage.ok("the fields are empty again", (await page.getByLabel("Math").inputValue()) === "");

  await devices(stage, page, id);

  // Who has learned for some months can choose one of them.
  await page.route("**/auth/me", async (r) => {
    const reply = await r.fetch();
    const me = await reply.json();
    await r.fulfill({ response: reply, json: { ...me, created_at: new Date(Date.now() - 100 * 86_400_000).toISOString() } });
  });
  await page.to("sessions");
  await page.locator(".day li").first().waitFor();
  const month = page.getByLabel("Month");
  await month.selectOption({ index: 3 });
  await page.getByText(/^Nothing in /).waitFor();
  await month.selectOption({ index: 1 });
  await page.locator(".day li").first().waitFor();
  await stage.look(page, "sessions-month");
}

/** A module that was finished on one device: the other says why its page turns. */
async function devices(stage, page, id) {
  await page.to("");
  await begin(page, "Math");
  const other = await stage.person();
  await other.to("sign-in");
  await other.getByLabel("User id or e-mail").fill(id);
  await other.getByLabel("Password").fill("correct horse");
  await other.getByRole("button", { name: "Sign in" }).click();
  const test = other.locator(".task", { hasText: "Your test" });
  await test.getByText(/about 70 min/).waitFor(); // no longer than the modules
  await test.getByRole("button", { name: /Go on/ }).click();
  await at(other, 1);
  await work(page);
  await handIn(page);
  await module(page, "Math, module 2");
  other.expected.push("status of 4");
  const choice = other.locator(".choice-label, .entry input").first();
  if (await other.locator(".entry input").count()) await choice.fill("7");
  else await choice.click();
  await other.getByText(/finished on another device, or its time ran out|before your last answer reached it/).waitFor();
  await module(other, "Math, module 2");
  stage.ok("what was meant for the first module answers nothing in the second", (await other.locator(".choice input:checked").count()) === 0);
  await stage.look(other, "test-other-device");
}
