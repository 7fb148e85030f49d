/** Undo of a sketch: stroke by stroke, back to the empty chart, and forward again. */
import { describe, expect, it } from "vitest";
import { drawn, NO_ANSWER, redone, undone } from "./answer.ts";
import type { Answer } from "./answer.ts";

const stroke = (answer: Answer, height: number, isBegun = false): Answer => ({
  ...answer,
  ...drawn(answer, [height], isBegun),
});
const undo = (answer: Answer): Answer => ({ ...answer, ...undone(answer) });
const redo = (answer: Answer): Answer => ({ ...answer, ...redone(answer) });

describe("the undo of a sketch", () => {
  it("takes one stroke back, however many points it had", () => {
    const first = stroke(stroke(NO_ANSWER, 1), 2, true);
    const second = stroke(stroke(stroke(first, 3), 4, true), 5, true);
    expect(undo(second).anchors).toEqual([2]);
    expect(undo(undo(second)).anchors).toBeNull();
    expect(undo(undo(undo(second))).anchors).toBeNull();
  });

  it("draws again what was taken back, until something else is drawn", () => {
    const both = stroke(stroke(NO_ANSWER, 1), 2);
    expect(redo(undo(both)).anchors).toEqual([2]);
    expect(redo(redo(undo(undo(both)))).anchors).toEqual([2]);
    expect(redo(both).anchors).toEqual([2]);
    expect(redo(stroke(undo(both), 3)).anchors).toEqual([3]);
  });

  it("brings a cleared line back", () => {
    const line = stroke(NO_ANSWER, 1);
    const cleared: Answer = { ...line, ...drawn(line, null, false) };
    expect(undo(cleared).anchors).toEqual([1]);
  });
});
