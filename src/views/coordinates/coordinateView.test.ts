import { expect, it } from "vitest";
import { COORDINATE_PARTS, coordinateViewOf, coordinateWord, SIZE_NUMBERS } from "./coordinateView.ts";

it("is read from its word as it was written", () => {
  for (const part of COORDINATE_PARTS)
    for (const number of SIZE_NUMBERS)
      expect(coordinateViewOf(coordinateWord({ part, number }))).toEqual({ part, number });
  expect(coordinateWord({ part: "sizes", number: "slope" })).toBe("coord");
  expect(coordinateViewOf("coord.nonsense")).toEqual({ part: "sizes", number: "slope" });
});
