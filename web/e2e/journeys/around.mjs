// What stands around the work: goal, settings, people, consent, signing out.
import { register } from "../stage.mjs";

export default async function around(stage) {
  const page = await stage.person();
  await register(page, "Mo");

  await page.to("goal");
  await page.getByLabel("Target score").fill("1400");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await page.getByLabel("Taken on").fill("2026-03-14");
  await page.getByLabel("Reading & Writing").fill("640");
  await page.getByLabel("Math").fill("700");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("1340").waitFor();
  await stage.look(page, "goal");
  await page.to("settings");
  await page.getByRole("heading", { name: "Appearance" }).waitFor();
  await stage.look(page, "settings");
  await page.to("people");
  await page.getByRole("button", { name: "Code for a parent" }).click();
  await page.locator(".the-code").waitFor();
  await stage.look(page, "people");
  await page.to("consent");
  await page.getByRole("heading", { name: "History" }).waitFor();
  await stage.look(page, "consent");
  await page.to("nowhere/at/all");
  await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
  await stage.look(page, "nowhere");

  await page.getByRole("button", { name: /Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Ten good minutes a day." }).waitFor();
}
