/**
 * The ids of tasks, optimisers and schedules, in the order of the menus. They stand apart from their entries:
 * links need no more, and the entries are fetched with the first training. Never renamed, only aliased.
 */
export const OPTIMIZER_IDS = ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"] as const;
export type OptimizerId = (typeof OPTIMIZER_IDS)[number];

export const SCHEDULE_IDS = ["constant", "warmup", "step", "cosine"] as const;
export type ScheduleId = (typeof SCHEDULE_IDS)[number];
