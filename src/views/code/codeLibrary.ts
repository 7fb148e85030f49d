/** The views' interface to the writer of code: types only, the writer itself is injected. */
import type { FrameworkId } from "../../catalog/frameworks.ts";
import type { ExperimentConfig } from "../../experiment/config.ts";
import type { Picture, Recording } from "../../store/state.ts";

/** What a program is written of. */
export interface CodeExperiment {
  readonly picture: Picture;
  /** The training of the picture; null without one. */
  readonly recording: Recording | null;
  /** The whole address that opens this experiment. */
  readonly link: string;
  readonly appVersion: string;
}

/** An experiment as a program, or why there is none. */
export type WrittenCode =
  | {
      readonly kind: "script";
      /** A Python file. */
      readonly script: string;
      /** A Jupyter notebook of the same cells. */
      readonly notebook: string;
      /** What it has of a training: there is none, all, all but losses to compare, or what it lacks. */
      readonly training: "none" | "compared" | "untrained" | { readonly missing: string };
    }
  | { readonly kind: "refused"; readonly what: string };

export interface CodeLibrary {
  /** Writes the experiment of a picture in a framework. */
  readonly writeCode: (source: CodeExperiment, framework: FrameworkId) => WrittenCode;
  /** The lines that a change of settings changes; null where the framework cannot have them. */
  readonly writeFix: (
    picture: Picture,
    patch: Partial<ExperimentConfig>,
    framework: FrameworkId,
  ) => string | null;
}
