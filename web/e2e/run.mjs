// Journeys through the whole product, as people take them: a real server, a real
// browser. Prints what failed, and at the end "N passed, N failed".
//
//   node e2e/run.mjs [--shots FOLDER] [NAME…]
import { readdirSync } from "node:fs";
import { startServer } from "./server.mjs";
import { findBrowser, Stage } from "./stage.mjs";

const args = process.argv.slice(2);
const at = args.indexOf("--shots");
const shots = at >= 0 ? args.splice(at, 2)[1] : null;

if (!findBrowser()) {
  console.log("There is no Chromium; install it, or name it in the variable CHROMIUM.");
  process.exit(2);
}
const began = performance.now();
const server = await startServer();
const stage = await Stage.open(server, shots);
const folder = new URL("journeys/", import.meta.url);
for (const file of readdirSync(folder).sort()) {
  const name = file.replace(/\.mjs$/, "");
  if (args.length && !args.includes(name)) continue;
  const start = performance.now();
  try {
    await (await import(new URL(file, folder))).default(stage);
    stage.ok(`journey ${name}`, true);
  } catch (err) {
    stage.ok(`journey ${name}`, false, err.stack);
    for (const context of stage.browser.contexts()) {
      for (const page of context.pages()) {
        console.log(`     at ${page.url()}`);
        if (shots) await page.screenshot({ path: `${shots}/failed-${name}.png` }).catch(() => {});
      }
    }
  }
  for (const context of stage.browser.contexts()) await context.close();
  console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
await stage.close();
await server.stop();
console.log(`axe: ${[...stage.screens.values()].reduce((a, b) => a + b, 0)} violations on ${stage.screens.size} screens in 3 themes at 2 widths`);
console.log(`all in ${((performance.now() - began) / 1000).toFixed(0)} s`);
console.log(`${stage.passed} passed, ${stage.failed} failed`);
process.exit(stage.failed ? 1 : 0);
