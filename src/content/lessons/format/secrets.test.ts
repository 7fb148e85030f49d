/** What each step of the lessons keeps to itself, before its reveal and after it. */
import { describe, expect, it } from "vitest";
import { lessons } from "../lessons.ts";
import { numbersIn } from "./numbers.ts";
import { linksOf } from "./lesson.ts";
import { askedBy, secretsOf } from "./secrets.ts";

const steps = lessons.flatMap((lesson) =>
  lesson.steps.map((step, index) => ({ name: `${lesson.id} ${index + 1}`, lesson, step, index })),
);
const never = (): boolean => false;

/** Numbers that tell how the gradients run. */
const BACKWARD = /gradient|backward|delta/;

describe.each(steps)("$name", ({ lesson, step, index }) => {
  it("hides what it asks for until its reveal, and shows it then", () => {
    const before = secretsOf(lesson.steps, index, never);
    const after = secretsOf(lesson.steps, index, (at) => at === index);
    for (const direction of askedBy(step)) {
      expect(before).toContain(direction);
      expect(after).not.toContain(direction);
    }
  });

  it("keeps what a later step asks of the same experiment", () => {
    const before = secretsOf(lesson.steps, index, never);
    const after = secretsOf(lesson.steps, index, (at) => at === index);
    for (const later of lesson.steps.slice(index + 1)) {
      if (!linksOf(later).includes(step.link)) continue;
      for (const direction of askedBy(later)) {
        if (!askedBy(step).includes(direction) && step.shows !== direction)
          expect(after).toContain(direction);
      }
    }
    for (const direction of after) expect(before).toContain(direction);
    // Once everything is revealed, everything is in sight.
    expect(secretsOf(lesson.steps, index, () => true)).toEqual([]);
  });

  it("names no number of the gradients in its explanation while they are a secret", () => {
    const isSecret = secretsOf(lesson.steps, index, (at) => at === index).includes("backward");
    const told = numbersIn(step.explanation.en).filter((name) => BACKWARD.test(name));
    expect(isSecret ? told : []).toEqual([]);
  });
});

it("the reveals that keep a secret are known", () => {
  const kept = steps.flatMap(({ name, lesson, index }) => {
    const secrets = secretsOf(lesson.steps, index, (at) => at === index);
    return secrets.length === 0 ? [] : [`${name}: ${secrets.join()}`];
  });
  expect(kept).toEqual([
    "small_large 1: backward",
    "small_large 2: backward",
    "xavier_he_30 1: backward",
    "saturation_dead 1: backward",
  ]);
});
