/** Language and theme: a link's hold for the visit, a visitor's choice is remembered. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { loadText } from "../i18n/languages.ts";
import { createAppearance } from "./appearance.ts";

const documentElement = { lang: "", dataset: {} as Record<string, string> };

beforeEach(() => vi.stubGlobal("document", { documentElement }));
afterEach(() => vi.unstubAllGlobals());

async function started(remembered: Readonly<Record<string, string>> = {}) {
  const memory = new Map(Object.entries(remembered));
  const appearance = createAppearance(
    { read: (key) => memory.get(key) ?? null, write: (key, value) => void memory.set(key, value) },
    await loadText("en"),
  );
  return { appearance, memory };
}

it("wears what a link asks for, and remembers none of it", async () => {
  const { appearance, memory } = await started({ theme: "light" });
  await appearance.wear({ language: "zh", theme: "dark" });
  expect(appearance.get()).toMatchObject({ theme: "dark", text: { language: "zh" } });
  expect(documentElement).toMatchObject({ lang: "zh-CN", dataset: { theme: "dark" } });
  expect(memory).toEqual(new Map([["theme", "light"]]));
  // A link that says nothing of them changes neither.
  await appearance.wear({ language: null, theme: null });
  expect(appearance.worn()).toEqual({ language: "zh", theme: "dark" });
});

it("lets the visitor overrule the link, and remembers the choice", async () => {
  const { appearance, memory } = await started();
  await appearance.wear({ language: "zh", theme: "dark" });
  appearance.setTheme("light");
  await appearance.setLanguage("en");
  expect(appearance.worn()).toEqual({ language: null, theme: null });
  expect(Object.fromEntries(memory)).toEqual({ theme: "light", language: "en" });
});

it("shows the projector's theme in a presentation, unless the link names another", async () => {
  const { appearance } = await started({ theme: "dark" });
  appearance.setPresenting(true);
  expect(appearance.get().theme).toBe("projector");
  await appearance.wear({ language: null, theme: "light" });
  expect(appearance.get().theme).toBe("light");
  appearance.setPresenting(false);
  expect(appearance.get().theme).toBe("light");
});
