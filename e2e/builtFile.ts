import { join } from "node:path";
import { ROOT } from "../scripts/house.js";

/**
 * The file of the build behind an address of the site, for tests that answer requests themselves. It is
 * read from the disk: a second request could meet a connection that the server closes at that moment.
 */
export function builtFile(address: string): string {
  const { pathname } = new URL(address);
  return join(ROOT, "dist", pathname.endsWith("/") ? `${pathname}index.html` : pathname);
}
