/**
 * Questions from courses, forums and issue trackers, as links, with the numbers that answer them. Each number
 * was derived without the program: by the q-map with the trapezoid rule, or by NumPy over several seeds.
 */
import type { TensorId } from "../../experiment/result.ts";

export interface PublicNumber {
  readonly id: string;
  readonly question: string;
  readonly link: string;
  readonly derivation: string;
  readonly tensor: TensorId;
  readonly column: "std" | "rms";
  /** Counted from 1. */
  readonly layers: readonly number[];
  readonly values: readonly number[];
  /** Relative tolerance: the deviation of one seed. */
  readonly tolerance: number;
}

export const PUBLIC_NUMBERS: readonly PublicNumber[] = [
  {
    id: "course-linear-std",
    question:
      "Course: 100 linear layers of 256 units, W ~ N(0,1), 16 inputs. Why is everything nan, and from which layer on?",
    link: "#v=1&depth=100&width=256&batch=16&act=linear&init=normal&seed=1",
    derivation: "std multiplies by sqrt(256)=16 per layer; NumPy float32, 5 seeds",
    tensor: "activation",
    column: "std",
    layers: [1, 2, 3, 30, 31],
    values: [16, 256, 4096, 1.329227995784916e36, 2.1267647932558654e37],
    tolerance: 0.15,
  },
  {
    id: "course-tanh-gain-std",
    question: "Same course: 100 tanh layers with Xavier uniform and gain 5/3. Is the network stable now?",
    link: "#v=1&depth=100&width=256&batch=16&act=tanh&init=xavier_uniform&gain=1.6667&seed=1",
    derivation: "q-map by trapezoid; NumPy 5 seeds .644-.659",
    tensor: "activation",
    column: "std",
    layers: [1, 2, 3, 98, 99, 100],
    values: [0.7594, 0.693, 0.6685, 0.6513, 0.6513, 0.6513],
    tolerance: 0.03,
  },
  {
    id: "mish-std",
    question:
      "Someone searched the Kaiming gain for Mish by trial (10 layers, 5000 units) over a = 0...0.00099. What does gain sqrt 2 do?",
    link: "#v=1&depth=10&width=2048&batch=256&act=mish&init=he_uniform&seed=1",
    derivation: "q-map by trapezoid",
    tensor: "activation",
    column: "std",
    layers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    values: [0.884, 0.8607, 0.8368, 0.8123, 0.787, 0.7609, 0.7341, 0.7064, 0.6779, 0.6486],
    tolerance: 0.09,
  },
  {
    id: "siren-std",
    question:
      "SIREN, w0=30: first layer U(-1/n,1/n), hidden U(-sqrt(6/n)/30, ...): what distribution do the layers have?",
    link: "#v=1&width=256-256-256-256-1&in=2&batch=1024&act=sin&last=linear&init=uniform&limit=0.15309&inits=1:uniform@8.6603&x=uniform&seed=1",
    derivation: "var sin(N(0,q)) = (1-exp(-2q))/2; NumPy .7068 .6596 .6433 .6371",
    tensor: "activation",
    column: "std",
    layers: [1, 2, 3, 4],
    values: [0.7071, 0.6575, 0.6413, 0.6352],
    tolerance: 0.02,
  },
  {
    id: "resnet-bn-std",
    question: "the same",
    link: "#v=1&depth=130&width=128&batch=64&act=relu&norm=batch&res=plain&seed=1",
    derivation: "sqrt(.3408 + 64)",
    tensor: "activation",
    column: "std",
    layers: [1, 129],
    values: [0.5838, 8.021],
    tolerance: 0.03,
  },
  {
    id: "bn-eval-untrained",
    question: "Networks were scored at initialisation in eval mode: what does untrained batch norm do there?",
    link: "#v=1&depth=10&width=256&batch=64&act=relu&init=pytorch_linear&norm=batch&stats=running&seed=1",
    derivation: "NumPy, same law with fresh statistics",
    tensor: "activation",
    column: "std",
    layers: [1, 2, 3, 4],
    values: [0.331, 0.133, 0.059, 0.0335],
    tolerance: 0.08,
  },
  {
    id: "selu-default-std",
    question:
      'SELU network whose "lecun_normal" option does nothing, so PyTorch\'s default stays: is it still self-normalising?',
    link: "#v=1&depth=8&width=512&batch=256&act=selu&init=pytorch_linear&seed=1",
    derivation: "q-map with sigma_w^2 = 1/3, sigma_b^2 = 1/(3n)",
    tensor: "activation",
    column: "std",
    layers: [1, 2, 4, 8],
    values: [0.6452, 0.4484, 0.2491, 0.1084],
    tolerance: 0.03,
  },
  {
    id: "ppo-std",
    question:
      "PPO policy 17-64-64-6: orthogonal, gain sqrt 2 although tanh, last layer gain 0.01. Are the gains wrong?",
    link: "#v=1&width=64-64-6&in=17&batch=256&act=tanh&last=linear&init=orthogonal&gain=1.4142&inits=3:orthogonal@0.01&seed=1",
    derivation: "NumPy QR, 30 draws; gain 5/3: .578 .616 .0061",
    tensor: "activation",
    column: "std",
    layers: [1, 2, 3],
    values: [0.5282, 0.5392, 0.0053],
    tolerance: 0.1,
  },
  {
    id: "trunc-tf",
    question:
      "trunc_normal_(std=.02) cut at +-2 absolute is no truncation; TF cuts at two std: what is the difference?",
    link: "#v=1&depth=4&width=768&batch=64&act=gelu&init=truncated_normal&std=0.02&trunc=raw&seed=1",
    derivation: ".02 x .8796257",
    tensor: "weight",
    column: "std",
    layers: [1, 2],
    values: [0.0175925, 0.0175925],
    tolerance: 0.005,
  },
  {
    id: "fan-in-grad",
    question: "fan_in or fan_out? Autoencoder 784-256-64-16-64-256-784.",
    link: "#v=1&width=256-64-16-64-256-784&in=784&batch=512&act=relu&last=linear&init=he_normal&seed=1",
    derivation:
      "E g_l^2 = E g_{l+1}^2 n_{l+1}/n_l, last layer linear: twice that; NumPy 20 draws 2.449 4.868 9.952 4.977 2.473 1",
    tensor: "grad_activation",
    column: "rms",
    layers: [1, 2, 3, 4, 5, 6],
    values: [2.475, 4.95, 9.899, 4.95, 2.475, 1],
    tolerance: 0.16,
  },
  {
    id: "elu-155",
    question: "ELU: is Var(W) = 1.55/n right?",
    link: "#v=1&depth=30&width=512&batch=256&act=elu&init=variance_scaling&scale=1.55&dist=normal&seed=1",
    derivation: "E elu^2 at q=1 = .64495, 1/ = 1.5505",
    tensor: "activation",
    column: "std",
    layers: [1, 5, 10, 30],
    values: [0.9498, 0.8866, 0.8413, 0.7912],
    tolerance: 0.04,
  },
  {
    id: "zero-gamma",
    question: "gamma = 0 in the last batch norm of each block: what passes at the start?",
    link: "#v=1&depth=34&width=256&batch=128&act=relu&norm=batch&res=zero&seed=1",
    derivation: "identity blocks",
    tensor: "activation",
    column: "std",
    layers: [1, 3, 5, 33],
    values: [0.5838, 0.5838, 0.5838, 0.5838],
    tolerance: 0.02,
  },
  {
    id: "bn100-std",
    question: "100 ReLU layers with batch norm, any weights: std .57-.58 in every layer, so all is well?",
    link: "#v=1&depth=100&width=256&batch=16&act=relu&init=pytorch_linear&norm=batch&seed=1",
    derivation: "NumPy .566-.592",
    tensor: "activation",
    column: "std",
    layers: [1, 25, 50, 75, 100],
    values: [0.5838, 0.5838, 0.5838, 0.5838, 0.5838],
    tolerance: 0.035,
  },
];
