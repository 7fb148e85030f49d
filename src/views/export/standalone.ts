/**
 * Makes a drawing of the document (classes, custom properties) stand alone: every ink an attribute, no style
 * sheet, no script, no foreign object, and nothing that only browsers understand.
 */
import chartsCss from "../../charts/charts.module.css?raw";
import chartStyles from "../../charts/charts.module.css";
import tokensCss from "../../styles/tokens.css?raw";
import overlayCss from "../compare/overlay.module.css?raw";
import overlayStyles from "../compare/overlay.module.css";
import { classRules, resolveInk, rootDeclarations } from "./inks.ts";
import type { Declarations } from "./inks.ts";

/** Properties that are attributes of SVG as well; other properties concern pages. */
const INK_PROPERTIES = new Set([
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-opacity",
  "stroke-width",
  "stroke-linejoin",
  "stroke-dasharray",
  "shape-rendering",
  "paint-order",
  "opacity",
]);

/** The declarations of every class of the charts, by its name in the build. */
const rules = new Map(
  [
    { css: chartsCss, names: chartStyles },
    { css: overlayCss, names: overlayStyles },
  ].flatMap(({ css, names }) =>
    [...classRules(css)].map(([source, declarations]) => [names[source] ?? source, declarations] as const),
  ),
);

/** The tokens of the light theme. */
export const LIGHT_TOKENS = rootDeclarations(tokensCss);

/** The faces of the page by their names; names that only browsers resolve are left out. */
export const FONT_FAMILY = (LIGHT_TOKENS.get("font-family") ?? "sans-serif").replace(
  /system-ui, |-apple-system, /g,
  "",
);

/** Every declaration that applies to an element by its classes and its own style. */
function declared(element: SVGElement): Declarations {
  const all = new Map<string, string>();
  for (const name of element.classList) {
    for (const [property, value] of rules.get(name) ?? []) all.set(property, value);
  }
  for (const property of element.style) all.set(property, element.style.getPropertyValue(property));
  return all;
}

/**
 * A halo is a wide stroke under the letters. Programs that do not know `paint-order` would put it over them,
 * so it becomes a separate text, behind.
 */
function separateHalo(text: SVGElement): void {
  const halo = text.cloneNode(true) as SVGElement;
  text.removeAttribute("stroke");
  text.removeAttribute("stroke-width");
  text.removeAttribute("stroke-linejoin");
  halo.setAttribute("fill", "none");
  halo.setAttribute("aria-hidden", "true");
  text.before(halo);
}

function ink(element: SVGElement, tokens: Declarations): void {
  const declarations = declared(element);
  const own = [...declarations].filter(([property]) => property.startsWith("--"));
  const inherited = own.length === 0 ? tokens : new Map([...tokens, ...own]);
  element.removeAttribute("class");
  element.removeAttribute("style");
  element.removeAttribute("aria-hidden");
  for (const [property, value] of declarations) {
    if (INK_PROPERTIES.has(property)) element.setAttribute(property, resolveInk(value, inherited));
  }
  // A copy of the list: halos are put between the children during the loop.
  const children = Array.from(element.children);
  for (const child of children) if (child instanceof SVGElement) ink(child, inherited);
  if (element.getAttribute("paint-order") !== null) {
    element.removeAttribute("paint-order");
    separateHalo(element);
  }
}

/** A drawing inside a drawing without a viewport is a group. */
function flatten(root: SVGElement): void {
  for (const inner of root.querySelectorAll("svg")) {
    const group = document.createElementNS(root.namespaceURI, "g");
    const fontSize = inner.getAttribute("font-size");
    if (fontSize !== null) group.setAttribute("font-size", fontSize);
    group.append(...inner.childNodes);
    inner.replaceWith(group);
  }
}

/** Ids in the order of the file: those of the page depend on how often it has been drawn. */
function numberIds(root: SVGElement): void {
  const names = new Map(
    [...root.querySelectorAll("pattern")].map(({ id }, index) => [id, `hatch${index + 1}`]),
  );
  for (const pattern of root.querySelectorAll("pattern")) pattern.id = names.get(pattern.id) ?? pattern.id;
  for (const element of root.querySelectorAll("[fill^='url(#']")) {
    const id = element.getAttribute("fill")?.slice("url(#".length, -1) ?? "";
    element.setAttribute("fill", `url(#${names.get(id) ?? id})`);
  }
}

/** Makes a drawing stand alone, in place: its elements are changed. */
export function standAlone(root: SVGElement): void {
  ink(root, LIGHT_TOKENS);
  flatten(root);
}

/** The text of a file. @param root a drawing that stands alone already */
export function svgText(root: SVGElement): string {
  numberIds(root);
  root.setAttribute("font-family", FONT_FAMILY);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`;
}
