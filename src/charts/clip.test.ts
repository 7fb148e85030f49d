/** Clipped lines leave the frame at the crossing, run nowhere along it, and come back at the next one. */
import { describe, expect, it } from "vitest";
import { clipLine, clippedPath } from "./clip.ts";

const EDGES = [0, 100] as const;
const line = (...ys: readonly number[]): { x: number; y: number }[] =>
  ys.map((y, index) => ({ x: 10 * index, y }));

describe("a clipped line", () => {
  it("is the line itself where it stays inside, the edges included", () => {
    const places = line(0, 50, 100);
    expect(clipLine(places, EDGES)).toEqual(places);
    expect(clippedPath(places, EDGES, 1)).toBe("M0,0L10,50L20,100");
  });

  it("ends at the crossing of the top, draws nothing along it, and comes back in at the next crossing", () => {
    expect(clippedPath(line(50, -150, -150, 50, 60), EDGES, 1)).toBe("M0,50L2.5,0M27.5,0L30,50L40,60");
  });

  it("does the same at the bottom", () => {
    expect(clippedPath(line(50, 150, 900, 100), EDGES, 1)).toBe("M0,50L5,100M30,100Z");
  });

  it("passes right through the frame both ways, and nowhere near it not at all", () => {
    expect(clippedPath(line(-100, 300, -100), EDGES, 1)).toBe("M2.5,0L5,100M15,100L17.5,0");
    expect(clippedPath(line(-1, -2, -1), EDGES, 1)).toBe("");
    expect(clippedPath(line(101, 1e300), EDGES, 1)).toBe("");
  });

  it("ends at a place that is not finite, without a crossing", () => {
    expect(clippedPath(line(50, Infinity, 60, NaN, -50, 50), EDGES, 1)).toBe("M0,50ZM20,60ZM45,0L50,50");
  });

  it("leaves at once where the next place is as far away as numbers go", () => {
    expect(clippedPath(line(50, -1e300), EDGES, 1)).toBe("M0,50L0,0");
  });
});
