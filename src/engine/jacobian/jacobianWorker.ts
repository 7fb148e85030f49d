/** Entry of a worker that measures one Jacobian after another. */
import { multiplyPlainly } from "../../experiment/jacobian/multiply.ts";
import type { JacobianAnswer, JacobianRequest } from "../../experiment/jacobian/jacobianRequest.ts";
import { spectrumSteps } from "../../experiment/jacobian/spectrum.ts";
import { jacobianDensity, jacobianFactors, jacobianMoments } from "../../experiment/theory/jacobianLaw.ts";

const answer = (part: JacobianAnswer): void => postMessage(part);

addEventListener("message", ({ data: { plan, inputs, known } }: MessageEvent<JacobianRequest>) => {
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
  answer({ kind: "end" });
});
