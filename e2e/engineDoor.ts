/**
 * Sits between the page and the workers of its engines, so that a test decides how long a run takes, on any
 * machine. It keeps messages back or changes when a run ends. The numbers stay the engine's.
 */
import type { Page } from "@playwright/test";
import type { Reply, Request } from "../src/engine/worker/protocol.ts";

/** The rules that a test sets for every run. */
interface Rules {
  /** Runs show all their layers and never end; only Cancel ends them. */
  readonly isEndless?: boolean;
  /** Runs show nothing before their end, however long they take. */
  readonly isSilent?: boolean;
  /** The time that every run reports, in milliseconds: the page takes the device for a slow one. */
  readonly takesMs?: number;
}

interface Door {
  /** Requests for a run with at least this batch wait. */
  heldBatch: number;
  rules: Rules;
  release(): void;
  waiting(): number;
}

export class EngineDoor {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  /** Call it before the page is opened. @param rules apply from the start */
  static async install(page: Page, rules: Rules = {}): Promise<EngineDoor> {
    await page.addInitScript((initial) => {
      const waiting: { readonly worker: Worker; readonly id: number; readonly post: () => void }[] = [];
      /** Runs whose end has not reached the page yet. */
      const unended = new Set<string>();
      const names = new Map<Worker, string>();
      const nameOf = (worker: Worker, id: number): string => {
        if (!names.has(worker)) names.set(worker, `worker ${names.size}`);
        return `${names.get(worker) ?? ""}, run ${id}`;
      };
      const door: Door = {
        heldBatch: Infinity,
        rules: initial,
        waiting: () => waiting.length,
        release() {
          door.heldBatch = Infinity;
          for (const { post } of waiting.splice(0)) post();
        },
      };
      Object.assign(window, { engineDoor: door });

      const answerCancelled = (worker: Worker, id: number): void => {
        const data: Reply = { kind: "failed", id, code: "cancelled", message: "cancelled by the test" };
        worker.dispatchEvent(new MessageEvent("message", { data }));
      };

      const { prototype } = Worker;
      const postMessage = Object.getOwnPropertyDescriptor(prototype, "postMessage")?.value as (
        message: Request,
        ...rest: unknown[]
      ) => void;
      Object.defineProperty(prototype, "postMessage", {
        configurable: true,
        value(this: Worker, message: Request, ...rest: unknown[]) {
          const post = (): void => postMessage.call(this, message, ...rest);
          if (message.kind === "run" && message.request.plan.batch >= door.heldBatch) {
            waiting.push({ worker: this, id: message.id, post });
            return;
          }
          if (message.kind === "cancel") {
            const { id } = message;
            const held = waiting.findIndex((request) => request.worker === this && request.id === id);
            if (held >= 0) waiting.splice(held, 1);
            if (held >= 0 || unended.delete(nameOf(this, id))) {
              answerCancelled(this, id);
              return;
            }
          }
          post();
        },
      });

      const addEventListener = Reflect.get(EventTarget.prototype, "addEventListener");
      Object.defineProperty(prototype, "addEventListener", {
        configurable: true,
        value(this: Worker, type: string, listener: (event: Event) => void, ...rest: unknown[]) {
          const listen = (listener_: (event: Event) => void): void => {
            Reflect.apply(addEventListener, this, [type, listener_, ...rest]);
          };
          if (type !== "message") {
            listen(listener);
            return;
          }
          listen((event) => {
            const reply = (event as MessageEvent<Reply>).data;
            const { isEndless = false, isSilent = false, takesMs } = door.rules;
            // Statistics travel once: the page must receive each message, even one that it should ignore.
            if (reply.kind === "layers" && isSilent) Object.assign(reply, { id: -1 });
            if (reply.kind === "done" && takesMs !== undefined)
              Object.assign(reply.run.result, { elapsedMs: takesMs });
            if (reply.kind === "done" && isEndless) {
              unended.add(nameOf(this, reply.id));
              Object.assign(reply, { kind: "layers" });
            }
            listener.call(this, event);
          });
        },
      });
    }, rules);
    return new EngineDoor(page);
  }

  /** From now on, runs with at least this batch wait for `release` before they begin. */
  async hold(leastBatch = 1): Promise<void> {
    await this.#page.evaluate((heldBatch) => {
      Object.assign((window as unknown as { engineDoor: Door }).engineDoor, { heldBatch });
    }, leastBatch);
  }

  /** The number of runs that wait. */
  async waiting(): Promise<number> {
    return this.#page.evaluate(() => (window as unknown as { engineDoor: Door }).engineDoor.waiting());
  }

  /** Lets all runs begin. */
  async release(): Promise<void> {
    await this.#page.evaluate(() => (window as unknown as { engineDoor: Door }).engineDoor.release());
  }

  /** From now on, every run follows the new rules. */
  async rule(rules: Rules): Promise<void> {
    await this.#page.evaluate((next) => {
      Object.assign((window as unknown as { engineDoor: Door }).engineDoor, { rules: next });
    }, rules);
  }
}
