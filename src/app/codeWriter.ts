/** Writes the experiment on the screen as a program. Fetched on first use. */
import type { FrameworkId } from "../catalog/frameworks.ts";
import type { ExperimentConfig } from "../experiment/config.ts";
import { planExperiment } from "../experiment/plan.ts";
import type { Plan } from "../experiment/plan.ts";
import type { EngineReport, RunResult } from "../experiment/result.ts";
import type { Snapshot } from "../experiment/training/snapshot.ts";
import { planTraining } from "../experiment/training/trainingPlan.ts";
import type { CodeSource } from "../export/code/codeSource.ts";
import { fixLines } from "../export/code/fixLines.ts";
import { notebookFile, pythonFile, writeScript } from "../export/code/script.ts";
import type { Picture } from "../store/state.ts";
import type { CodeExperiment, WrittenCode } from "../views/code/codeLibrary.ts";
import { engineName } from "../views/engine/engineName.ts";

/** In scripts the engine's name is English, as the rest is. */
const REFERENCE = "the float64 reference";

const nameOf = (report: EngineReport | null): string =>
  report === null ? REFERENCE : engineName(report, REFERENCE);

/** The training of an experiment with a task, and the losses that the page has of it. */
export function trainingOf(
  config: ExperimentConfig,
  snapshots: readonly Pick<Snapshot, "step" | "loss">[],
): CodeSource["training"] {
  if (planExperiment(config).task === undefined) return null;
  const training = planTraining(config);
  // What no trainer of the page knows.
  if (training === null) return "attention";
  const losses = snapshots.flatMap(({ step, loss }) =>
    loss !== null && Number.isFinite(loss) ? [{ step, loss }] : [],
  );
  return { training, losses };
}

/** A picture's experiment at its initialisation: a training begins there. */
function codeSource({ picture: shown, recording, link, appVersion }: CodeExperiment): CodeSource {
  const isTrained = shown.plan.trainedSteps !== undefined;
  const picture = isTrained && recording !== null ? recording.initial : shown;
  const { plan, layers, loss, report } = picture;
  const snapshots = recording === null || recording.plan.recorded !== undefined ? [] : recording.snapshots;
  return {
    plan,
    layers: layers.flatMap((layer) => (layer === null ? [] : [layer.result])),
    loss,
    training: trainingOf(picture.config, snapshots),
    link,
    appVersion,
    engine: nameOf(report),
  };
}

export function writeCode(source: CodeExperiment, framework: FrameworkId): WrittenCode {
  const script = writeScript(codeSource(source), framework);
  if (script.kind === "script")
    return {
      kind: "script",
      script: pythonFile(script),
      notebook: notebookFile(script),
      training: script.training,
    };
  return script;
}

/** The lines that a fix of the verdict changes, in the program of a picture's initialisation. */
export function writeFix(
  { config }: Picture,
  patch: Partial<ExperimentConfig>,
  framework: FrameworkId,
): string | null {
  return fixLines(planExperiment(config), planExperiment({ ...config, ...patch }), framework);
}

/** A run as a Python file. @throws RangeError where no script has all of it */
export function scriptOfRun(
  plan: Plan,
  { layers, loss, report }: RunResult,
  origin: Pick<CodeSource, "link" | "appVersion" | "training">,
  framework: FrameworkId,
): string {
  const script = writeScript({ plan, layers, loss, ...origin, engine: nameOf(report) }, framework);
  if (script.kind === "script") return pythonFile(script);
  throw new RangeError(`invalid experiment: ${script.what} (expected parts that a script has)`);
}
