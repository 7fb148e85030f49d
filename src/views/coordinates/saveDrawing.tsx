/** A drawing of a study as a file of its own: light inks, no style sheet. */
import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { standAlone, svgText } from "../export/standalone.ts";

/** The text of an SVG file. @throws where the drawing is no SVG */
export function drawingFile(drawing: ReactNode): string {
  const host = document.createElement("div");
  const root = createRoot(host);
  flushSync(() => root.render(drawing));
  const svg = host.querySelector("svg")?.cloneNode(true);
  root.unmount();
  if (!(svg instanceof SVGElement)) throw new Error("missing drawing (expected an SVG element)");
  standAlone(svg);
  return svgText(svg);
}
