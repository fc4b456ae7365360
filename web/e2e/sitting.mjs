// What journeys through a full test have in common.

/** Begins a test from home, by the pointer. */
export async function begin(page, sections) {
  await page.getByRole("link", { name: "Full test" }).click();
  await page.getByRole("heading", { level: 1, name: "Full test" }).waitFor();
  if (sections) await page.getByRole("radio", { name: sections }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Start the test" }).click();
  await at(page, 1);
}

/** Waits until a question is on screen. */
export const at = (page, n) => page.getByRole("heading", { level: 1, name: new RegExp(`question ${n} of`) }).waitFor({ state: "attached" });

export const total = async (page) => Number(/of (\d+)/.exec(await page.locator("h1").textContent())[1]);

/** Answers the question on screen, by the pointer. */
export async function answer(page, n) {
  const box = page.locator(".entry input");
  if (await box.count()) await box.fill(["12", "3/4", "-2.5", "7"][n % 4]);
  else await page.locator(".choice-label").nth((n * 7) % 4).click();
}

/** Answers from one question to the end of the module, and stands on the page of checking. */
export async function work(page, from = 1) {
  const n = await total(page);
  for (let i = from; i <= n; i++) {
    await at(page, i);
    await answer(page, i);
    await page.getByRole("button", { name: "Next", exact: true }).click();
  }
  await page.getByRole("heading", { level: 1, name: "Check your work" }).waitFor();
}

export async function handIn(page) {
  await page.getByRole("button", { name: "Finish this module" }).click();
  await page.getByRole("dialog", { name: "Finish this module?" }).getByRole("button", { name: "Finish" }).click();
}

/** How each question stands, by the names that the page of checking gives them. */
export const standing = (page) => page.locator(".grid .cell").evaluateAll((cells) => cells.map((c) => c.getAttribute("aria-label").replace(/^Question \d+, /, "")));

/** How long the device took to have answers on its disk, in milliseconds. */
export const keptIn = (page) => page.evaluate(() => performance.getEntriesByName("satprep.kept").map((e) => Math.round(e.duration)).sort((a, b) => a - b));

/** Skips the diagnostic and comes home. */
export async function home(page) {
  await page.getByRole("link", { name: "Continue" }).click();
  await page.getByRole("link", { name: "Full test" }).waitFor();
}

/** Waits until a module is open. */
export const module = (page, name) => page.locator(".test-section", { hasText: name }).waitFor();
