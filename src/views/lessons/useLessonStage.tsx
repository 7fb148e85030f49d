/** Which charts a step hides, and what it draws over them. */
import { useMemo } from "react";
import { emptySketch } from "../../charts/sketch.ts";
import type { SketchAnchors } from "../../charts/sketch.ts";
import { useLessonsText } from "../../i18n/lessonsText.ts";
import type { StageFrame, Stage } from "../stage.ts";
import { drawn } from "./answer.ts";
import type { Answer, AnswerChange } from "./answer.ts";
import type { LessonStep } from "../lessonLibrary.ts";
import { logSketchAxis, neutralDomain, shareSketchAxis } from "./sketchAxis.ts";
import type { SketchAxis } from "./sketchAxis.ts";
import { ShareChart } from "./ShareChart.tsx";
import { SketchLayer } from "./SketchLayer.tsx";
import { SketchLegend } from "./SketchLegend.tsx";

export interface LessonStageInput {
  readonly step: LessonStep;
  readonly isRevealed: boolean;
  /** The directions that stay hidden for now; the same list while they stay. */
  readonly concealed: Stage["concealed"];
  readonly answer: Answer;
  /**
   * Layers of the step's own experiment while it is the chosen one: a sketch belongs to no other. Null
   * otherwise.
   */
  readonly sketchLayers: number | null;
  /** The true values of a sketch of shares; null before the reveal. */
  readonly measured: readonly number[] | null;
  readonly onAnswer: (change: AnswerChange) => void;
}

/** The sketch on one axis, open or locked; none while the experiment before this one is still in sight. */
function sketchOn(
  frame: Omit<StageFrame, "scale">,
  values: SketchAxis,
  label: string,
  { answer, sketchLayers, onAnswer }: Pick<LessonStageInput, "answer" | "sketchLayers" | "onAnswer">,
) {
  const { axis, metrics, heightPx } = frame;
  if (axis.layerCount !== sketchLayers) return null;
  const sized = (anchors: SketchAnchors | null): SketchAnchors =>
    anchors?.length === axis.layerCount ? anchors : emptySketch(axis.layerCount);
  return (
    <SketchLayer
      {...{ axis, metrics, heightPx, values, label }}
      anchors={sized(answer.anchors)}
      onChange={
        answer.phase === "open"
          ? (update, isBegun) => onAnswer((newest) => drawn(newest, update(sized(newest.anchors)), isBegun))
          : null
      }
    />
  );
}

/** A quantity as a title; Chinese has no capitals. */
function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What an open question leaves of the charts: those that it shows or is drawn on. */
function questionOf({ prediction, shows }: LessonStep): Stage["question"] {
  return prediction?.kind === "sketch" || shows !== undefined ? "overChart" : "alone";
}

export function useLessonStage({
  step,
  isRevealed,
  concealed,
  answer,
  sketchLayers,
  measured,
  onAnswer,
}: LessonStageInput): Stage {
  const t = useLessonsText();
  return useMemo(() => {
    const stage: Stage = {
      question: isRevealed ? null : questionOf(step),
      concealed,
      domain: null,
      drawing: null,
      legend: null,
      chart: null,
    };
    const { prediction } = step;
    if (prediction?.kind !== "sketch" || sketchLayers === null) return stage;
    const label = t("sketch.label", { quantity: t(`quantity.${prediction.quantity}`) });
    if (prediction.quantity === "std" || prediction.quantity === "gradient") {
      return {
        ...stage,
        domain: neutralDomain(prediction.decades),
        legend: (metrics) => <SketchLegend metrics={metrics} hasMeasured={false} />,
        drawing: (frame) =>
          sketchOn(frame, logSketchAxis(frame.scale), label, { answer, sketchLayers, onAnswer }),
      };
    }
    return {
      ...stage,
      chart: (frame) => {
        const values = shareSketchAxis(frame.heightPx, prediction.quantity);
        return (
          <ShareChart
            {...{ frame, values, measured }}
            title={capitalised(t(`quantity.${prediction.quantity}`))}
            summary={label}
            legend={<SketchLegend metrics={frame.metrics} hasMeasured={measured !== null} />}
          >
            {sketchOn(frame, values, label, { answer, sketchLayers, onAnswer })}
          </ShareChart>
        );
      },
    };
  }, [step, isRevealed, concealed, answer, sketchLayers, measured, onAnswer, t]);
}
