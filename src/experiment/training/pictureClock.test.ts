import { describe, expect, it } from "vitest";
import { PictureClock } from "./pictureClock.ts";

/** A training on a clock of its own: the times at which its pictures are begun. */
function picturesOf({ everyMs = 80, stepMs = 10, pictureMs = 30, untilMs = 1000 }): readonly number[] {
  let now = 0;
  const clock = new PictureClock(everyMs, () => now);
  const begun: number[] = [];
  while (now < untilMs) {
    const isDue = clock.isDue();
    if (isDue) begun.push(now);
    now += stepMs + (isDue ? pictureMs : 0);
    if (isDue) clock.shown();
  }
  return begun;
}

describe("pictures in passing", () => {
  it("come from beginning to beginning, whatever a picture takes", () => {
    expect(picturesOf({})).toEqual([80, 160, 240, 320, 400, 480, 560, 640, 720, 800, 880, 960]);
  });

  it("leave the training a third of the time where a picture takes long", () => {
    const begun = picturesOf({ pictureMs: 190, untilMs: 1200 });
    expect(begun).toEqual([80, 380, 680, 980]);
  });

  it("do not come where none is wanted", () => {
    expect(picturesOf({ everyMs: Infinity })).toEqual([]);
  });
});
