// Speaking to the tutor: a server that listens, a browser with a microphone. What
// was said comes back to be looked over and is sent by hand; consent comes first.
import { createServer } from "node:http";
import { startServer } from "../server.mjs";
import { register, Stage } from "../stage.mjs";

export default async function voice(stage) {
  const heard = [];
  const ears = createServer((req, res) => {
    const parts = [];
    req.on("data", (c) => parts.push(c));
    req.on("end", () => {
      heard.push({ path: req.url, bytes: Buffer.concat(parts).length });
      if (heard.length > 1) {
        res.writeHead(400, { "Content-Type": "application/json" }); // nothing that it could make out
        return res.end(JSON.stringify({ error: { message: "no speech" } }));
      }
      res.writeHead(200, { "Content-Type": "application/json" });
      res.end(JSON.stringify({ text: "what is a slope" }));
    });
  });
  await new Promise((done) => ears.listen(0, "127.0.0.1", done));
  const server = await startServer("--ears", `openai:http://127.0.0.1:${ears.address().port}/v1?model=ears`);
  const there = new Stage(stage.browser, server, stage.shots, stage.tally);
  try {
    await speak(there, heard);
  } finally {
    await there.leave(null);
    await server.stop();
    ears.closeAllConnections();
    await new Promise((done) => ears.close(done));
  }
}

async function speak(stage, heard) {
  const page = await stage.person({ permissions: ["microphone"] });
  await register(page, "Vox", { age: "18 or older" });
  await page.to("tutor");
  const mic = page.getByRole("button", { name: "Speak", exact: true });
  await mic.click();
  await page.getByText("Speaking needs your consent first").waitFor();
  await stage.look(page, "voice-consent");
  stage.ok("without consent nothing was recorded", heard.length === 0);
  await page.getByRole("link", { name: "Open it" }).click();
  await page.getByRole("switch", { name: "Speaking to the tutor" }).click();
  await page.getByText("Agreed.").waitFor();

  await page.to("tutor");
  await mic.click();
  const end = page.getByRole("button", { name: "End and turn into text" });
  await end.waitFor();
  await page.getByRole("status").filter({ hasText: /^Recording\. Speak, then press the red button/ }).waitFor(); // in words, not by colour alone
  await stage.look(page, "voice-recording");
  await page.waitForTimeout(500); // some sound
  await end.click();
  const words = page.getByLabel("Your words to the tutor");
  await page.waitForFunction(() => [...document.querySelectorAll("textarea")].some((t) => t.value.includes("what is a slope")));
  stage.ok("the sound reached the server that listens", heard.length === 1 && heard[0].path === "/v1/audio/transcriptions" && heard[0].bytes > 500, JSON.stringify(heard));
  stage.ok("nothing is sent by itself", (await page.locator(".exchange").count()) === 0);
  await stage.look(page, "voice-text");
  await words.fill("what is the slope of a line?"); // looked over, and mended
  await words.press("Enter");
  await page.locator(".reply").first().waitFor();
  stage.ok("what was sent is what was mended", (await page.locator(".asked-words").first().textContent()).includes("the slope of a line?"));

  // Nothing was understood: a sentence, and typing goes on.
  page.expected.push("the server responded with a status of");
  await mic.click();
  await end.click();
  await page.getByRole("alert").or(page.locator(".tutor [role=status] .error, .tutor .error")).first().waitFor();
  await stage.look(page, "voice-failed");
  await words.fill("thanks");
  await words.press("Enter");
  await page.locator(".exchange").nth(1).waitFor();
}
