/**
 * Where one finding ends and the next begins, and why there. `docs/model.md` shows the same table to readers.
 */

/**
 * A tenfold change over the whole depth is visible on the log axis and not the random walk
 * of a healthy ReLU network.
 */
export const TENFOLD = 10;

/**
 * A trend in one direction leads the verdict, whatever its rank, when it spans this many times as many powers
 * of ten as the one in the other direction: on a tie, chance must not decide which is named.
 */
export const CLEARLY_WORSE = 2;

/**
 * Beyond the seven digits of float32 a trend of the gradients leads whatever else there is: no
 * step size suits both ends.
 */
export const GRADIENT_LEADS = 1e7;

/**
 * One layer makes a jump when it alone does this share of the whole change: then "per layer" would be a wrong
 * picture. Networks of four steps and fewer have large shares by nature.
 */
export const JUMP_SHARE = 0.6;
export const JUMP_LEAST_STEPS = 4;

/** A rule of some layers' own is the cause when these layers do at least this share of the change. */
export const OWN_SHARE = 0.5;

/**
 * Inputs are told apart no more when less than this share of the signal's power differs between them. For
 * inputs of equal length the share is 1 - cosine: directions less than 2.6 degrees apart. A ReLU network with
 * He weights gets there slowly, 1 - c = 9 pi^2 / (2 l^2), and not within the 200 layers there may be.
 */
export const COLLAPSED_DISTANCE = 1e-3;
/** Inputs are alike, but can be told apart: mentioned, never alarming. 18 degrees. */
export const ALIKE_DISTANCE = 0.05;

/** More than half of the values lie on flat parts of an activation. */
export const SATURATED_SHARE = 0.5;

/**
 * More than half of the units of a layer are dead. Once inputs are all alike every unit is dead or
 * alive with even odds, so of n units sqrt(1/4 / n) more may be by chance; three of these are
 * exceeded once in 740 layers.
 */
export const DEAD_SHARE = 0.5;
export const DEAD_DEVIATIONS = 3;

/**
 * An untrained classifier should lose ln K; with one unit more it is e times too sure of its wrong answers.
 * Logits of variance v lose ln K + v/2: std 1.4.
 */
export const LOSS_EXCESS = 1;

/**
 * sigma_w^2 over that of the law made for the activation: within these it is that law, give or take. The
 * framework defaults that differ from their law by rounding, truncation or unequal fans lie inside; the known
 * mistakes, 1/2, 1/3 and less, lie outside.
 */
export const LAW_LOW = 0.7;
export const LAW_HIGH = 1.35;

/** Share of E[z^2] that biases must have to be the cause of inputs' becoming alike. */
export const BIAS_SHARE = 0.1;

/**
 * A healthy network whose law loses more than this per layer by theory is told why: it only
 * lacks the depth to fade.
 */
export const LATENT_FACTOR = 0.8;

/**
 * How many half-widths of the 95 % band a layer may lie from its middle. Of the worst curves that
 * docs/theory.md measures, the band holds 73 % and is then 1.8 times too narrow: three half-widths are 3.3
 * true standard deviations there and 5.9 elsewhere.
 */
export const BAND_REACH = 3;
/**
 * The band follows fluctuations to first order in 1/n: sum 5/n over the layers is the largest variance of ln
 * q it has to hold for. Beyond this no single network is called an exception.
 */
export const BAND_LIMIT = 1;

/**
 * Epsilon is the matter when it is more than the variance it is added to: most of the divisor then says
 * nothing of the signal.
 */
export const EPSILON_SHARE = 0.5;

/**
 * Theory explains a change when it expects at least this share of it, in powers of ten, between the same two
 * layers; chance is named only below.
 */
export const EXPECTED_SHARE = 0.5;

/**
 * Deviations of the length that a layer hands on enlarged, as GELU's without a fixed point, are far from
 * normal after a while. Once they have more than this many times the variance that the layers have added, the
 * band claims nothing.
 */
export const UNSTABLE_GROWTH = 2;
