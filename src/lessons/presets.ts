/** Prepared experiments worth a link. Data: an id, two text keys, and the configuration as its own link. */

export interface Preset {
  readonly id: string;
  /** Hash of the share link. */
  readonly link: string;
}

export const presets = [
  { id: "he_relu", link: "#v=1&seed=1" },
  { id: "zeros", link: "#v=1&act=tanh&init=zeros&seed=1" },
  { id: "sigmoid_normal", link: "#v=1&depth=5&width=100&batch=1000&act=sigmoid&init=normal&seed=1" },
  { id: "sigmoid_small", link: "#v=1&depth=5&width=100&batch=1000&act=sigmoid&init=normal&std=0.01&seed=1" },
  { id: "tanh_small", link: "#v=1&width=500&batch=1000&act=tanh&init=normal&std=0.01&seed=1" },
  { id: "tanh_saturated", link: "#v=1&width=500&batch=1000&act=tanh&init=normal&seed=1" },
  { id: "tanh_xavier", link: "#v=1&act=tanh&init=xavier_normal&seed=1" },
  { id: "relu_xavier_30", link: "#v=1&depth=30&init=xavier_normal&seed=1" },
  { id: "relu_he_30", link: "#v=1&depth=30&seed=1" },
  { id: "explosion", link: "#v=1&depth=60&width=100&init=normal&seed=1" },
  { id: "bn_rescues", link: "#v=1&act=tanh&init=normal&std=0.05&norm=batch&seed=1" },
  { id: "bn_gradients", link: "#v=1&depth=30&norm=batch&seed=1" },
  { id: "he_misprint", link: "#v=1&init=misprint_he_uniform&seed=1" },
  { id: "xavier_squared", link: "#v=1&act=tanh&init=misprint_xavier_squared&seed=1" },
  { id: "uniform_01", link: "#v=1&init=uniform_01&seed=1" },
  { id: "pytorch_relu_30", link: "#v=1&depth=30&init=pytorch_linear&seed=1" },
  { id: "keras_relu_30", link: "#v=1&depth=30&init=keras_dense&seed=1" },
  { id: "lsuv_relu_30", link: "#v=1&depth=30&init=lsuv&seed=1" },
  { id: "residual_plain", link: "#v=1&depth=52&width=128&res=plain&seed=1" },
  { id: "residual_scaled", link: "#v=1&depth=52&width=128&res=depth_scaled&seed=1" },
  { id: "chaos_circle", link: "#v=1&depth=20&act=tanh&init=mean_field&std=2.5&x=circle&seed=1" },
  { id: "mixed_layers", link: "#v=1&act=tanh&init=xavier_normal&acts=6-10:relu&inits=6-10:he_normal&seed=1" },
] as const satisfies readonly Preset[];
