/** Entry of a worker that measures one Jacobian after another, or follows a line. */
import { multiplyPlainly } from "../../experiment/jacobian/multiply.ts";
import type { JacobianAnswer, JacobianRequest } from "../../experiment/jacobian/jacobianRequest.ts";
import { lineSteps } from "../../experiment/jacobian/line.ts";
import { spectrumSteps } from "../../experiment/jacobian/spectrum.ts";
import { jacobianDensity, jacobianFactors, jacobianMoments } from "../../experiment/theory/jacobianLaw.ts";

const answer = (part: JacobianAnswer): void => postMessage(part);

function measureSpectrum({ plan, inputs, known }: JacobianRequest): void {
  const factors = jacobianFactors(plan);
  const law =
    factors === null
      ? { moments: null, density: null }
      : { moments: jacobianMoments(factors), density: jacobianDensity(factors) };
  answer({ kind: "law", law });
  for (const { done, found } of spectrumSteps(plan, inputs, multiplyPlainly, known)) {
    if (found !== null) answer({ kind: "input", spectrum: found });
    answer({ kind: "progress", done });
  }
}

function followLine({ plan }: JacobianRequest): void {
  for (const { done, found } of lineSteps(plan, multiplyPlainly)) {
    if (found !== null) answer({ kind: "line", line: found });
    answer({ kind: "progress", done });
  }
}

addEventListener("message", ({ data }: MessageEvent<JacobianRequest>) => {
  (data.part === "line" ? followLine : measureSpectrum)(data);
  answer({ kind: "end" });
});
