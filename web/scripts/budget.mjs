// What the app may weigh, in bytes of gzip: what comes before anything can be
// seen, the runner of tests, and each part that is loaded when it is opened.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const weigh = (name) => gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length;
const page = readFileSync(new URL("index.html", dist), "utf8");
const first = new Set([...page.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map((m) => m[1]));
const all = readdirSync(dist).filter((f) => f.endsWith(".js"));

const KB = 1024;
const rows = [
  ["first load, JavaScript", [...first].reduce((n, f) => n + weigh(f), 0), 60 * KB],
  ["style", weigh("style.css"), 20 * KB],
  ["test runner, all of it", all.filter((f) => f.startsWith("test-")).reduce((n, f) => n + weigh(f), 0), 40 * KB],
  ...all.filter((f) => !first.has(f)).map((f) => [f, weigh(f), (f === "katex.js" ? 85 : f.startsWith("calculator-") ? 60 : 30) * KB]),
];
let over = 0;
for (const [what, n, limit] of rows.sort((a, b) => b[1] - a[1])) {
  if (n > limit) over++;
  if (n > limit || n > 4 * KB || what.includes(" ")) console.log(`${n > limit ? "OVER  " : "      "}${(n / KB).toFixed(1).padStart(6)} of ${limit / KB} KiB  ${what}`);
}
if (over) process.exit(1);
