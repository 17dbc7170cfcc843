// A page that must come back where there is no network: kept in this browser for a day, and only while its reader is
// signed in. The network goes first; what is kept is shown only where there is none.
//
// A page asks by `postMessage({keep: {url, parts, who}})`; `{erase: true}` lets go of everything.
const PAGES = "leenkring-pages";
const PARTS = "leenkring-parts";
const LONGEST = 86400000; // milliseconds that a page is kept
const STAMP = "X-Kept-At";
const OWNER = "X-Kept-For";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { keep, erase } = event.data || {};
  if (erase) event.waitUntil(eraseAll());
  else if (keep) event.waitUntil(keepPage(keep));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch((trouble) => keptPage(request.url, trouble)));
  else if (new URL(request.url).pathname.startsWith("/static/")) event.respondWith(part(request));
});

async function eraseAll() {
  await Promise.all([caches.delete(PAGES), caches.delete(PARTS)]);
}

async function keepPage({ url, parts, who }) {
  try {
    await sweep(who);
    const answer = await fetch(url);
    if (!answer.ok || answer.redirected) return;
    const headers = new Headers(answer.headers);
    headers.set(STAMP, Date.now());
    headers.set(OWNER, who);
    const pages = await caches.open(PAGES);
    await pages.put(bare(url), new Response(await answer.blob(), { headers }));
    const kept = await caches.open(PARTS);
    for (const one of parts) if (!(await kept.match(one))) await kept.add(one).catch(() => {});
  } catch {
    // No network, or no room: what was kept before stays.
  }
}

// Pages of somebody else, and of yesterday, go.
async function sweep(who) {
  const pages = await caches.open(PAGES);
  for (const request of await pages.keys()) {
    const page = await pages.match(request);
    if (!isFresh(page) || page.headers.get(OWNER) !== who) await pages.delete(request);
  }
}

const isFresh = (page) => Date.now() - Number(page.headers.get(STAMP)) < LONGEST;
const bare = (url) => url.split("#")[0];

async function keptPage(url, trouble) {
  const page = await (await caches.open(PAGES)).match(bare(url));
  if (page && isFresh(page)) return page;
  throw trouble;
}

// Their names carry a fingerprint of what is in them, so what was kept is what would come.
async function part(request) {
  return (await (await caches.open(PARTS)).match(request)) || fetch(request);
}
