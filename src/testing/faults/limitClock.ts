/** Limits without waiting: timers of a second and more are held, and fire only when a test lets them pass. */

export interface LimitClock {
  /** Lets the limits pass again and again until a promise has settled. */
  readonly passUntil: (settled: Promise<unknown>) => Promise<void>;
  /** Gives the timers back to the platform. */
  readonly restore: () => void;
}

/** Timers from this length on are limits. */
const LIMIT_MS = 1000;

/** Replaces `setTimeout` and `clearTimeout` of this thread. */
export function holdLimits(): LimitClock {
  const { setTimeout: start, clearTimeout: stop } = globalThis;
  const held = new Map<object, () => void>();
  const startHeld = (callback: () => void, ms = 0): object => {
    if (ms < LIMIT_MS) return start(callback, ms);
    const timer = {};
    held.set(timer, callback);
    return timer;
  };
  const stopHeld = (timer: object | undefined): void => {
    if (timer !== undefined && !held.delete(timer)) stop(timer as ReturnType<typeof setTimeout>);
  };
  Object.assign(globalThis, { setTimeout: startHeld, clearTimeout: stopHeld });
  return {
    async passUntil(settled) {
      let isOver = false;
      const end = (): void => {
        isOver = true;
      };
      settled.then(end, end);
      for (;;) {
        // What is on its way arrives first.
        for (let task = 0; task < 20; task++) await new Promise<void>((resolve) => void start(resolve, 0));
        // The test's own promise sets the flag meanwhile.
        if (isOver as boolean) return;
        const due = [...held.values()];
        held.clear();
        for (const fire of due) fire();
      }
    },
    restore() {
      Object.assign(globalThis, { setTimeout: start, clearTimeout: stop });
    },
  };
}
