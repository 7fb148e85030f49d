import { expect, it } from "vitest";
import { JACOBIAN_PARTS } from "../../experiment/jacobian/jacobianRequest.ts";
import { jacobianPartOf, jacobianWord } from "./jacobianView.ts";

it("is read from its word as it was written", () => {
  for (const part of JACOBIAN_PARTS) expect(jacobianPartOf(jacobianWord(part))).toBe(part);
  expect(jacobianPartOf("jacobian.nonsense")).toBe("spectrum");
});
