/** Tests the matcher: it accepts near numbers, and reports the distance of others. */
import { describe, expect, it } from "vitest";
import { toBeWithin } from "./within.ts";

describe("toBeWithin", () => {
  it("accepts a number as far off as is allowed, and no further", () => {
    expect(1.25).toBeWithin({ of: 1, by: 0.25 });
    expect(0.75).toBeWithin({ of: 1, by: 0.25 });
    expect(1.26).not.toBeWithin({ of: 1, by: 0.25 });
    expect(0).toBeWithin({ of: 0, by: 0 });
  });

  it("accepts a number by its share of what is expected", () => {
    expect(3.01e-7).toBeWithin({ of: 3e-7, byShare: 0.01 });
    expect(3.04e-7).not.toBeWithin({ of: 3e-7, byShare: 0.01 });
    expect(-4).toBeWithin({ of: -4.1, byShare: 0.03 });
  });

  it("accepts neither NaN nor a value that is no number", () => {
    expect(NaN).not.toBeWithin({ of: 1, by: Infinity });
    expect(1).not.toBeWithin({ of: NaN, by: Infinity });
    expect(() => expect("1").toBeWithin({ of: 1, by: 1 })).toThrow("expected a number within bounds: 1");
  });

  it("names the number, the expectation, the distance and the tolerance", () => {
    expect(() => expect(1.5, "std of layer 3").toBeWithin({ of: 1, by: 0.25 })).toThrow(
      "std of layer 3: expected 1.5 to be 1 within 0.25; it is off by 0.5, 2.00 times what is allowed",
    );
    expect(toBeWithin(3, { of: 2, byShare: 0.1 }).message()).toBe(
      "expected 3 to be 2 within 0.1 of it; it is off by 0.5 of it, 5.00 times what is allowed",
    );
  });
});
