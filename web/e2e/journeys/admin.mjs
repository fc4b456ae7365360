// The first admin: opens the link that the server printed, and invites a tutor.
export default async function admin(stage) {
  const page = await stage.person();
  await page.to(`setup#code=${stage.server.code}`);
  await page.getByLabel("Your name").fill("Robin");
  stage.ok("the code of the link is filled in", (await page.getByLabel("Code").inputValue()) === stage.server.code);
  await stage.look(page, "setup");
  await page.getByLabel("Password").fill("correct horse");
  await page.getByRole("button", { name: "Become the admin" }).click();
  await page.getByRole("heading", { name: "Hello, Robin." }).waitFor();
  await stage.look(page, "home-admin");
  await page.getByRole("link", { name: "Invite tutors and admins" }).click();
  await page.getByRole("button", { name: "Code for a tutor" }).click();
  await page.locator(".the-code").waitFor();
  page.expected.push("403");
  await page.to("practice");
  await page.getByRole("heading", { name: "This is not for your account" }).waitFor();
}
