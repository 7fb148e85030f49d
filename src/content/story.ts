/**
 * The opening story: the experiment that the empty address opens. Thirty ReLU layers with Xavier's weights,
 * which were derived for tanh: each layer keeps 1 / sqrt 2 of the signal.
 */
export const STORY_LINK = "#v=1&depth=30&init=xavier_normal&seed=1";
