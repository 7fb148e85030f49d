/** The recipes of codebases that train models, with the blocks that they are made for. */
import { same } from "../claims/claimParts.ts";
import type { Preset } from "./preset.ts";

export const recipes = [
  {
    id: "gpt2_blocks",
    link: "#v=1&depth=26&width=512&batch=64&act=gelu_tanh&block=pre&branch=depth2&expand=4&init=normal&std=0.02&norm=layer&seed=1",
    title: { en: "GPT-2’s MLP blocks", zh: "GPT-2 的 MLP 块" },
    description: {
      en: "N(0, 0.02²) and outputs / √(2L): at width 512 the gain is 0.45, and blocks add almost nothing.",
      zh: "N(0, 0.02²)，输出除以 √(2L)：宽度 512 时增益为 0.45，各块几乎不加什么。",
    },
    source: same("Radford et al. 2019, GPT-2"),
  },
  {
    id: "llama_blocks",
    link: "#v=1&depth=38&batch=64&act=silu&block=pre&expand=2.7&gate=glu&init=normal&std=0.02&norm=rms&seed=1",
    title: { en: "Llama’s SwiGLU blocks", zh: "Llama 的 SwiGLU 块" },
    description: {
      en: "Three matrices per block; look at the product of gate and value: small, and with heavy tails.",
      zh: "每块三个矩阵；看门与值的乘积：很小，而且尾部很重。",
    },
    source: same("Touvron et al. 2023; Shazeer 2020"),
  },
  {
    id: "vit_blocks",
    link: "#v=1&depth=26&width=192&batch=64&act=gelu&block=pre&expand=4&init=truncated_normal&std=0.02&norm=layer&seed=1",
    title: { en: "ViT’s MLP blocks", zh: "ViT 的 MLP 块" },
    description: {
      en: "Truncated normal with std 0.02 and no depth factor: so small that none is needed.",
      zh: "截断正态，标准差 0.02，没有深度系数：小到不需要它。",
    },
    source: same("Dosovitskiy et al. 2021; timm"),
  },
  {
    id: "gpt2_attention",
    link: "#v=1&depth=26&act=gelu&last=linear&block=pre&branch=depth2&expand=4&tokens=64&heads=4&init=normal&std=0.02&norm=layer&seed=1",
    title: { en: "GPT-2’s blocks, with attention", zh: "GPT-2 的块，含注意力" },
    description: {
      en: "Logits are tiny, so every token averages those before it: the entropy is that of equal weights.",
      zh: "logit 很小，每个词元对前面的词元取平均：熵等于均匀加权时的熵。",
    },
    source: same("Radford et al. 2019; OpenAI, gpt-2"),
  },
  {
    id: "llama_attention",
    link: "#v=1&depth=30&act=silu&last=linear&block=pre&expand=2.67&gate=glu&tokens=64&heads=4&init=normal&std=0.02&norm=rms&seed=1",
    title: { en: "Llama’s blocks, with attention", zh: "Llama 的块，含注意力" },
    description: {
      en: "RMS norm, attention and SwiGLU by turns; without the rotation of positions, which changes no size here.",
      zh: "RMS 归一化，注意力与 SwiGLU 交替；不含旋转位置编码，它在这里不改变大小。",
    },
    source: same("Touvron et al. 2023"),
  },
  {
    id: "nanochat_blocks",
    link: "#v=1&depth=26&act=relu_squared&last=linear&block=pre&branch=zero&expand=4&init=lecun_uniform&inits=26:zeros&norm=rms&seed=1",
    title: { en: "nanochat’s MLP blocks", zh: "nanochat 的 MLP 块" },
    description: {
      en: "Squared ReLU; outputs and head start at zero: the stream goes through untouched, all answers are equally likely.",
      zh: "平方 ReLU；分支输出与末层从零开始：主干原样通过，各个回答等可能。",
    },
    source: same("Karpathy 2025, nanochat"),
  },
  {
    id: "pre_norm_36",
    link: "#v=1&depth=74&width=192&batch=64&block=pre&gain=1.189&norm=rms&seed=1",
    title: { en: "36 pre-norm blocks", zh: "36 个 pre-norm 块" },
    description: {
      en: "The stream grows like a root of the depth, and late blocks count for little.",
      zh: "主干按深度的平方根增大，靠后的块作用很小。",
    },
    source: same("Xiong et al. 2020"),
  },
  {
    id: "post_norm_48",
    link: "#v=1&depth=98&width=192&batch=64&block=post&gain=1.189&norm=rms&seed=1",
    title: { en: "48 post-norm blocks", zh: "48 个 post-norm 块" },
    description: {
      en: "Every histogram is perfect, and all inputs point the same way: see the cosine.",
      zh: "每个直方图都完美，而所有输入指向同一方向：看余弦。",
    },
    source: same("Vaswani et al. 2017; Xiong et al. 2020"),
  },
  {
    id: "deepnorm_48",
    link: "#v=1&depth=98&width=192&batch=64&block=deepnorm&norm=layer&seed=1",
    title: { en: "48 DeepNorm blocks", zh: "48 个 DeepNorm 块" },
    description: {
      en: "Post-norm with a stream of weight α and branches of weight β: directions stay apart.",
      zh: "Post-norm，但主干乘 α、分支权重乘 β：各方向保持分开。",
    },
    source: same("Wang et al. 2022, DeepNet"),
  },
  {
    id: "branch_norm_48",
    link: "#v=1&depth=98&width=192&batch=64&block=branch&norm=rms&seed=1",
    title: { en: "48 branch-norm blocks", zh: "48 个分支归一化块" },
    description: {
      en: "A norm on both sides of the branch: its size no longer depends on the weights.",
      zh: "分支两侧都有归一化：它的大小不再取决于权重。",
    },
    source: same("OLMo 2, 2024"),
  },
  {
    id: "layer_scale",
    link: "#v=1&depth=38&width=192&batch=64&act=gelu&block=pre&branch=0.1&norm=layer&seed=1",
    title: { en: "LayerScale, 0.1", zh: "LayerScale，0.1" },
    description: {
      en: "Eighteen blocks that begin near the identity.",
      zh: "18 个从接近恒等映射开始的块。",
    },
    source: same("Touvron et al. 2021, CaiT"),
  },
  {
    id: "rezero",
    link: "#v=1&depth=26&width=192&batch=64&block=residual&branch=0&seed=1",
    title: { en: "ReZero", zh: "ReZero" },
    description: {
      en: "Branches times 0: the signal is untouched, and no weight inside has a gradient yet.",
      zh: "分支乘 0：信号不变，而分支内的权重此时都没有梯度。",
    },
    source: same("Bachlechner et al. 2020"),
  },
  {
    id: "ppo_policy",
    link: "#v=1&width=64-64-6&in=17&act=tanh&last=linear&init=orthogonal&gain=1.414&inits=3:orthogonal@0.01&seed=1",
    title: { en: "PPO’s policy network", zh: "PPO 的策略网络" },
    description: {
      en: "Orthogonal with gain √2, and a last layer of 0.01: all actions are equally likely at first.",
      zh: "正交，增益 √2，末层 0.01：开始时各动作几乎等可能。",
    },
    source: same("CleanRL, Stable-Baselines3"),
  },
  {
    id: "siren",
    link: "#v=1&depth=5&in=2&act=sin&last=linear&w0=30&init=uniform&limit=0.0051&inits=1:uniform@0.5,5:uniform@0.0051&x=uniform&seed=1",
    title: { en: "SIREN, ω₀ = 30", zh: "SIREN，ω₀ = 30" },
    description: {
      en: "Layer 1 from U(±1/n), all others from U(±√(6/n) / ω₀): every sine gets N(0, 1) whatever the depth.",
      zh: "第 1 层取 U(±1/n)，其余取 U(±√(6/n) / ω₀)：不论多深，每个正弦得到的都是 N(0, 1)。",
    },
    source: same("Sitzmann et al. 2020"),
  },
  {
    id: "pinn",
    link: "#v=1&depth=8&width=40&in=2&act=tanh&last=linear&init=xavier_normal&seed=1",
    title: { en: "A network for a PDE", zh: "求解 PDE 的网络" },
    description: {
      en: "Tanh and Glorot, forty units, two inputs: what physics-informed networks begin with.",
      zh: "Tanh 与 Glorot，40 个单元，两个输入：物理信息网络的起点。",
    },
    source: same("Raissi, Perdikaris, Karniadakis 2019"),
  },
] as const satisfies readonly Preset[];
