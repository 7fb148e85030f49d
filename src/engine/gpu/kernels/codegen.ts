/**
 * Translates the catalogue's expressions to the source text that GPU.js compiles: `f(x, p)` and the stable
 * helpers it calls. The output is text, never bundled functions: GPU.js misreads names that a minifier has
 * changed. Math.tanh, expm1, log1p and pow are not used, because a GPU's own lose all digits near 0 or
 * overflow far from it.
 */
import { parseExpression } from "../../../catalog/expression.ts";
import type { Expression, FunctionName } from "../../../catalog/expression.ts";
import { STEP_VARIABLES } from "../../../catalog/optimizers.ts";

/** Functions over numbers that a kernel calls. Every name occurs once, so no name can shadow another. */
export interface GeneratedFunctions {
  /** The function to call. */
  readonly entry: string;
  /** Sources, each `function name(numbers) { ... }` returning a number, callees before callers. */
  readonly sources: readonly string[];
}

interface Helper {
  readonly source: string;
  readonly uses: readonly string[];
}

/**
 * The helpers. Thresholds leave room for an exp that is wrong by 3 units in the last place: where a Taylor
 * polynomial ends, the closed form has lost at most a factor 5 to cancellation, so the error stays below
 * 4e-6. Comparisons are written so that NaN falls through to NaN wherever the device keeps NaN at all.
 */
const HELPERS = {
  largerOf: {
    source: "function largerOf(largerA, largerB) { return largerA < largerB ? largerB : largerA; }",
    uses: [],
  },
  smallerOf: {
    source: "function smallerOf(smallerA, smallerB) { return smallerA > smallerB ? smallerB : smallerA; }",
    uses: [],
  },
  /** exp; below -104.5 the float32 result is 0, and some devices answer nonsense far below. */
  stableExp: {
    source: "function stableExp(expX) { return Math.exp(expX < -104.5 ? -104.5 : expX); }",
    uses: [],
  },
  /** exp(x) - 1; Taylor to x^7/5040, truncation below 0.25^7/40320 = 2e-9. */
  stableExpm1: {
    source: `function stableExpm1(expm1X) {
      const expm1Series = expm1X * (1.0 + expm1X * (0.5 + expm1X * (0.16666666666666666 + expm1X * (0.041666666666666664
        + expm1X * (0.008333333333333333 + expm1X * (0.001388888888888889 + expm1X * 0.0001984126984126984))))));
      return Math.abs(expm1X) < 0.25 ? expm1Series : stableExp(expm1X) - 1.0;
    }`,
    uses: ["stableExp"],
  },
  /** tanh; beyond 15 it is 1 in float32. Odd Taylor to x^9, truncation below 0.2^10 * 0.0089 = 1e-9. */
  stableTanh: {
    source: `function stableTanh(tanhX) {
      const tanhSize = Math.abs(tanhX);
      const tanhBounded = tanhSize > 15.5 ? 15.5 : tanhSize;
      const tanhSquare = tanhBounded * tanhBounded;
      const tanhSeries = tanhBounded * (1.0 - tanhSquare * (0.3333333333333333 - tanhSquare * (0.13333333333333333
        - tanhSquare * (0.05396825396825397 - tanhSquare * 0.021869488536155203))));
      const tanhDecay = Math.exp(-2.0 * tanhBounded);
      const tanhValue = tanhBounded < 0.2 ? tanhSeries : (1.0 - tanhDecay) / (1.0 + tanhDecay);
      return tanhX < 0.0 ? -tanhValue : tanhValue;
    }`,
    uses: [],
  },
  /** 1 - tanh(x)^2 = 4 e / (1 + e)^2 with e = exp(-2|x|). */
  stableSech2: {
    source: `function stableSech2(sech2X) {
      const sech2Decay = stableExp(-2.0 * Math.abs(sech2X));
      const sech2Sum = 1.0 + sech2Decay;
      return 4.0 * sech2Decay / (sech2Sum * sech2Sum);
    }`,
    uses: ["stableExp"],
  },
  /** 1 / (1 + exp(-x)), from exp(-|x|), which cannot overflow. */
  stableSigmoid: {
    source: `function stableSigmoid(sigmoidX) {
      const sigmoidDecay = stableExp(-Math.abs(sigmoidX));
      return (sigmoidX < 0.0 ? sigmoidDecay : 1.0) / (1.0 + sigmoidDecay);
    }`,
    uses: ["stableExp"],
  },
  /**
   * Normal distribution function 0.5 erfc(-x / sqrt 2), erfc by the Chebyshev fit of Press et al., Numerical
   * Recipes 6.2 (erfcc): relative error 1.2e-7 on the whole tail, before rounding.
   */
  stableNormcdf: {
    source: `function stableNormcdf(normcdfX) {
      const normcdfAbs = Math.abs(normcdfX);
      const normcdfSize = normcdfAbs > 15.5 ? 15.5 : normcdfAbs;
      const normcdfT = 1.0 / (1.0 + 0.35355339059327373 * normcdfSize);
      const normcdfFit = -1.26551223 + normcdfT * (1.00002368 + normcdfT * (0.37409196 + normcdfT * (0.09678418
        + normcdfT * (-0.18628806 + normcdfT * (0.27886807 + normcdfT * (-1.13520398 + normcdfT * (1.48851587
        + normcdfT * (-0.82215223 + normcdfT * 0.17087277))))))));
      const normcdfTail = 0.5 * normcdfT * stableExp(normcdfFit - 0.5 * normcdfSize * normcdfSize);
      return normcdfX < 0.0 ? normcdfTail : 1.0 - normcdfTail;
    }`,
    uses: ["stableExp"],
  },
  /** Standard normal density; 0 in float32 beyond 15. */
  stableNormpdf: {
    source: `function stableNormpdf(normpdfX) {
      const normpdfAbs = Math.abs(normpdfX);
      const normpdfSize = normpdfAbs > 15.5 ? 15.5 : normpdfAbs;
      return 0.3989422804014327 * stableExp(-0.5 * normpdfSize * normpdfSize);
    }`,
    uses: ["stableExp"],
  },
  /**
   * log(1 + exp(x)) = max(x, 0) + log(1 + t), t = exp(-|x|), with log(1 + t) = 2 artanh(s), s = t / (2 + t):
   * a polynomial in s^2 <= 1/9 whose terms are all positive, minimax to 2e-9.
   */
  stableSoftplus: {
    source: `function stableSoftplus(softplusX) {
      const softplusDecay = stableExp(-Math.abs(softplusX));
      const softplusS = softplusDecay / (2.0 + softplusDecay);
      const softplusSquare = softplusS * softplusS;
      const softplusLog = softplusS * (2.0 + softplusSquare * (0.666663216414 + softplusSquare * (0.400245952307
        + softplusSquare * (0.279651577452 + softplusSquare * 0.281577783631))));
      return (softplusX > 0.0 ? softplusX : 0.0) + softplusLog;
    }`,
    uses: ["stableExp"],
  },
  /** erf(x): odd polynomial below 1 (Cephes erff, 1e-7 relative), 1 - 2 Phi(-sqrt(2) |x|) above. */
  stableErf: {
    source: `function stableErf(erfX) {
      const erfSize = Math.abs(erfX);
      const erfSquare = erfX * erfX;
      const erfSeries = erfX * (1.128379166726710 + erfSquare * (-0.3761262582423300 + erfSquare * (0.1128358514861418
        + erfSquare * (-0.02685381193529856 + erfSquare * (0.005188327685732524 + erfSquare * (-0.0008010193625184903
        + erfSquare * 0.00007853861353153693))))));
      const erfTail = 1.0 - 2.0 * stableNormcdf(-1.4142135623730951 * erfSize);
      return erfSize < 1.0 ? erfSeries : (erfX < 0.0 ? -erfTail : erfTail);
    }`,
    uses: ["stableNormcdf"],
  },
  /** exp(-x^2); 0 in float32 beyond 10.2. */
  stableGauss: {
    source: `function stableGauss(gaussX) {
      const gaussAbs = Math.abs(gaussX);
      const gaussSize = gaussAbs > 10.5 ? 10.5 : gaussAbs;
      return stableExp(-gaussSize * gaussSize);
    }`,
    uses: ["stableExp"],
  },
  /**
   * The gate of the tanh form of GELU: sigmoid(2 u), u = sqrt(2/pi) (x + 0.044715 x^3); x^2
   * is cut where it is 0 or 1.
   */
  stableGelugate: {
    source: `function stableGelugate(gelugateX) {
      const gelugateSquare = gelugateX * gelugateX;
      const gelugateBounded = gelugateSquare > 400.0 ? 400.0 : gelugateSquare;
      return stableSigmoid(gelugateX * (1.5957691216057308 + 0.07135481627260025 * gelugateBounded));
    }`,
    uses: ["stableSigmoid"],
  },
  /**
   * sin(x + quarters pi/2). x loses its n quarter turns in four steps; the first two parts of pi/2 have 11
   * bits or fewer and so has the third, so that nothing is rounded before the digits have cancelled (Cody,
   * Waite 1980): relative accuracy holds up to n = 2^13, |x| < 12867. Beyond, the error grows as |x| 2^-24,
   * and the cut keeps the result within -1..1. Polynomials of Cephes sinf and cosf, 1e-7. A compiler that
   * merges the four steps leaves an error of |x| 1e-7.
   */
  sineOfQuarters: {
    source: `function sineOfQuarters(sineX, sineQuarters) {
      const sineTurns = Math.floor(sineX * 0.6366197723675814 + 0.5);
      const sineHigh = (sineX - sineTurns * 1.5703125) - sineTurns * 0.0004837512969970703;
      const sineLow = (sineHigh - sineTurns * 7.549533620476723e-8) - sineTurns * 2.5633441515945188e-12;
      const sineFloor = sineLow < -0.8 ? -0.8 : sineLow;
      const sineAngle = sineFloor > 0.8 ? 0.8 : sineFloor;
      const sineSquare = sineAngle * sineAngle;
      const sineOdd = sineAngle + sineAngle * sineSquare * (-0.16666654611 + sineSquare * (0.0083321608736
        - sineSquare * 0.00019515295891));
      const sineEven = 1.0 - 0.5 * sineSquare + sineSquare * sineSquare * (0.04166664568298827
        + sineSquare * (-0.001388731625493765 + sineSquare * 0.00002443315711809948));
      const sineCount = sineTurns + sineQuarters;
      const sineQuadrant = sineCount - 4.0 * Math.floor(0.25 * sineCount);
      const sineParity = sineQuadrant - 2.0 * Math.floor(0.5 * sineQuadrant);
      const sineValue = sineParity > 0.5 ? sineEven : sineOdd;
      return sineQuadrant > 1.5 ? -sineValue : sineValue;
    }`,
    uses: [],
  },
  stableSin: {
    source: "function stableSin(sinX) { return sineOfQuarters(sinX, 0.0); }",
    uses: ["sineOfQuarters"],
  },
  stableCos: {
    source: "function stableCos(cosX) { return sineOfQuarters(cosX, 1.0); }",
    uses: ["sineOfQuarters"],
  },
} as const satisfies Readonly<Record<string, Helper>>;

export type HelperName = keyof typeof HELPERS;

/**
 * The target of each function of the expression language. `Math.abs` is exact everywhere, and a device's own
 * square root is off by three units in the last place at most.
 */
const FUNCTION_TARGETS = {
  abs: "Math.abs",
  min: "smallerOf",
  max: "largerOf",
  exp: "stableExp",
  expm1: "stableExpm1",
  tanh: "stableTanh",
  sech2: "stableSech2",
  sigmoid: "stableSigmoid",
  softplus: "stableSoftplus",
  normcdf: "stableNormcdf",
  normpdf: "stableNormpdf",
  erf: "stableErf",
  gauss: "stableGauss",
  gelugate: "stableGelugate",
  sin: "stableSin",
  cos: "stableCos",
  sqrt: "Math.sqrt",
} as const satisfies Readonly<Record<FunctionName, HelperName | "Math.abs" | "Math.sqrt">>;

/** A number in GPU.js's syntax: always with a point or an exponent, and inside the range of float32. */
function numberLiteral(value: number): string {
  if (!(Math.abs(value) <= 3.4028234663852886e38)) {
    throw new RangeError(`invalid constant: ${value} (expected a finite float32)`);
  }
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** @param prefix of the names of variables @param called receives the helpers that are called */
function translate(node: Expression, prefix: string, called: Set<HelperName>): string {
  const inner = (part: Expression): string => translate(part, prefix, called);
  switch (node.kind) {
    case "number":
      return numberLiteral(node.value);
    case "variable":
      return `${prefix}${node.name.toUpperCase()}`;
    case "negate":
      return `(-${inner(node.operand)})`;
    case "binary":
      return `(${inner(node.left)} ${node.operator} ${inner(node.right)})`;
    case "call": {
      const target = FUNCTION_TARGETS[node.name];
      if (target !== "Math.abs" && target !== "Math.sqrt") called.add(target);
      return `${target}(${node.operands.map(inner).join(", ")})`;
    }
    case "select": {
      const test = `${inner(node.left)} ${node.comparison} ${inner(node.right)}`;
      return `(${test} ? ${inner(node.ifTrue)} : ${inner(node.ifFalse)})`;
    }
    default:
      throw new SyntaxError(`untranslatable expression: ${JSON.stringify(node satisfies never)}`);
  }
}

/** Sources of the named helpers and of all functions they call, callees first. */
export function helperSources(names: Iterable<HelperName>): readonly string[] {
  const sources = new Map<HelperName, string>();
  const add = (name: HelperName): void => {
    if (sources.has(name)) return;
    const { source, uses } = HELPERS[name];
    for (const used of uses) add(used);
    sources.set(name, source);
  };
  for (const name of names) add(name);
  return [...sources.values()];
}

/**
 * An expression of the catalogue as a function with the helpers it needs.
 * @param entry name of the function; the variable `x` is its parameter `${entry}X`
 * @param variables the parameters, in their order
 * @throws SyntaxError or RangeError for text that does not parse or translate: a kernel is never guessed
 */
function generate(expression: string, entry: string, variables: readonly string[]): GeneratedFunctions {
  const called = new Set<HelperName>();
  const body = translate(parseExpression(expression, variables), entry, called);
  const parameters = variables.map((name) => `${entry}${name.toUpperCase()}`).join(", ");
  return {
    entry,
    sources: [...helperSources(called), `function ${entry}(${parameters}) { return ${body}; }`],
  };
}

/** An activation or its derivative as `phi(phiX, phiP)`. @throws as `generate` */
export function generateFunction(expression: string): GeneratedFunctions {
  return generate(expression, "phi", ["x", "p"]);
}

/** A rule of an optimiser as `rule(ruleW, ruleG, ...)`, over all variables. @throws as `generate` */
export function generateStep(expression: string): GeneratedFunctions {
  return generate(expression, "rule", STEP_VARIABLES);
}
