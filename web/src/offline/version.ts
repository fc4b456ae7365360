import { signal } from "@preact/signals";
import { build } from "../api/device";
import { root } from "../app/router";

/**
 * The app on the device. A service worker keeps the files of one build; the next
 * build is fetched beside it and waits until somebody asks for it.
 */

/** A new version is here and waits. */
export const newVersion = signal(false);

/** Whether this browser can keep the app: it wants HTTPS, or this very machine. */
export const canKeepApp = (): boolean => typeof navigator !== "undefined" && "serviceWorker" in navigator;

let waiting: ServiceWorker | null = null;
let asked = false;

/** Puts the app on the device, once, and watches for new versions. */
export function keepApp(): void {
  if (build === "dev" || !canKeepApp()) return;
  const workers = navigator.serviceWorker;
  workers.addEventListener("controllerchange", () => {
    if (asked) location.reload();
  });
  const start = async () => {
    try {
      const r = await workers.register(`${root}sw.js`, { scope: root, updateViaCache: "none" });
      const look = (w: ServiceWorker | null) => {
        if (w?.state === "installed" && workers.controller) {
          waiting = w;
          newVersion.value = true;
        }
      };
      look(r.waiting);
      r.addEventListener("updatefound", () => {
        const w = r.installing;
        w?.addEventListener("statechange", () => look(w));
      });
      // A page that stays open for days hears of it too.
      addEventListener("online", () => void r.update().catch(() => {}));
      setInterval(() => void r.update().catch(() => {}), 60 * 60_000);
    } catch {
      // The browser does not want to; the app works, but only with the server.
    }
  };
  if (document.readyState === "complete") void start();
  else addEventListener("load", () => void start(), { once: true });
}

/** Tests hold a lock of this kind while they run, in whichever tab. */
const testLock = /^satprep[.-]test/;

const testing = async () => (await navigator.locks?.query().catch(() => null))?.held?.some((l) => testLock.test(l.name ?? "")) ?? false;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Lets the new version take over and loads the page anew; or says why not now. */
export async function fresh(): Promise<string | null> {
  // A test that was left a moment ago may not have given its lock back yet.
  for (let tries = 0; await testing(); tries++) {
    if (tries === 4) return "A test is open in another tab. Finish it first; the new version waits.";
    await pause(250);
  }
  asked = true;
  if (!waiting) location.reload();
  waiting?.postMessage("take over");
  // The old worker may be kept by a page that is only just gone: a new page asks again.
  setTimeout(() => location.reload(), 10_000);
  return null;
}
