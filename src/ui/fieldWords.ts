/** What a field says when it did not take a text as it was typed: the page brings the words. */
import { createContext, useContext } from "react";

/** Why a typed text was not taken as it stands, and the number in its place. */
export interface FieldProblem {
  readonly kind: "noNumber" | "outside" | "noInteger";
  readonly given: string;
  readonly used: number;
  readonly min: number;
  readonly max: number;
}

export const FieldWordsContext = createContext<(problem: FieldProblem) => string>(
  ({ given, used }) => `${given} → ${String(used)}`,
);

export function useFieldWords(): (problem: FieldProblem) => string {
  return useContext(FieldWordsContext);
}
