/** Rules that give some layers another activation or initialiser than the rest. */
import { useState } from "react";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Part } from "../Part.tsx";
import { rulesPart } from "./lazy.ts";
import type { NewRule } from "./newRule.ts";
import { Group } from "./Group.tsx";
import { More, useMore } from "./More.tsx";
import styles from "./LayersGroup.module.css";
import { addRule, ownLayers, RULE_KINDS, rulesOf, strategyOf } from "./rules.ts";
import { useConfig } from "./useConfig.ts";

export function LayersGroup() {
  const t = useText();
  const { config, changeConfig } = useConfig();
  const selectedLayer = useAppStore((state) => state.view.selectedLayer);
  const [newRule, setNewRule] = useState<NewRule | null>(null);
  const hasRules = RULE_KINDS.some((kind) => rulesOf(config, kind).length > 0);
  const more = useMore("layers", hasRules);
  return (
    <Group part="layers" title={t("rules.title")} isTitleHidden isFolded>
      <More {...more} title={t("rules.title")} isTitled>
        {hasRules && <Part of={rulesPart}>{({ LayerRules }) => <LayerRules newRule={newRule} />}</Part>}
        <div className={styles.add}>
          <span className={styles.strategy}>
            {t(`rules.${strategyOf(config)}`, { own: ownLayers(config), depth: config.depth })}
          </span>
          {RULE_KINDS.map((kind) => (
            <Button
              key={kind}
              variant="outline"
              className={styles.addButton}
              data-add-rule={kind}
              aria-label={t(`rules.add.${kind}.name`)}
              onClick={() => {
                setNewRule({ kind, index: rulesOf(config, kind).length });
                changeConfig(addRule(config, kind, selectedLayer));
              }}
            >
              + {t(`rules.add.${kind}`)}
            </Button>
          ))}
        </div>
      </More>
    </Group>
  );
}
