// What journeys stand on: a browser, pages that are watched for errors, and the
// check of a screen in every theme and width.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const themes = ["light", "dark", "contrast"];
export const widths = [[1280, 800], [320, 640]];

const browsers = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export function findBrowser() {
  return browsers.find((p) => p && existsSync(p)) ?? null;
}

export class Stage {
  contexts = []; // of this journey's people
  constructor(browser, server, shots, tally = { passed: 0, failed: 0, screens: new Map() }) {
    Object.assign(this, { browser, server, shots, tally });
    if (shots) mkdirSync(shots, { recursive: true });
  }

  /** A stage for one more journey, in the same browser and before the same server. */
  another() {
    return new Stage(this.browser, this.server, this.shots, this.tally);
  }

  static async open(server, shots) {
    const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--use-fake-device-for-media-stream"] });
    return new Stage(browser, server, shots);
  }

  ok(what, good, detail = "") {
    if (good) this.tally.passed++;
    else {
      this.tally.failed++;
      console.log(`FAIL ${what}${detail ? `: ${detail}` : ""}`);
    }
    return good;
  }

  /** A person with a browser of their own. Every error on their pages is a failure. */
  async person(options = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US", timezoneId: "America/New_York", reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(30_000); // other work may go on beside this
    this.contexts.push(context);
    await context.exposeBinding("__violated", (_, text) => this.ok("CSP violation", false, text));
    await context.addInitScript(() => addEventListener("securitypolicyviolation", (e) => window.__violated(`${e.violatedDirective} ${e.blockedURI}`)));
    return this.tab(context, []);
  }

  /** One more tab of the same person. */
  async tab(context, expected) {
    const page = await context.newPage();
    page.expected = expected; // what a journey provokes on purpose
    const trouble = (kind, text) => {
      if (!page.expected.some((e) => text.includes(e))) this.ok(`${kind} on ${new URL(page.url()).pathname}`, false, text);
    };
    page.on("pageerror", (e) => trouble("page error", String(e)));
    page.on("console", (m) => {
      if (m.type() === "error" || m.type() === "warning") trouble(`console ${m.type()}`, m.text());
    });
    page.to = (path) => page.goto(`${this.server.base}/app/${path}`);
    return page;
  }

  /** Looks at the screen that a page shows, in every theme and width: axe, sideways scrolling, a picture. */
  async look(page, name) {
    const { screens } = this.tally;
    if (screens.has(name)) return;
    screens.set(name, 0);
    const before = page.viewportSize();
    await page.evaluate(axe);
    for (const [width, height] of widths) {
      await page.setViewportSize({ width, height });
      for (const theme of themes) {
        await page.evaluate((t) => (document.documentElement.dataset.theme = t), theme);
        const at = `${name}, ${theme}, ${width} px`;
        const found = await page.evaluate(async () => {
          const r = await window.axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } }, runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } });
          return { bad: r.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")} (${n.any[0]?.message ?? n.failureSummary})`).join("; ")}`), wide: document.documentElement.scrollWidth - innerWidth };
        });
        screens.set(name, screens.get(name) + found.bad.length);
        this.ok(`axe: ${at}`, found.bad.length === 0, found.bad.join("\n     "));
        this.ok(`reflow: ${at}`, found.wide <= 0, `${found.wide} px too wide`);
        if (this.shots) await page.screenshot({ path: join(this.shots, `${name}-${width}-${theme}.png`), fullPage: true });
      }
    }
    await page.evaluate(() => delete document.documentElement.dataset.theme);
    await page.setViewportSize(before);
  }

  /** Sends this journey's people away; what they last saw is kept where the journey failed. */
  async leave(failed) {
    for (const context of this.contexts) {
      for (const page of context.pages()) {
        if (!failed) continue;
        console.log(`     at ${page.url()}`);
        if (this.shots) await page.screenshot({ path: join(this.shots, `failed-${failed}-${this.contexts.indexOf(context)}.png`) }).catch(() => {});
      }
      await context.close();
    }
  }
}

/** Registers through the form and comes to the page of consent. */
export async function register(page, name, { role = "a student", age = "13 to 17", password = "correct horse" } = {}) {
  await page.to("register");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByLabel(role).check();
  if (role === "a student") await page.getByLabel(age).check();
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("heading", { level: 1, name: /Welcome/ }).waitFor();
  return page.locator("code").first().textContent();
}
