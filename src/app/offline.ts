/** Keeps the page on the device and notices a newer build; reloads only on request. Fetched in idle time. */

/** Whether the page may be kept: on a host and in a top-level window, not in another page's frame. */
export function canBeKept(address: URL, isFramed: boolean): boolean {
  const isEmbedded = [address.hash, address.search].some((keys) => /[#?&]mode=embed(?:&|$)/.test(keys));
  return /^https?:$/.test(address.protocol) && !isFramed && !isEmbedded;
}

/** Asks a worker whether this page is of its build. */
function isOfBuild(worker: ServiceWorker): Promise<boolean> {
  const entry = document.querySelector<HTMLScriptElement>('script[type="module"]')?.src;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", ({ data }) => resolve(data === true), { once: true });
    port1.start();
    worker.postMessage(entry, [port2]);
  });
}

/** Lets a waiting worker take over, then reloads the page. */
function loadBuild(worker: ServiceWorker): void {
  // Another tab was quicker.
  if (worker.state === "activated") location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  worker.postMessage("take over");
}

async function consider(worker: ServiceWorker | null, onUpdate: (load: () => void) => void): Promise<void> {
  if (worker === null) return;
  // The host has delivered the newer page already: only the copy on the device has to follow, without a
  // reload.
  if (await isOfBuild(worker)) worker.postMessage("take over");
  else onUpdate(() => loadBuild(worker));
}

/**
 * Registers the service worker where one is allowed. The page works without it where the browser or the host
 * has none.
 * @param address the address the page was opened with
 * @param onUpdate a newer build is on the device; the function passed loads it
 */
export async function keepOffline(address: URL, onUpdate: (load: () => void) => void): Promise<void> {
  if (!canBeKept(address, window.top !== window) || !("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker
    .register("./sw.js", { updateViaCache: "none" })
    // Private windows refuse, and some hosts do not serve the file: the visitor need not know.
    .catch(() => undefined);
  // Also undefined where a browser setting turns registrations off.
  if (registration === undefined) return;
  function watchInstalling({ installing, waiting }: ServiceWorkerRegistration): void {
    void consider(waiting, onUpdate);
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed") void consider(installing, onUpdate);
    });
  }
  // The browser has already looked for a newer build on opening the page; that build may be on its way by
  // now.
  watchInstalling(registration);
  registration.addEventListener("updatefound", () => watchInstalling(registration));
  // A page may stay open for days, but browsers look for a newer build only when one is opened.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => undefined);
  });
}
