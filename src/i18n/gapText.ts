/** Why theory says nothing: fetched with the first network of which it says nothing. */
import { definePartText } from "./partText.ts";

export const {
  messages: gapMessages,
  inLanguage: gapTranslator,
  useText: useGapText,
} = definePartText({
  en: {
    constant_weights: "all units are alike",
    uncentred_weights: "weights do not have mean 0",
    identity_weights: "weights are not random",
    given_weights: "weights come from a file",
    tiny_batch: "batch norm over fewer than 4 inputs",
    tiny_layer: "norm over fewer than 4 units",
    data_dependent_weights: "the weights depend on the data",
    shared_weights: "layers repeat the same weights",
    averaged_statistics: "batch norm uses averages over other batches",
    alpha_dropout: "alpha dropout",
    trained: "trained: theory describes step 0",
    batch_normed_stream: "batch norm of the stream",
    gated_loss: "the loss depends on a gated output",
    attention: "attention mixes tokens",
    dropout_before_norm: "dropout before the normalisation",
  },
  zh: {
    shared_weights: "各层重复使用同一组权重",
    averaged_statistics: "批归一化使用其他批次的平均统计量",
    alpha_dropout: "alpha dropout",
    trained: "已训练：理论只描述第 0 步",
    batch_normed_stream: "对主干做批归一化",
    gated_loss: "损失依赖于门控的输出",
    attention: "注意力混合了词元",
    dropout_before_norm: "归一化之前的 dropout",
    constant_weights: "各单元完全相同",
    uncentred_weights: "权重均值不为 0",
    identity_weights: "权重不是随机的",
    given_weights: "权重来自文件",
    tiny_batch: "批归一化的输入少于 4 个",
    tiny_layer: "归一化的单元少于 4 个",
    data_dependent_weights: "权重取决于数据",
  },
});
