/** What is measured of one tensor of a file: types only. */

/** The distribution that the values of a tensor match. Every number is measured, none is assumed. */
export type FoundLaw =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "normal"; readonly mean: number; readonly std: number }
  | { readonly kind: "uniform"; readonly low: number; readonly high: number }
  /** A normal law of std `sigma` cut at +-`cut` sigmas; `bound` is cut times sigma. */
  | {
      readonly kind: "truncated";
      readonly sigma: number;
      readonly cut: number;
      readonly bound: number;
    }
  | { readonly kind: "orthogonal"; readonly gain: number }
  | { readonly kind: "identity"; readonly gain: number }
  /** A share of exact zeros; the others normal with std `std`. */
  | { readonly kind: "sparse"; readonly share: number; readonly std: number }
  /** Too few values to tell one law from another. */
  | { readonly kind: "few" }
  /** None of the catalogue: trained weights, or a mixture. */
  | { readonly kind: "other" };

/** Counts of equal bins from `low` to `high`; values beyond them are not in it. */
export interface WeightHistogram {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

/** Statistics over the finite values; NaN where there are none. */
export interface WeightStats {
  readonly count: number;
  readonly finite: number;
  /** Exact zeros of either sign. */
  readonly zeros: number;
  readonly nan: number;
  readonly infinite: number;
  readonly mean: number;
  /** Population standard deviation. */
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** m4 / m2^2: 3 normal, 2.37 truncated at 2 sigma, 1.8 uniform; NaN for a constant. */
  readonly kurtosis: number;
  readonly histogram: WeightHistogram;
  /** Null where there is nothing to match: no finite value, or whole numbers. */
  readonly law: FoundLaw | null;
}
