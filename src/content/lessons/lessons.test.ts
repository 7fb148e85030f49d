/**
 * Every lesson on the engine of the browser: links are read without an adjustment, judges decide as an
 * independent source expects, and numbers exist. Only this table holds the right options; the lessons compute
 * them.
 */
import { describe, expect, it } from "vitest";
import { BACKENDS, loadNodeKernels } from "../../testing/wasm/nodeKernels.ts";
import { createWasmEngine } from "../../engine/wasm/wasmEngine.ts";
import { DEFAULT_BUDGET } from "../../experiment/budget.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { requestOf } from "../../experiment/runRequest.ts";
import { decodeLink, encodeLink } from "../../link/codec.ts";
import { pairsOf } from "../../link/view.ts";
import { drawingKeys, drawingOf } from "../../store/viewSettings.ts";
import { trainLink } from "../../views/lessons/trainLink.ts";
import { numbersIn, layerValues, readNumber } from "./format/numbers.ts";
import { linksOf } from "./format/lesson.ts";
import type { LessonRun, LessonStep } from "./format/lesson.ts";
import { lessons } from "./lessons.ts";

/** The right option of every choice, by the theory that the lessons cite. */
const EXPECTED: Readonly<Record<string, string>> = {
  "why_not_zeros 1": "none",
  "why_not_zeros 2": "last",
  "small_large 1": "ends",
  "small_large 3": "large",
  "deriving_xavier 1": "root",
  "deriving_xavier 3": "both",
  "relu_he 1": "half",
  "relu_he 4": "leaky",
  "xavier_he_30 3": "same",
  "backward_other_way 2": "shrinks",
  "backward_other_way 3": "equal",
  "saturation_dead 2": "explodes",
  "saturation_dead 4": "none",
  "histogram_lies 1": "none",
  "batch_norm 2": "standard",
  "batch_norm 4": "absent",
  "batch_norm_price 2": "faster",
  "batch_norm_price 3": "kept",
  "norm_places 1": "alike",
  "norm_places 2": "better",
  "norm_places 3": "root",
  "why_root_2l 1": "same",
  "why_root_2l 2": "root",
  "why_root_2l 3": "hardly",
  "where_002 1": "third",
  "where_002 2": "holds",
  "where_002 3": "tenth",
  "swiglu_factor 1": "six",
  "swiglu_factor 2": "tenth",
  "swiglu_factor 3": "smaller",
  "orthogonal_lsuv 1": "orthogonal",
  "order_chaos 2": "apart",
  "order_chaos 4": "he",
  "misprint 1": "six",
  "misprint 3": "half",
  "misprint 4": "batch",
  "frameworks 2": "most",
  "frameworks 3": "he",
  "zeros_trained 1": "stays",
  "zeros_trained 2": "same",
  "zeros_trained 3": "yes",
  "saturation_trained 1": "last",
  "saturation_trained 2": "learnt",
  "saturation_trained 3": "first",
  "trained_thirty 1": "stays",
  "trained_thirty 2": "learnt",
  "trained_thirty 3": "learnt",
  "one_step 2": "few",
  "one_step 3": "fifty",
  "largest_rate 1": "falls",
  "largest_rate 2": "breaks",
  "largest_rate 3": "falls",
  "by_heart 1": "worse",
  "by_heart 2": "small",
  "by_heart 3": "small",
  "why_mup 1": "higher",
  "why_mup 2": "many",
  "why_mup 3": "well",
  "why_mup 4": "lower",
  "order_by_hand 1": "grows",
  "order_by_hand 2": "fades",
  "order_by_hand 3": "middle",
  "order_by_hand 4": "second",
  "edge_no_shape 1": "often",
  "edge_no_shape 2": "often",
  "edge_no_shape 3": "once",
};

/** The longest run of a step: a second on a device that reaches 10 GFLOP/s. */
const MOST_FLOPS = 10e9;

const backend = BACKENDS.find(({ isAbsent }) => !isAbsent)?.backend ?? "simd";
const engine = createWasmEngine({ loadModule: () => loadNodeKernels(backend) });
const runs = new Map<string, Promise<LessonRun>>();

function runOf(hash: string, isTrained = false): Promise<LessonRun> {
  const key = `${hash} ${isTrained}`;
  const known = runs.get(key);
  if (known !== undefined) return known;
  if (isTrained) {
    const training = trainLink(
      async (request, { limit, every, signal, onSnapshot }) => {
        if (engine.train === undefined) throw new RangeError("the engine does not train");
        return engine.train(request, { limit, every, signal, onSnapshot });
      },
      decodeLink(hash).config,
      new AbortController().signal,
    );
    runs.set(key, training);
    return training;
  }
  const plan = planExperiment(decodeLink(hash).config);
  const run = engine.run(requestOf(plan)).then(({ result }) => ({ plan, layers: result.layers }));
  runs.set(key, run);
  return run;
}

async function runsOf(step: LessonStep): Promise<readonly LessonRun[]> {
  const done: LessonRun[] = [];
  for (const link of linksOf(step)) done.push(await runOf(link, step.isTrained === true));
  return done;
}

const steps = lessons.flatMap((lesson) =>
  lesson.steps.map((step, index) => ({ name: `${lesson.id} ${index + 1}`, step })),
);
const choices = steps.filter(({ step }) => step.prediction?.kind === "choice");

const textsOf = ({ title, text, explanation, task, prediction }: LessonStep) => [
  title,
  text,
  explanation,
  ...(task === undefined ? [] : [task.text]),
  ...(prediction?.kind === "choice" ? prediction.options.map((option) => option.text) : []),
];

describe("the lessons", () => {
  it("have unique ids that need no escape in a link", () => {
    expect(new Set(lessons.map(({ id }) => id)).size).toBe(lessons.length);
    for (const { id } of lessons) expect(id).toMatch(/^[a-z0-9_]+$/);
  });

  it("have three to six steps each and take five to ten minutes", () => {
    for (const lesson of lessons) {
      expect(lesson.steps.length).toBeGreaterThanOrEqual(3);
      expect(lesson.steps.length).toBeLessThanOrEqual(6);
      expect(lesson.minutes).toBeGreaterThanOrEqual(5);
      expect(lesson.minutes).toBeLessThanOrEqual(10);
    }
  });

  it("have something to take home, in words alone", () => {
    for (const { takeHome } of lessons) {
      expect(takeHome?.en).toMatch(/^[^{}$\u4e00-\u9fff]{60,}$/);
      expect(takeHome?.zh).toMatch(/[\u4e00-\u9fff]{4}/);
    }
  });

  it("have an expected answer for every choice, and no other", () => {
    expect(new Set(choices.map(({ name }) => name))).toEqual(new Set(Object.keys(EXPECTED)));
  });
});

describe.each(steps)("$name", ({ name, step }) => {
  const links = [...linksOf(step), ...(step.task?.link === undefined ? [] : [step.task.link])];

  it.each(links)("%s is read without an adjustment, and is written the same", (hash) => {
    const { adjustments, config } = decodeLink(hash);
    expect(adjustments).toEqual([]);
    // A step may open a study of many networks beside its own.
    expect(encodeLink(config) + drawingKeys(drawingOf(pairsOf(hash)))).toBe(hash);
    const { cost } = planExperiment(config);
    expect(cost.flops).toBeLessThan(MOST_FLOPS);
    expect(cost.bytes).toBeLessThan(DEFAULT_BUDGET.bytes);
  });

  it("has words in both languages, with the same numbers and formulas", () => {
    for (const { en, zh } of textsOf(step)) {
      expect(en.trim()).not.toBe("");
      expect(zh.trim()).not.toBe("");
      expect(en).not.toMatch(/[\u4e00-\u9fff]/);
      expect(numbersIn(zh).toSorted()).toEqual(numbersIn(en).toSorted());
      // Dollar signs come in pairs, and every brace is closed.
      for (const text of [en, zh]) {
        expect(text.split("$").length % 2).toBe(1);
        expect(text.replaceAll(/\{\{[\w.@]+\}\}/g, "")).not.toMatch(/\{\{\d?\.?[a-z_]+[@}]/);
      }
    }
    expect(step.text.zh + step.explanation.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(numbersIn(step.text.en)).toEqual([]);
  });

  it("has every number of its explanation in its runs", async () => {
    const done = await runsOf(step);
    for (const number of numbersIn(step.explanation.en)) {
      expect({ number, value: readNumber(number, done).value }).not.toEqual({ number, value: NaN });
    }
  });

  it("is judged, or has a reference line for a sketch", async () => {
    const done = await runsOf(step);
    const { prediction } = step;
    const [run] = done;
    if (prediction?.kind === "choice") {
      const right = prediction.judge(...done);
      expect(prediction.options.map(({ id }) => id)).toContain(right);
      expect(right).toBe(EXPECTED[name]);
    }
    if (prediction?.kind === "sketch" && run !== undefined) {
      const values = layerValues(prediction.quantity, run);
      expect(values).toHaveLength(run.layers.length);
      // A sketched quantity must lie on the axis.
      const isLog = prediction.quantity === "std" || prediction.quantity === "gradient";
      const [low, high] = isLog ? prediction.decades.map((decade) => 10 ** decade) : [0, 1];
      for (const value of values) {
        expect(value).toBeGreaterThanOrEqual(low ?? NaN);
        expect(value).toBeLessThanOrEqual(high ?? NaN);
      }
    }
  });
});
