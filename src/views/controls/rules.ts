/**
 * The list of rules for single layers: adding, changing, removing. Pure: each function returns a patch of the
 * configuration.
 */
import type { ActivationId } from "../../catalog/activations.ts";
import type { InitializerId } from "../../catalog/initializers.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { InitializerOverride, LayerOverride } from "../../experiment/settings.ts";
import { activationOf, initializerOf } from "../../experiment/layerSettings.ts";

/** The kind of value that a rule gives its layers. */
export const RULE_KINDS = ["activation", "initializer"] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

type Overrides = Pick<ExperimentConfig, "activationOverrides" | "initializerOverrides">;

/** The articles' name of the strategy: one law for all layers, one for each, or both. */
export type Strategy = "global" | "per_layer" | "mixed";

/** Whether a rule covers a layer (1-based). */
function isOwn({ activationOverrides, initializerOverrides }: Overrides, layer: number): boolean {
  const covers = ({ from, to }: LayerOverride<string>): boolean => from <= layer && layer <= to;
  return activationOverrides.some(covers) || initializerOverrides.some(covers);
}

/** The number of layers that a rule covers. */
export function ownLayers(config: ExperimentConfig): number {
  let count = 0;
  for (let layer = 1; layer <= config.depth; layer++) if (isOwn(config, layer)) count++;
  return count;
}

export function strategyOf(config: ExperimentConfig): Strategy {
  const own = ownLayers(config);
  if (own === 0) return "global";
  return own === config.depth ? "per_layer" : "mixed";
}

/**
 * The layer (1-based) of a new rule: the selected one, else the one after the last rule, else the middle one.
 */
function newLayer(config: ExperimentConfig, kind: RuleKind, selectedLayer: number | null): number {
  const last = rulesOf(config, kind).at(-1);
  const layer =
    selectedLayer !== null
      ? selectedLayer + 1
      : last === undefined
        ? Math.ceil(config.depth / 2)
        : last.to + 1;
  return Math.min(config.depth, layer);
}

/** The rules of one kind. */
export function rulesOf(
  { activationOverrides, initializerOverrides }: Overrides,
  kind: RuleKind,
): readonly LayerOverride<string>[] {
  return kind === "activation" ? activationOverrides : initializerOverrides;
}

/** Adds a rule at the end of its list, with a value that the layer does not have yet. */
export function addRule(
  config: ExperimentConfig,
  kind: RuleKind,
  selectedLayer: number | null,
): Partial<ExperimentConfig> {
  const layer = newLayer(config, kind, selectedLayer);
  const range = { from: layer, to: layer };
  if (kind === "activation") {
    const id = activationOf(config, layer - 1) === "tanh" ? "relu" : "tanh";
    return { activationOverrides: [...config.activationOverrides, { ...range, id }] };
  }
  const id = initializerOf(config, layer - 1).id === "xavier_normal" ? "he_normal" : "xavier_normal";
  return { initializerOverrides: [...config.initializerOverrides, { ...range, id, value: null }] };
}

/** Sets the first or last layer; the other end follows where the two would cross. */
export type RangePatch = { readonly from: number } | { readonly to: number };

function withRange<Rule extends LayerOverride<string>>(rule: Rule, patch: RangePatch): Rule {
  return "from" in patch
    ? { ...rule, from: patch.from, to: Math.max(rule.to, patch.from) }
    : { ...rule, to: patch.to, from: Math.min(rule.from, patch.to) };
}

export function moveRule(
  config: Overrides,
  kind: RuleKind,
  index: number,
  patch: RangePatch,
): Partial<ExperimentConfig> {
  return kind === "activation"
    ? {
        activationOverrides: config.activationOverrides.map((rule, at) =>
          at === index ? withRange(rule, patch) : rule,
        ),
      }
    : {
        initializerOverrides: config.initializerOverrides.map((rule, at) =>
          at === index ? withRange(rule, patch) : rule,
        ),
      };
}

export function setRuleActivation(
  { activationOverrides }: Overrides,
  index: number,
  id: ActivationId,
): Partial<ExperimentConfig> {
  return {
    activationOverrides: activationOverrides.map((rule, at) => (at === index ? { ...rule, id } : rule)),
  };
}

/** Sets the initialiser, which starts at its own default, or the number of the present one. */
export function setRuleInitializer(
  { initializerOverrides }: Overrides,
  index: number,
  patch: { readonly id: InitializerId } | { readonly value: number },
): Partial<ExperimentConfig> {
  const change = (rule: InitializerOverride): InitializerOverride =>
    "id" in patch ? { ...rule, id: patch.id, value: null } : { ...rule, value: patch.value };
  return {
    initializerOverrides: initializerOverrides.map((rule, at) => (at === index ? change(rule) : rule)),
  };
}

export function removeRule(config: Overrides, kind: RuleKind, index: number): Partial<ExperimentConfig> {
  return kind === "activation"
    ? { activationOverrides: config.activationOverrides.filter((_, at) => at !== index) }
    : { initializerOverrides: config.initializerOverrides.filter((_, at) => at !== index) };
}
