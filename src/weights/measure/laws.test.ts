/** The law of a tensor, of files drawn from known laws: a few here, all thirty in `npm run weights`. */
import { describe, expect, it } from "vitest";
import { lawFile, misnamed } from "../../testing/weights/lawFiles.ts";

describe("ten laws of the catalogue are named", () => {
  it.each([0, 1, 3, 6])("in file %i", async (index) => {
    expect(await misnamed(lawFile(index))).toEqual([]);
  });
});
