/** Counts of the summary line, from shortened real reports of both runners. */
import { expect, test } from "vitest";
import { playwrightTally, vitestTally } from "./tally.js";

test("counts passed, failed and skipped unit tests, and names them", () => {
  const report = {
    testResults: [
      {
        name: "/home/me/initscope/src/math/sketch.test.ts",
        status: "failed",
        assertionResults: [
          { status: "passed", fullName: "a" },
          {
            status: "failed",
            fullName: "b",
            failureMessages: ["\u001b[31mError: 1 is not 2\u001b[39m\n    at x"],
          },
          { status: "skipped", fullName: "c" },
          { status: "todo", fullName: "d" },
        ],
      },
    ],
  };
  expect(vitestTally(report)).toEqual({
    passed: 1,
    failed: ["src/math/sketch.test.ts: b\n    Error: 1 is not 2"],
    skipped: ["src/math/sketch.test.ts: c", "src/math/sketch.test.ts: d"],
  });
});

test("a unit test file that cannot be loaded is a failure", () => {
  const report = { testResults: [{ name: "/x/scripts/a.test.ts", status: "failed", assertionResults: [] }] };
  expect(vitestTally(report)).toEqual({ passed: 0, failed: ["scripts/a.test.ts"], skipped: [] });
});

test("counts browser tests per project, at any depth, and a flaky one as failed", () => {
  const spec = (title: string, ...statuses: readonly string[]) => ({
    title,
    tests: statuses.map((status, index) => ({
      status,
      projectName: ["default", "webgpu"][index],
      results: [{ error: { message: `Error: it is ${status}` } }],
    })),
  });
  const report = {
    suites: [
      {
        title: "run.spec.ts",
        specs: [spec("opens", "expected", "skipped")],
        suites: [{ title: "a link", specs: [spec("reproduces", "unexpected"), spec("loads", "flaky")] }],
      },
    ],
    errors: [{ message: "no tests found\nin e2e" }],
  };
  expect(playwrightTally(report)).toEqual({
    passed: 1,
    failed: [
      "[default] run.spec.ts > a link > reproduces\n    Error: it is unexpected",
      "[default] run.spec.ts > a link > loads\n    Error: it is flaky",
      "no tests found",
    ],
    skipped: ["[webgpu] run.spec.ts > opens"],
  });
});
