/** The part that a tensor plays in its network, as its name suggests it; the visitor may know better. */

export const ROLES = [
  "embedding",
  "position",
  "qkv",
  "attentionOut",
  "mlpIn",
  "gate",
  "mlpOut",
  "head",
  "policyHead",
  "valueHead",
  "linear",
  "conv",
  "norm",
  "layerScale",
  "bias",
  "loraA",
  "loraB",
  "state",
] as const;
export type Role = (typeof ROLES)[number];

/** Layers that write to the residual stream: those that take a depth factor. */
export const RESIDUAL_OUTPUTS: ReadonlySet<Role> = new Set(["attentionOut", "mlpOut"]);

/** Names by which the codebases of `recipes.ts` call their parts; the first that fits decides. */
const PATTERNS: readonly (readonly [Role, RegExp])[] = [
  [
    "state",
    /running_(?:mean|var)|num_batches_tracked|moving_(?:mean|variance)|inv_freq|position_ids|(?:masked_bias|attn\.bias)$/,
  ],
  ["loraA", /lora_a\b|lora_down/],
  ["loraB", /lora_b\b|lora_up/],
  ["layerScale", /layer_?scale|(?:^|[._/])ls\d?[._/]|gamma_?\d/],
  ["bias", /(?:^|[._/])(?:bias|beta|b)(?::\d+)?$|_bias(?::\d+)?$|bias_(?:ih|hh)\w*$/],
  ["norm", /norm|(?:^|[._/])(?:ln|bn|gn)_?\w{0,3}[._/]|(?:^|[._/])(?:gamma|scale)(?::\d+)?$/],
  ["position", /(?:^|[._/])wpe[._/]|pos\w*_?emb|cls_token|dist_token|relative_attention_bias/],
  ["conv", /patch_embed|patch_embedding/],
  [
    "embedding",
    /(?:^|[._/])wte[._/]|emb(?:ed|edding|eddings|ed_tokens|ed_in)?(?:[._/]\d+)?[._/](?:weight|embeddings?|kernel)|embed_tokens|word_embeddings|tok_?emb|(?:^|[._/])shared[._/]/,
  ],
  [
    "policyHead",
    /action_net|(?:actor|policy|pi)\w*(?:[._/]\w+)*[._/](?:head|out|final)|policy_head|logits_head/,
  ],
  ["valueHead", /value_net|value_head|(?:critic|vf)\w*(?:[._/]\w+)*[._/](?:head|out|final)/],
  [
    "attentionOut",
    /attn\w*[./](?:\w+[./])*(?:c_proj|o_proj|out_proj|proj|wo|to_out|dense|resid_proj)\b|attention[./](?:\w+[./])*(?:output|dense|out_proj|o_proj|wo|proj)\b|(?:^|[._/])(?:o_proj|wo|out_proj|to_out)\b/,
  ],
  [
    "qkv",
    /c_attn|(?:^|[._/])(?:q|k|v|qkv|kv)_?proj|in_proj|query|(?:^|[._/])(?:key|value)[._/]|(?:^|[._/])w[qkv][._/]|(?:^|[._/])qkv|to_(?:q|k|v|qkv)\b|wqkv|c_[qkv]\b/,
  ],
  ["gate", /gate_proj|gate_up_proj|w_?gate|(?:feed_forward|mlp|ffn)[._/]w1\b|(?:^|[._/])gate[._/]/],
  [
    "mlpOut",
    /down_proj|fc2|dense_4h_to_h|linear2|(?:feed_forward|mlp|ffn)[._/]w2\b|(?:mlp|ffn|feed_forward)[./](?:\w+[./])*(?:c_proj|proj|fc_out|wo|down|out)\b|output[._/]dense|(?:^|[._/])fc_out[._/]/,
  ],
  [
    "mlpIn",
    /c_fc|up_proj|fc1|dense_h_to_4h|linear1|intermediate|(?:feed_forward|mlp|ffn)[._/]w[3v]\b|(?:mlp|ffn|feed_forward)[./](?:\w+[./])*(?:fc|fc_in|wi|wi_\d|up|in)\b/,
  ],
  [
    "head",
    /lm_head|embed_out|classifier|(?:^|[._/])(?:head|heads|output|fc|readout|logits|decoder)[._/](?:weight|kernel)|score[._/]weight/,
  ],
];

/** The role of a tensor. @param shape tells vectors from matrices from kernels where the name does not */
export function roleOf(name: string, shape: readonly number[]): Role {
  const lower = name.toLowerCase();
  const role = PATTERNS.find(([, pattern]) => pattern.test(lower))?.[0];
  if (shape.length < 2)
    return role === "bias" ||
      role === "norm" ||
      role === "layerScale" ||
      role === "state" ||
      role === "position"
      ? role
      : "bias";
  // Matrices are no biases and no gains, whatever their names.
  if (role !== undefined && role !== "bias" && role !== "norm") return role;
  return shape.length > 2 ? "conv" : "linear";
}

/** A whole number between separators. */
const NUMBER = /(?<=^|[._/])\d+(?=[._/]|$)/g;

/** The name with its numbers taken out: layers of one name are a group, `h.*.attn.c_proj.weight`. */
export const groupName = (name: string): string => name.replaceAll(NUMBER, "*");

/** The depth of a tensor: the first number of its name; 0 where there is none. */
export function depthOf(name: string): number {
  const [first] = name.match(NUMBER) ?? [];
  return first === undefined ? 0 : Number(first);
}
