/** The borders of each finding, with their derivation. `docs/model.md` shows the same table to readers. */

/**
 * A tenfold change over the whole depth is visible on the log axis. The random walk of a healthy ReLU network
 * is smaller.
 */
export const TENFOLD = 10;

/**
 * A trend in one direction leads the verdict, whatever its rank, when it spans this many times as many powers
 * of ten as the other direction's. On a tie, chance must not decide which one is named.
 */
export const CLEARLY_WORSE = 2;

/**
 * Beyond the seven digits of float32 a trend of the gradients leads the verdict: no step size suits both
 * ends.
 */
export const GRADIENT_LEADS = 1e7;

/**
 * One layer makes a jump when it alone makes this share of the whole change: a factor per layer would then
 * mislead. Networks of four steps and fewer have large shares by nature.
 */
export const JUMP_SHARE = 0.6;
export const JUMP_LEAST_STEPS = 4;
/** Of so few steps one stands out that leaves less than a sixth of the change to all others. */
export const JUMP_SHARE_OF_FEW = 0.85;
/** Neighbouring layers count as one jump while they are at most one in so many. */
export const JUMP_RUN = 8;

/** An override is the cause when its layers make at least this share of the change. */
export const OWN_SHARE = 0.5;

/**
 * Inputs are no longer told apart when less than this share of the signal's power differs between them. For
 * inputs of equal length the share is 1 - cosine: directions less than 2.6 degrees apart. A ReLU network with
 * He weights approaches it slowly, 1 - c = 9 pi^2 / (2 l^2), and not within the limit of 200 layers.
 */
export const COLLAPSED_DISTANCE = 1e-3;
/** Inputs are alike but can be told apart: a remark, never an alarm. 18 degrees. */
export const ALIKE_DISTANCE = 0.05;

/** More than half of the values lie on flat parts of an activation. */
export const SATURATED_SHARE = 0.5;

/**
 * More than half of the units of a layer are dead. Once all inputs are alike, every unit is dead or alive
 * with even odds, so by chance the share of n units exceeds 1/2 with standard deviation sqrt(1/4 / n). Three
 * of these are exceeded once in 740 layers.
 */
export const DEAD_SHARE = 0.5;
export const DEAD_DEVIATIONS = 3;

/**
 * An untrained classifier should have the loss ln K; one unit more makes it e times too sure of its wrong
 * answers. Logits of variance v give ln K + v/2: std 1.4.
 */
export const LOSS_EXCESS = 1;

/**
 * sigma_w^2 over that of the law for the activation: within these limits the two count as the same law. The
 * framework defaults that differ from their law by rounding, truncation or unequal fans lie inside; the known
 * mistakes, 1/2, 1/3 and less, lie outside.
 */
export const LAW_LOW = 0.7;
export const LAW_HIGH = 1.35;

/** Share of E[z^2] that biases must have to be the cause of inputs that become alike. */
export const BIAS_SHARE = 0.1;

/**
 * A healthy network whose law loses more than this per layer by theory gets the cause named: it fades with
 * more depth.
 */
export const LATENT_FACTOR = 0.8;

/**
 * Above this a zero is no underflow: the smallest numbers of float32 are 1e-38 to 1e-45, and no layer takes a
 * signal so far at once.
 */
export const UNDERFLOW_NEAR = 1e-20;

/** Share of a layer's output that biases make, above which its size says little of the weights. */
export const BIASES_LEAD = 0.5;

/**
 * Largest distance of a layer from the middle of its 95 % band, in half-widths. Of the worst curves that
 * docs/theory.md measures, the band holds 73 % and is then 1.8 times too narrow: three half-widths are 3.3
 * true standard deviations there and 5.9 elsewhere.
 */
export const BAND_REACH = 3;
/**
 * The band follows fluctuations to first order in 1/n: it applies up to this variance of ln q, the sum of 5/n
 * over the layers. Beyond it, no single network counts as an exception.
 */
export const BAND_LIMIT = 1;

/**
 * Epsilon is the cause when it exceeds the variance that it is added to: most of the divisor is then
 * independent of the signal.
 */
export const EPSILON_SHARE = 0.5;

/**
 * Theory explains a change when it expects at least this share of it, in powers of ten, between the same two
 * layers. Chance is named only below.
 */
export const EXPECTED_SHARE = 0.5;

/**
 * An unstable length map, as GELU's without a fixed point, enlarges deviations until they are far from
 * normal. Once their variance exceeds this many times the variance that the layers have added, the band
 * claims nothing.
 */
export const UNSTABLE_GROWTH = 2;

/**
 * Weight of the first values, mean 0 and variance 1, in a running average that says little of the batches.
 */
export const YOUNG_SHARE = 0.1;

/** Slope at the mean of the biases over that at 0: below it, they have pushed the values onto a flat part. */
export const FLAT_SLOPE = 0.25;

/**
 * Share of the inputs' power that is one shift, above which it makes them alike: then two of them have at
 * least this cosine before the first layer.
 */
export const SHIFT_SHARE = 0.9;
