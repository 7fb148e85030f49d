/** What the calls of `window.initscope` do. Fetched with the first call. */
// Links may have a typed activation.
import "../catalog/typed/typedActivation.ts";
import { frameworkById } from "../catalog/frameworks.ts";
import type { EngineChooser } from "../engine/choose.ts";
import { fitToBudget, HARD_BUDGET } from "../experiment/budget.ts";
import { planExperiment } from "../experiment/plan.ts";
import { TENSOR_IDS } from "../experiment/result.ts";
import { requestOf, requestToMeasure } from "../experiment/runRequest.ts";
import { predict } from "../experiment/theory/theory.ts";
import { stableRates } from "../experiment/training/sharpness.ts";
import type { Snapshot } from "../experiment/training/snapshot.ts";
import { planTraining } from "../experiment/training/trainingPlan.ts";
import { decodeLink } from "../link/codec.ts";
import type { ConsoleApi } from "./consoleTypes.ts";

/** The training of a link. @throws RangeError for one without a task */
function requestOfLink(link: string) {
  const { config, adjustments } = decodeLink(link);
  const training = planTraining(fitToBudget(config, HARD_BUDGET));
  if (training === null) throw new RangeError(`invalid link: ${link} (expected a task, as in task=spirals)`);
  return { request: { training, given: null, returnsParameters: false }, adjustments };
}

/** Losses of a training that a script compares with. */
const COMPARED_LOSSES = 20;

/** The calls on the page's engines. */
export function consoleCalls(chooser: EngineChooser, version: string): Omit<ConsoleApi, "version" | "open"> {
  return {
    async run(link, { engine, capture = false, tensors = TENSOR_IDS, workers = null } = {}) {
      const { config, adjustments } = decodeLink(link);
      const plan = planExperiment(fitToBudget(config, HARD_BUDGET));
      const request = capture
        ? requestOf(plan, { capture: "all", workers })
        : requestToMeasure(plan, tensors, { workers });
      const run = await (engine === undefined ? chooser.run(request) : chooser.runOn(engine, request));
      return { ...run, adjustments, theory: predict(plan) };
    },
    async train(link, { steps, every = Infinity, engine, signal } = {}) {
      const { request, adjustments } =
        typeof link === "string" ? requestOfLink(link) : { request: link, adjustments: [] };
      const training = { ...request.training, steps: steps ?? request.training.steps };
      const snapshots: Snapshot[] = [];
      const { losses, ...trained } = await chooser.train(
        { ...request, training },
        {
          every,
          onSnapshot: (snapshot) => snapshots.push(snapshot),
          ...(signal === undefined ? {} : { signal }),
        },
        engine,
      );
      const validation = snapshots.map(({ step, validation: loss }) => ({ step, loss }));
      return { ...trained, losses: [...losses], validation, snapshots, adjustments };
    },
    async code(link, framework) {
      frameworkById(framework);
      const config = fitToBudget(decodeLink(link).config, HARD_BUDGET);
      const plan = planExperiment(config);
      const { result } = await chooser.run(requestOf(plan));
      const { scriptOfRun, trainingOf } = await import("./codeWriter.ts");
      const training = planTraining(config);
      const snapshots: Snapshot[] = [];
      if (training !== null) {
        const request = { training, given: null, returnsParameters: false };
        const every = Math.max(1, Math.ceil(training.steps / COMPARED_LOSSES));
        await chooser.train(request, { every, onSnapshot: (snapshot) => snapshots.push(snapshot) });
      }
      const origin = { link, appVersion: version, training: trainingOf(config, snapshots) };
      return scriptOfRun(plan, result, origin, framework);
    },
    async audit(file, { layout, signal = new AbortController().signal } = {}) {
      const { auditRows } = await import("./auditCall.ts");
      return auditRows(file, layout, signal);
    },
    async sharpness(link, { step = 0 } = {}) {
      const { training, given } = requestOfLink(link).request;
      const sharpness = await chooser.sharpness({ training, given, step });
      return { sharpness, rates: stableRates(training, sharpness) };
    },
  };
}
