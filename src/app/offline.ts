/**
 * Keeps the page on the device and notices a newer build; never reloads unless asked
 * to. Fetched in idle time.
 */

/** Where the page may be kept: on a host, in a window of its own, not in another page's frame. */
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

/** Lets a worker take over, then loads the page anew. */
function loadBuild(worker: ServiceWorker): void {
  // Another tab was quicker.
  if (worker.state === "activated") location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  worker.postMessage("take over");
}

async function consider(worker: ServiceWorker | null, onUpdate: (load: () => void) => void): Promise<void> {
  if (worker === null) return;
  // The host has given the newer page already: nothing to reload, only the copy on the device to follow.
  if (await isOfBuild(worker)) worker.postMessage("take over");
  else onUpdate(() => loadBuild(worker));
}

/**
 * Registers the service worker, if there may be one; where the browser or the host has
 * none, the page works without.
 * @param address the address the page was opened with
 * @param onUpdate a newer build is on the device; the function passed loads it
 */
export async function keepOffline(address: URL, onUpdate: (load: () => void) => void): Promise<void> {
  if (!canBeKept(address, window.top !== window) || !("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker
    .register("./sw.js", { updateViaCache: "none" })
    // Private windows, hosts that do not pass the file on: no reason to trouble anyone.
    .catch(() => undefined);
  // Undefined too where a browser's switch turns registrations off.
  if (registration === undefined) return;
  function watchInstalling({ installing, waiting }: ServiceWorkerRegistration): void {
    void consider(waiting, onUpdate);
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed") void consider(installing, onUpdate);
    });
  }
  // Opening the page has made the browser look already; what it found may be on its way by now.
  watchInstalling(registration);
  registration.addEventListener("updatefound", () => watchInstalling(registration));
  // A page may stay open for days; browsers look for a newer build only when one is opened.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => undefined);
  });
}
