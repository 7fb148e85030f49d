/** The life of the worker, with a port in its place. */
import { expect, it } from "vitest";
import type { JacobianAnswer } from "../../experiment/jacobian/jacobianRequest.ts";
import { DEFAULT_CONFIG } from "../../experiment/config.ts";
import { planExperiment } from "../../experiment/plan.ts";
import { jacobianMeasurer } from "./measureJacobian.ts";
import type { JacobianPort } from "./measureJacobian.ts";

class FakePort extends EventTarget implements JacobianPort {
  isEnded = false;
  readonly asked: unknown[] = [];
  postMessage(message: unknown): void {
    this.asked.push(message);
  }
  terminate(): void {
    this.isEnded = true;
  }
  answer(data: JacobianAnswer): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

const REQUEST = { part: "spectrum" as const, plan: planExperiment(DEFAULT_CONFIG), inputs: 4, known: 0 };

it("hands out the parts of the answer and ends the worker behind the last", async () => {
  const port = new FakePort();
  const parts: JacobianAnswer[] = [];
  const measuring = jacobianMeasurer(() => port)(
    REQUEST,
    (part) => parts.push(part),
    new AbortController().signal,
  );
  expect(port.asked).toEqual([REQUEST]);
  port.answer({ kind: "progress", done: 0.5 });
  port.answer({ kind: "end" });
  await measuring;
  expect(parts).toEqual([{ kind: "progress", done: 0.5 }]);
  expect(port.isEnded).toBe(true);
});

it("ends the worker when it is no longer wanted, and when it fails", async () => {
  const controller = new AbortController();
  const port = new FakePort();
  const measuring = jacobianMeasurer(() => port)(REQUEST, () => undefined, controller.signal);
  controller.abort(new Error("moved on"));
  await expect(measuring).rejects.toThrow("moved on");
  expect(port.isEnded).toBe(true);
  const failing = new FakePort();
  const failed = jacobianMeasurer(() => failing)(REQUEST, () => undefined, new AbortController().signal);
  failing.dispatchEvent(new Event("error", { cancelable: true }));
  await expect(failed).rejects.toThrow("the worker of the Jacobian has failed");
  expect(failing.isEnded).toBe(true);
});
