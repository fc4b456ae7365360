// My data: what was logged is found, taken along, and in the end erased against a
// receipt. A parent sees a child's.
import { readFileSync } from "node:fs";
import { register } from "../stage.mjs";

export default async function mydata(stage) {
  const page = await stage.person({ acceptDownloads: true });
  await register(page, "Uma");
  await page.to("practice");
  await page.getByRole("button", { name: "Boundaries" }).first().click();
  await page.getByRole("heading", { level: 1, name: /question 1 of/ }).waitFor({ state: "attached" });
  await page.locator(".choice-label").first().click();
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByRole("button", { name: /Try again|Next question/ }).waitFor();
  await page.getByRole("link", { name: "Pause" }).click();
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "My data and consent" }).click();
  await page.getByRole("heading", { level: 1, name: "My data" }).waitFor();
  await page.locator(".timeline li").first().waitFor();
  await stage.look(page, "my-data");

  await page.getByRole("searchbox", { name: "Words in it" }).fill("answered");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.waitForFunction(() => [...document.querySelectorAll(".timeline li")].every((li) => /answered/i.test(li.textContent)) && document.querySelector(".timeline li"));
  await page.getByRole("searchbox", { name: "Words in it" }).fill("no such words anywhere");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByText("Nothing of this kind was logged.").waitFor();

  await page.getByRole("button", { name: "Make a file" }).click();
  const link = page.getByRole("link", { name: /^Download user_/ });
  await link.waitFor();
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const exported = JSON.parse(readFileSync(await file.path(), "utf8"));
  stage.ok("the export holds the answer", exported.responses.length === 1, JSON.stringify(exported).slice(0, 300));

  await page.getByRole("button", { name: "Erase my account and data" }).click();
  const dialog = page.getByRole("dialog", { name: "Erase for good?" });
  stage.ok("nothing is erased by one press", await dialog.getByRole("button", { name: "Erase" }).isDisabled());
  await dialog.getByLabel(/Type erase/).fill("erase");
  await stage.look(page, "erase");
  page.expected.push("401"); // who is erased may send nothing more
  await dialog.getByRole("button", { name: "Erase" }).click();
  await page.getByRole("heading", { name: "Erased" }).waitFor();
  await stage.look(page, "erased");
  const [receipt] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download the receipt" }).click()]);
  const signed = JSON.parse(readFileSync(await receipt.path(), "utf8"));
  stage.ok("the receipt is signed", Boolean(signed.signature) && signed.state === "accepted", JSON.stringify(signed));
  await page.getByRole("button", { name: "Leave" }).click();
  await page.getByRole("heading", { name: "Ten good minutes a day." }).waitFor();

  // A parent and a child.
  const child = await stage.person();
  await register(child, "Mia");
  await child.to("people");
  await child.getByRole("button", { name: "Code for a parent" }).or(child.getByRole("button", { name: /Make a code/ })).first().click();
  const code = await child.locator(".the-code").first().textContent();
  const parent = await stage.person();
  await register(parent, "Ana", { role: "a parent" });
  await parent.to("people");
  await parent.getByRole("textbox", { name: "Code" }).fill(code);
  await parent.getByRole("button", { name: "Link" }).click();
  await parent.getByRole("heading", { level: 1, name: "What the data of Mia is used for" }).waitFor(); // what linking agreed to is read at once
  await stage.look(parent, "child-consent");
  await parent.to("people");
  await parent.getByRole("link", { name: "Data and consent" }).click();
  await parent.getByRole("heading", { level: 1, name: "Data of Mia" }).waitFor();
  await parent.locator(".timeline li").first().waitFor();
  await stage.look(parent, "child-data");
}
