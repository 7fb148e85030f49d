/** The menu of recipes, fetched with them; a link that names a recipe needs it too. */
import { recipeOf, recipePatch, recipes } from "../../experiment/recipes.ts";
import type { RecipesText } from "../../i18n/recipesText.ts";
import { recipesMessages, useRecipesText } from "../../i18n/recipesText.ts";
import { Select } from "../../ui/Select.tsx";
import styles from "./Formula.module.css";
import { useConfig } from "./useConfig.ts";

function isWord(id: string): id is RecipesText {
  return id in recipesMessages.en;
}

/** One press sets what a codebase sets; the menu then names it for as long as nothing is changed. */
export function RecipeControl() {
  const r = useRecipesText();
  const { config, changeConfig } = useConfig();
  const current = recipeOf(config);
  return (
    <>
      <Select<string>
        isStacked
        label={r("label")}
        value={current?.id ?? "none"}
        options={[{ id: "none", label: r("none") }, ...recipes.map(({ id, label }) => ({ id, label }))]}
        onChange={(id) => {
          const chosen = recipes.find((recipe) => recipe.id === id);
          if (chosen !== undefined) changeConfig(recipePatch(chosen, config));
        }}
      />
      <p className={styles.hint}>
        {current !== null && isWord(current.id)
          ? r("source", { what: r(current.id), source: current.source })
          : r("hint")}
      </p>
    </>
  );
}
