/**
 * The service worker: keeps one whole build on the device, so that the page opens without a network. It is a
 * separate script, built to `sw.js`, and `scripts/offline.ts` writes the list of files into it. It requests
 * nothing from any other host.
 */
declare const self: ServiceWorkerGlobalScope;

/** The build this worker belongs to: addresses relative to the page's folder, which itself is `./`. */
declare const __INITSCOPE_BUILD__: {
  readonly version: string;
  /** The first script of the page: a page that contains it is of this build. */
  readonly entry: string;
  readonly files: readonly string[];
};

const BUILD = __INITSCOPE_BUILD__;
/** The page's address is its folder: some hosts answer `index.html` by a redirect, which must not be kept. */
const PAGE = self.registration.scope;
const ASSETS = new URL("assets/", PAGE).href;
const ENTRY = new URL(BUILD.entry, PAGE).href;
const ADDRESSES = BUILD.files.map((name) => new URL(name, PAGE).href);
/** All pages of an origin share its caches: the page may be there more than once, under several paths. */
const CACHE_PREFIX = `initscope ${PAGE} `;
const CACHE = CACHE_PREFIX + BUILD.version;
/** A network that has not answered by then counts as absent, as long as a kept page can be shown. */
const NETWORK_PATIENCE_MS = 3000;

const ownCache = (): Promise<Cache> => caches.open(CACHE);

/** Keeps all files or none: if a single file cannot be fetched, the former build stays. */
async function keepBuild(): Promise<void> {
  const cache = await ownCache();
  // The names of assets carry a hash of their content, so the browser's copy is as good as the host's. Other
  // files may be outdated.
  await cache.addAll(
    ADDRESSES.map((address) => new Request(address, address.startsWith(ASSETS) ? {} : { cache: "no-cache" })),
  );
  const page = await (await cache.match(PAGE))?.text();
  // The page and the files are of different builds, as during an upload: the next visit tries again.
  if (page?.includes(BUILD.entry) !== true) throw new Error("mixed build: page and worker differ");
}

/** Removes the files of former builds. */
async function removeFormer(): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  // Another tab may still show the former build and fetch parts of it; the next activation removes it.
  if (pages.length > 1) return;
  const former = (await caches.keys()).filter((name) => name.startsWith(CACHE_PREFIX) && name !== CACHE);
  await Promise.all(former.map((name) => caches.delete(name)));
}

/** The page: the host's if it answers well and in time, else the kept copy. */
async function openPage(request: Request): Promise<Response> {
  const network = fetch(request);
  const patience = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), NETWORK_PATIENCE_MS);
  });
  // A network's sign-in page is a redirect, and must be shown. A failed fetch counts as no answer.
  const answer = await Promise.race([network.catch(() => null), patience]);
  if (answer !== null && (answer.ok || answer.type === "opaqueredirect")) return answer;
  return (await (await ownCache()).match(PAGE, { ignoreVary: true })) ?? network;
}

/** Any other file: the kept copy, of this build or of one that another tab still shows. */
async function openFile(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(keepBuild()));

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([removeFormer(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = request.url.replace(/[?#].*$/, "");
  const isPage = address === PAGE || address === `${PAGE}index.html`;
  // This worker leaves all other files below this path to the host.
  if (isPage) {
    if (request.mode === "navigate") event.respondWith(openPage(request));
  } else if (address.startsWith(ASSETS) || ADDRESSES.includes(address)) event.respondWith(openFile(request));
});

/** A page asks whether it is of this build, or tells this worker to take over from the former one. */
self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
  else event.ports[0]?.postMessage(event.data === ENTRY);
});

// The export makes the file a module to the compiler, so its names stay local. The build drops this line.
export {};
