// The diagnostic from its first question to its band.
import { register } from "../stage.mjs";

export default async function diagnostic(stage) {
  const page = await stage.person();
  await register(page, "Noor", { age: "18 or older" });
  await page.getByRole("link", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Begin: Diagnostic" }).click();
  await page.getByRole("heading", { name: "Diagnostic" }).waitFor();
  await stage.look(page, "diagnostic-start");
  await page.getByRole("button", { name: "Begin" }).click();
  for (let n = 1; n <= 18; n++) {
    await page.getByRole("heading", { level: 1, name: `question ${n} of 18` }).waitFor({ state: "attached" });
    const tool = page.getByRole("button", { name: "Calculator", exact: true });
    stage.ok(`question ${n} has a calculator in Math alone`, (await tool.count()) === ((await page.getByText("Math", { exact: true }).count()) ? 1 : 0));
    if (n === 12) await stage.look(page, "diagnostic-question");
    if (n === 18) {
      await tool.click();
      await page.getByRole("dialog", { name: "Calculator" }).waitFor();
      await page.getByRole("button", { name: "Close the calculator" }).or(page.getByRole("dialog", { name: "Calculator" }).getByRole("button", { name: /Close/ })).first().click();
    }
    if (await page.locator(".entry input").count()) await page.locator(".entry input").fill("12");
    else await page.locator(".choice-label").nth(n % 4).click();
    await page.getByRole("button", { name: "Next" }).click();
  }
  await page.getByRole("heading", { level: 1, name: /Between \d+ and \d+/ }).waitFor();
  await stage.look(page, "diagnostic-result");
  await page.getByRole("link", { name: "See what is next" }).click();
  await page.getByText("about 2 in 3").waitFor();
  await stage.look(page, "home-scored");
}
