/**
 * The printed sheet: the charts as they are exported, on a sheet that fits one page of any shape. The sheet
 * stands in the page while it is printed. A browser that does not report printing prints the charts of the
 * screen, with a line beneath.
 */
import { useEffect, useMemo, useRef } from "react";
import { useAppStore } from "../../store/store.ts";
import { useCalm } from "../../ui/useCalm.ts";
import { useServices } from "../services.ts";
import { useStage } from "../stage.ts";
import { sheetSvgNow, sizeOfSvg } from "./sheetFile.tsx";
import styles from "./PrintSheet.module.css";
import { PADDING_PX } from "./sheetContent.ts";

/** The link may lag behind a moving slider. */
const LINK_EVERY_MS = 500;

/** The drawing inside its padding, so that it begins where the words above it begin. */
function withoutPadding({ width, height }: { readonly width: number; readonly height: number }): string {
  return [PADDING_PX, PADDING_PX, width - 2 * PADDING_PX, height - 2 * PADDING_PX].join(" ");
}

export function PrintSheet() {
  const { sheetSource, currentLink } = useServices();
  // A lesson that conceals its answer on the screen conceals it on paper too.
  const isOpen = useStage().concealed.length === 0;
  const config = useCalm(
    useAppStore((state) => state.config),
    LINK_EVERY_MS,
  );
  const pins = useAppStore((state) => state.pins);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- these two make the link
  const link = useMemo(currentLink, [config, pins]);
  const hostRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { dataset } = document.documentElement;
    const begin = (): void => {
      const source = isOpen ? sheetSource() : null;
      if (source === null) return;
      // The browser lays the page out as soon as this event is over.
      const svg = sheetSvgNow(source, "whole");
      const drawing = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
      drawing.setAttribute("viewBox", withoutPadding(sizeOfSvg(svg)));
      drawing.setAttribute("preserveAspectRatio", "xMinYMin");
      hostRef.current?.replaceChildren(document.importNode(drawing, true));
      dataset["printed"] = "sheet";
    };
    const end = (): void => {
      hostRef.current?.replaceChildren();
      delete dataset["printed"];
    };
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => {
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
    };
  }, [sheetSource, isOpen]);
  return (
    <>
      <div ref={hostRef} className={styles.sheet} data-part="print" />
      <p className={styles.line}>{link}</p>
    </>
  );
}
