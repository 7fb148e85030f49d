/** Where a tip stands beside what it explains. */

const GAP_PX = 6;
const MARGIN_PX = 8;
/** The tip's largest width; a narrower screen makes it narrower. */
const WIDTH_PX = 360;

/**
 * Places the tip beside an element, on the side with more room. It is anchored by an edge, so that its own
 * height does not matter.
 */
export function placeOf(element: Element) {
  const { top, bottom, left } = element.getBoundingClientRect();
  const width = Math.min(WIDTH_PX, innerWidth - 2 * MARGIN_PX);
  const isBelow = innerHeight - bottom >= Math.min(top, innerHeight / 2);
  return {
    left: Math.max(MARGIN_PX, Math.min(left, innerWidth - width - MARGIN_PX)),
    maxWidth: width,
    maxHeight: (isBelow ? innerHeight - bottom : top) - GAP_PX - MARGIN_PX,
    ...(isBelow ? { top: bottom + GAP_PX } : { bottom: innerHeight - top + GAP_PX }),
  };
}
