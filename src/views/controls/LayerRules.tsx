/** The list of rules, `layers 3 - 5: tanh`, each edited in place. It is fetched with the first rule. */
import { useEffect, useId, useRef } from "react";
import { activations } from "../../catalog/activations.ts";
import { initializerById } from "../../catalog/initializers.ts";
import type { InitializerOverride, LayerOverride } from "../../experiment/settings.ts";
import { activationOf, negativeSlopeOf } from "../../experiment/layerSettings.ts";
import { useRulesText } from "../../i18n/rulesText.ts";
import { useText } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import { CloseIcon } from "../../ui/icons.tsx";
import { NumberField } from "../../ui/NumberField.tsx";
import { Select } from "../../ui/Select.tsx";
import { initializerMenu } from "./initializerMenu.ts";
import type { NewRule } from "./newRule.ts";
import styles from "./LayersGroup.module.css";
import { moveRule, removeRule, setRuleActivation, setRuleInitializer } from "./rules.ts";
import type { RuleKind } from "./rules.ts";
import { rangeText } from "./settingText.ts";
import { useConfig } from "./useConfig.ts";

/** The ends of a rule's range. */
function RangeFields({
  kind,
  index,
  rule,
}: {
  readonly kind: RuleKind;
  readonly index: number;
  readonly rule: LayerOverride<string>;
}) {
  const r = useRulesText();
  const { config, changeConfig } = useConfig();
  const common = { min: 1, max: config.depth, step: 1, isInteger: true, className: styles.layer };
  return (
    <>
      <NumberField
        {...common}
        label={r("from")}
        value={rule.from}
        onChange={(from) => changeConfig(moveRule(config, kind, index, { from }))}
      />
      <span className={styles.dash} aria-hidden="true">
        –
      </span>
      <NumberField
        {...common}
        label={r("to")}
        value={rule.to}
        onChange={(to) => changeConfig(moveRule(config, kind, index, { to }))}
      />
    </>
  );
}

/** The initialiser's first number, where it has one. */
function RuleParameter({ index, rule }: { readonly index: number; readonly rule: InitializerOverride }) {
  const t = useText();
  const r = useRulesText();
  const id = useId();
  const { config, changeConfig } = useConfig();
  const [parameter] = initializerById(rule.id).parameters;
  if (parameter === undefined) return null;
  const negativeSlope = negativeSlopeOf(config, activationOf(config, rule.from - 1));
  const value = rule.value ?? parameter.default({ negativeSlope });
  const label = t(`control.${parameter.key}`);
  return (
    <div className={styles.parameter}>
      <label htmlFor={id}>{label}</label>
      <NumberField
        id={id}
        label={r("parameter", { parameter: label, layers: rangeText(rule) })}
        value={Number(value.toPrecision(4))}
        min={parameter.min}
        max={parameter.max}
        step={parameter.step}
        isInteger={false}
        onChange={(next) => changeConfig(setRuleInitializer(config, index, { value: next }))}
      />
    </div>
  );
}

function RuleChoice({ index, kind }: { readonly index: number; readonly kind: RuleKind }) {
  const t = useText();
  const r = useRulesText();
  const { config, changeConfig } = useConfig();
  if (kind === "activation") {
    const rule = config.activationOverrides[index];
    if (rule === undefined) return null;
    return (
      <Select
        isBare
        label={r("activation", { layers: rangeText(rule) })}
        value={rule.id}
        options={activations.map(({ id, label }) => ({ id, label: t.nameOf(label) }))}
        onChange={(id) => changeConfig(setRuleActivation(config, index, id))}
      />
    );
  }
  const rule = config.initializerOverrides[index];
  if (rule === undefined) return null;
  return (
    <Select
      isBare
      label={r("initializer", { layers: rangeText(rule) })}
      value={rule.id}
      options={initializerMenu(t, ({ label }) => label)}
      onChange={(id) => changeConfig(setRuleInitializer(config, index, { id }))}
    />
  );
}

export function LayerRules({ newRule }: { readonly newRule: NewRule | null }) {
  const t = useText();
  const r = useRulesText();
  const { config, changeConfig } = useConfig();
  const ref = useRef<HTMLUListElement>(null);

  // After adding a rule by keyboard, the focus goes to its layers.
  useEffect(() => {
    if (newRule === null) return;
    ref.current?.querySelector<HTMLElement>(`[data-rule="${newRule.kind}-${newRule.index}"] input`)?.focus();
  }, [newRule]);

  /** The focus must not be lost with the removed button. */
  function remove(kind: RuleKind, index: number): void {
    ref.current?.parentElement?.querySelector<HTMLElement>(`[data-add-rule="${kind}"]`)?.focus();
    changeConfig(removeRule(config, kind, index));
  }

  const item = (kind: RuleKind, rule: LayerOverride<string>, index: number) => (
    <li
      key={`${kind}-${index}`}
      className={styles.rule}
      data-rule={`${kind}-${index}`}
      aria-label={r(kind, { layers: rangeText(rule) })}
    >
      <RangeFields kind={kind} index={index} rule={rule} />
      <RuleChoice kind={kind} index={index} />
      <Button
        isIcon
        aria-label={r("remove", { layers: rangeText(rule) })}
        onClick={() => remove(kind, index)}
      >
        <CloseIcon />
      </Button>
      {kind === "initializer" && config.initializerOverrides[index] !== undefined && (
        <RuleParameter index={index} rule={config.initializerOverrides[index]} />
      )}
      {rule.from > config.depth && <span className={styles.beyond}>{r("beyond")}</span>}
    </li>
  );

  return (
    <ul ref={ref} className={styles.rules} aria-label={t("rules.title")}>
      {config.activationOverrides.map((rule, index) => item("activation", rule, index))}
      {config.initializerOverrides.map((rule, index) => item("initializer", rule, index))}
    </ul>
  );
}
