// Journeys through the whole product, as people take them: a real server, a real
// browser. Prints what failed, and at the end "N passed, N failed".
//
//   node e2e/run.mjs [--shots FOLDER] [NAME…]
import { readdirSync } from "node:fs";
import { startServer } from "./server.mjs";
import { findBrowser, Stage, themes, widths } from "./stage.mjs";

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
const journeys = readdirSync(folder).sort().map((f) => f.replace(/\.mjs$/, "")).filter((name) => !args.length || args.includes(name));

/** Takes journeys until none is left; two go at a time. */
async function travel() {
  for (let name = journeys.shift(); name; name = journeys.shift()) {
    const start = performance.now();
    const mine = stage.another();
    let failed = null;
    try {
      await (await import(new URL(`${name}.mjs`, folder))).default(mine);
    } catch (err) {
      failed = name;
      console.log(err.stack);
    }
    stage.ok(`journey ${name}`, !failed);
    await mine.leave(failed);
    console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}
await Promise.all([travel(), travel()]);
await stage.browser.close();
await server.stop();
const { passed, failed, screens } = stage.tally;
console.log(`axe: ${[...screens.values()].reduce((a, b) => a + b, 0)} violations on ${screens.size} screens in ${themes.length} themes at ${widths.length} widths`);
console.log(`all in ${((performance.now() - began) / 1000).toFixed(0)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
