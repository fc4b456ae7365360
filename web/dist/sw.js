// The service worker: it keeps the app's own files on the device, so that the app
// opens without a network, and nothing else. What the API says is never kept here.
// The server writes the two lines below for each build. A new build waits until
// the page tells it to take over, which it does when somebody presses "Reload".
const build = "dev";
const files = [];

const root = "/app/";
const below = `${root}-/${build}/`;
const cacheName = `satprep-${build}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(cacheName);
    await cache.add(new Request(root, { cache: "reload" }));
    await cache.addAll(files.map((name) => below + name)); // all or none
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("satprep-") && name !== cacheName) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || !url.pathname.startsWith(root)) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith(below)) event.respondWith(file(request));
});

// The app finds its screen by the address itself: any address gets the one page.
async function page(request) {
  const cache = await caches.open(cacheName);
  return (await cache.match(root)) ?? fetch(request);
}

async function file(request) {
  const cache = await caches.open(cacheName);
  return (await cache.match(request, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
}
