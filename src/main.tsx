/**
 * Fetches the program and the words of one language side by side, and mounts the page. Small,
 * because both wait for it.
 */
import { firstLanguage } from "./app/language.ts";
import { loadText } from "./i18n/languages.ts";

/** Nothing of the program is there, so what is said about it stands in index.html, in every language. */
function sayUnavailable(root: HTMLElement): void {
  const template = document.getElementById("unavailable");
  if (template instanceof HTMLTemplateElement) root.replaceChildren(template.content.cloneNode(true));
}

const root = document.getElementById("root");
if (root !== null) {
  void Promise.all([import("./app/start.tsx"), loadText(firstLanguage())]).then(
    ([{ start }, text]) => start(root, text),
    () => sayUnavailable(root),
  );
}
