/** Names of tabs and files. */
import { describe, expect, it } from "vitest";
import { loadText } from "../../i18n/languages.ts";
import { decodeLink } from "../../link/codec.ts";
import { fileName } from "../export/fileName.ts";
import { experimentName } from "./experimentName.ts";

const { config } = decodeLink("#v=1&depth=30&act=tanh&init=xavier_normal&width=784-300-100");

describe("the name of an experiment", () => {
  it("says its sizes, activation and initialiser, in both languages", async () => {
    const [en, zh] = [await loadText("en"), await loadText("zh")];
    expect(experimentName(config, en.t)).toMatch(/^3 × 784-300-100 · Tanh · Xavier normal/);
    expect(experimentName(config, zh.t)).toMatch(/^3 × 784-300-100 · Tanh · Xavier 正态/);
    expect(fileName(config, en.t)).toMatch(/^initscope-3x784-300-100-tanh-xavier-normal/);
    expect(fileName(config, zh.t)).toMatch(/^initscope-3x784-300-100-tanh-xavier-正态/);
  });

  it("has nothing in a file's name that a file system forbids", async () => {
    const { t } = await loadText("en");
    for (const initializer of [
      "he_normal",
      "misprint_xavier_squared",
      "uniform_01",
      "pytorch_linear",
    ] as const)
      expect(fileName({ ...config, initializer }, t)).toMatch(/^[\p{L}\p{N}-]+$/u);
  });
});
