// A new student: registers, skips the diagnostic, practises three questions,
// reads the summary and the review.
import { register } from "../stage.mjs";

export default async function student(stage) {
  const page = await stage.person();
  const { look } = { look: (name) => stage.look(page, name) };

  await page.to("");
  await page.getByRole("heading", { name: "Ten good minutes a day." }).waitFor();
  await look("sign-in");
  await page.getByRole("link", { name: "Make an account" }).click();
  await page.getByRole("heading", { name: "Make an account." }).waitFor();
  await look("register");

  // What is missing is said where it is missing.
  page.expected.push("400");
  await page.getByLabel("Name").fill("Amina Al-Sayed");
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByText("Please choose one.").waitFor();
  await page.getByLabel("13 to 17").check();
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.locator(".error").first().waitFor();
  stage.ok("the field that is wrong has the focus", await page.evaluate(() => document.activeElement?.name === "password"));

  const id = await register(page, "أمينة Al-Sayed");
  stage.ok("the user id is shown", /\w/.test(id));
  await page.getByRole("switch").first().waitFor();
  await look("welcome");
  await page.getByRole("switch", { name: "Improving questions and estimates" }).click();
  await page.getByText("Agreed.").waitFor();
  stage.ok("a purpose that was agreed to is on", await page.getByRole("switch", { name: "Improving questions and estimates" }).isChecked());
  await page.getByRole("link", { name: "Continue" }).click();

  await page.getByRole("heading", { name: "Diagnostic" }).waitFor();
  await look("home-new");
  await page.getByRole("button", { name: "Skip it" }).click();
  await page.getByRole("heading", { name: "Diagnostic" }).waitFor({ state: "detached" });
  stage.ok("three tasks are offered", (await page.locator(".task").count()) === 3);
  await look("home");

  await page.getByRole("link", { name: "Practice", exact: true }).click();
  await page.getByRole("tab", { name: "Math" }).click();
  await page.getByRole("button", { name: /Linear functions/ }).waitFor();
  await look("practice-choose");

  const sent = [];
  page.on("request", (r) => {
    if (r.url().endsWith("/ai_data/events")) sent.push(...r.postDataJSON());
  });
  await page.getByText("5 questions", { exact: true }).click();
  const did = await practise(stage, page, look);

  await page.getByRole("heading", { level: 1, name: /of 5 right/ }).waitFor();
  await look("summary");
  await page.getByRole("link", { name: "Review the answers" }).click();
  await page.getByRole("heading", { level: 2, name: /Question/ }).waitFor();
  await look("review");
  const wrong = page.getByRole("button", { name: /^Wrong/ });
  if (await wrong.isEnabled()) {
    await wrong.click();
    stage.ok("the filter shows only what went wrong", (await page.locator(".tile.right").count()) === 0);
  }
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Review" }).click();
  await page.getByRole("heading", { name: "Today" }).waitFor();
  await look("sessions");

  const kinds = new Set(sent.map((e) => e.kind));
  for (const kind of ["question.shown", "question.flagged", "hint.opened", ...did]) {
    stage.ok(`${kind} was recorded`, kinds.has(kind), [...kinds].join(" "));
  }
  stage.ok("every event has an id of its own", new Set(sent.map((e) => e.id)).size === new Set(sent.map((e) => JSON.stringify([e.id, e.kind, e.made_at]))).size);
}

/**
 * Answers five questions in the ways one can: right or wrong by chance, a second
 * try, a hint, not at all. Which kinds of question come is chance too; it returns
 * what must be on record for those that did.
 */
async function practise(stage, page, look) {
  await page.getByRole("button", { name: /^Words in Context|^Boundaries/ }).or(page.getByRole("button", { name: /Linear functions/ })).first().click();
  const did = new Set();
  for (let n = 1; n <= 5; n++) {
    await page.getByRole("heading", { level: 1, name: `question ${n} of 5` }).waitFor({ state: "attached" });
    const typed = await page.locator(".entry input").count();
    if (!typed) {
      await page.getByRole("button", { name: "Cross out D" }).click();
      did.add("choice.eliminated");
    }
    if (n === 1) {
      await named(stage, page);
      await page.getByRole("button", { name: "Check" }).click();
      await page.getByText(/Choose an answer first|Type a number first/).waitFor();
      await page.getByRole("button", { name: "Mark" }).click();
      await look("practice-question");
      await page.getByRole("button", { name: "Hint" }).click();
      await page.locator(".reply").first().waitFor();
      await page.getByRole("button", { name: "Another hint" }).waitFor();
      stage.ok("the ladder shows the nudge", /Nudge/.test(await page.locator(".ladder .here").textContent()));
      await look("practice-tutor");
      await page.getByRole("button", { name: "Close the tutor" }).click();
    }
    if (n === 4) {
      await page.getByRole("button", { name: "I don’t know" }).click();
    } else {
      did.add(typed ? "entry.changed" : "choice.selected");
      if (typed) await page.locator(".entry input").fill("-9.75");
      else await page.locator(".choice-label").first().click();
      await page.getByRole("button", { name: "Check" }).click();
    }
    const again = page.getByRole("button", { name: "Try again" });
    const next = page.getByRole("button", { name: /^(Next question|Finish)$/ });
    await again.or(next).first().waitFor();
    if (await again.isVisible()) {
      await look("practice-missed");
      if (n % 2) {
        await again.click();
        if (typed) await page.locator(".entry input").fill("3/4");
        else await page.locator(".choice-label").nth(1).click();
        await page.getByRole("button", { name: "Check again" }).click();
      } else await page.getByRole("button", { name: "Show the solution" }).click();
      await next.waitFor();
    }
    await page.locator(".steps").waitFor();
    await look("practice-explained");
    await next.click();
  }
  return did;
}

/** Every radio button has a name, also one whose label holds only mathematics. */
async function named(stage, page) {
  const snapshot = await page.locator("fieldset.asked").ariaSnapshot();
  const radios = snapshot.split("\n").filter((l) => /^\s*- radio/.test(l));
  stage.ok("every choice has an accessible name", radios.every((l) => /- radio "[^"]+/.test(l)), snapshot);
}
