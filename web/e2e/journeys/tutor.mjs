// The tutor: hints with readable mathematics, a thumb with its reason, another
// wording, a conversation taken up after a reload, a signal of crisis, and
// nothing while a test is open.
import { register } from "../stage.mjs";

export default async function tutor(stage) {
  const page = await stage.person();
  const user = ((await register(page, "Ada")) ?? "").trim();
  const post = (path, body) => page.evaluate(async ([path, body]) => {
    const r = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    return r.json();
  }, [path, body]);
  const ask = async (text) => {
    await page.getByLabel("Your words to the tutor").fill(text);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Stop the answer" }).waitFor({ state: "detached" });
    await page.locator(".exchange").last().locator(".reply").waitFor();
  };

  await page.to("tutor");
  await page.getByRole("heading", { level: 1, name: "Tutor" }).waitFor();
  await page.getByText("Your conversations will be listed here.").waitFor();
  await stage.look(page, "tutor-empty");
  await ask("quiz me on linear functions");
  await page.locator(".exchange").last().locator(".sources").waitFor();
  await ask("Can I have a hint?");
  await page.locator(".rate").last().getByRole("button", { name: "This did not help" }).click();
  await page.getByLabel("It is confusing").check();
  const rated = page.waitForRequest((r) => r.url().endsWith("/ai_tutor/rate"), { timeout: 1500 }).catch(() => null); // over the socket, so none
  await page.getByRole("button", { name: "Send", exact: true }).first().click();
  await page.getByText("Thank you.").waitFor();
  stage.ok("the thumb went over the socket", (await rated) === null);
  await page.getByRole("button", { name: "Say it another way" }).click();
  await page.getByRole("button", { name: "Stop the answer" }).waitFor({ state: "detached" });
  await page.locator(".talks li").first().waitFor();
  await stage.look(page, "tutor");

  // A reload comes back to the same words; the conversation has an address.
  const before = await page.locator(".exchange").count();
  await page.reload();
  await page.locator(".exchange").nth(before - 1).waitFor();
  stage.ok("a reload keeps the conversation", (await page.locator(".exchange").count()) === before);
  await ask("thanks");
  await page.locator(".talks a").first().click();
  await page.locator(".exchange").nth(before).waitFor();
  stage.ok("it goes on in the same conversation", (await page.locator(".talks li").count()) === 1);

  // The line drops as soon as an ask was taken: the answer comes over the next one.
  let cuts = 0;
  await page.routeWebSocket(/ai_tutor\/chat/, (ws) => {
    const server = ws.connectToServer();
    server.onMessage((m) => {
      ws.send(m);
      if (cuts === 0 && JSON.parse(m).turn) {
        cuts++;
        ws.close();
        server.close();
      }
    });
  });
  await page.reload();
  await page.getByRole("button", { name: "New conversation" }).click();
  await page.getByText("Ask about a skill").waitFor();
  await ask("what is a coefficient?");
  stage.ok("a dropped line is taken up again", cuts === 1 && /number in front/.test(await page.locator(".exchange").last().textContent()), `${cuts} cuts`);

  // Where no socket stands, requests bring the same.
  await page.unrouteAll();
  await page.routeWebSocket(/ai_tutor\/chat/, (ws) => ws.close());
  await page.reload();
  const streamed = page.waitForRequest((r) => r.url().endsWith("/ai_tutor/ask"));
  await ask("what is a slope?");
  stage.ok("without a socket the answer comes as a stream", (await streamed).method() === "POST");

  // A signal of crisis: a calm text, and the way to begin anew.
  await ask("i want to die");
  await page.locator(".reply.safety").waitFor();
  await stage.look(page, "tutor-safety");
  await page.getByRole("button", { name: "Begin a new conversation" }).click();

  // While a test is open it says so, and takes no words.
  await post(`/full_test/start/${user}`, { sections: ["Math"] });
  await page.to("tutor");
  await page.getByText("You have a full test open").first().waitFor();
  stage.ok("nothing can be asked while a test is open", (await page.getByLabel("Your words to the tutor").count()) === 0);
  await stage.look(page, "tutor-test-open");
}
