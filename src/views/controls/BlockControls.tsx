/** The kind of block, with what it needs, and the factor of its branches. */
import { BRANCH_WORDS, normalizesItself } from "../../experiment/blocks.ts";
import { CHOICES, LIMITS } from "../../experiment/config.ts";
import { residualBlocks } from "../../experiment/layerSettings.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Select } from "../../ui/Select.tsx";
import { Slider } from "../../ui/Slider.tsx";
import styles from "./Formula.module.css";
import { choiceText } from "./settingText.ts";
import { useSettings } from "./useConfig.ts";

/** The kind of block. A block with a norm takes RMS norm where none is chosen: the choice is then shown. */
export function BlockControl() {
  const t = useText();
  const { config, changeConfig } = useSettings("block", "normalization", "gate", "tokens");
  const { block, normalization, gate, tokens } = config;
  const hasBlocks = useAppStore((state) => residualBlocks(state.config) > 0);
  const hint =
    block !== "none" && !hasBlocks
      ? t("block.short", { layers: tokens > 1 ? 4 : gate === "glu" ? 3 : 2 })
      : normalizesItself(block) && normalization === "none"
        ? t("block.rms")
        : null;
  return (
    <>
      <Select
        isStacked
        label={t("control.block")}
        value={block}
        options={CHOICES.block.ids.map((id) => ({ id, label: choiceText(t, "block", id) }))}
        onChange={(next) =>
          changeConfig(
            normalizesItself(next) && normalization === "none"
              ? { block: next, normalization: "rms" }
              : { block: next },
          )
        }
      />
      {hint !== null && <p className={styles.hint}>{hint}</p>}
    </>
  );
}

/** The value that a press on "A value" starts with: LayerScale of networks up to 18 layers. */
const LAYER_SCALE = 0.1;

/** A word for the factor of every branch, or a slider for its value. */
export function BranchControl() {
  const t = useText();
  const { config, changeConfig } = useSettings("branch", "block");
  const { branch, block } = config;
  if (block === "none") return null;
  const chosen = typeof branch === "string" ? branch : branch === 1 ? "one" : "value";
  const { min, max } = LIMITS.branch;
  return (
    <>
      <Select
        label={t("control.branch")}
        value={chosen}
        options={(["one", ...BRANCH_WORDS, "value"] as const).map((id) => ({ id, label: t(`branch.${id}`) }))}
        onChange={(id) => changeConfig({ branch: id === "one" ? 1 : id === "value" ? LAYER_SCALE : id })}
      />
      {chosen === "value" && typeof branch === "number" && (
        <Slider
          label={t("control.branchValue")}
          value={branch}
          scale={{ kind: "linear", min: 0, max: 2, step: 0.05, isInteger: false }}
          min={min}
          max={max}
          valueText={t("valueText.number", { value: branch })}
          onChange={(value) => changeConfig({ branch: value })}
        />
      )}
    </>
  );
}
