/** What sharing a batch out takes, as one part of the program that comes after the first picture. */
export { createShard } from "./shard.ts";
export { Team } from "./team.ts";
