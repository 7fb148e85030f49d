/** Where a link finds the recipes: they are fetched for it. This file names no recipe. */
import type { ExperimentConfig } from "./config.ts";

export interface RecipeSource {
  readonly ids: readonly string[];
  /** The settings of a recipe for a network of this size; null for an id that is none. */
  readonly patchOf: (id: string, config: ExperimentConfig) => Partial<ExperimentConfig> | null;
}

let source: RecipeSource = { ids: [], patchOf: () => null };

/** Hands over the recipes, as soon as they are there. */
export function provideRecipes(fetched: RecipeSource): void {
  source = fetched;
}

export function recipeSource(): RecipeSource {
  return source;
}
