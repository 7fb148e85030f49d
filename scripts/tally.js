/** Counts of a test run, read from the JSON reports of the two runners. */

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {string[]} failed names, each with its reason where the report has one
 * @property {string[]} skipped names
 */

/** An object within a JSON report. @param {unknown} value @returns {Readonly<Record<string, unknown>>} */
function record(value) {
  return typeof value === "object" && value !== null ? /** @type {Record<string, unknown>} */ (value) : {};
}

/** @param {unknown} value @returns {readonly unknown[]} */
function list(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {unknown} value */
function text(value) {
  return typeof value === "string" ? value : "";
}

/** Terminal colours, and what the longest reason may have. */
const COLOUR = new RegExp(`${String.fromCodePoint(27)}\\[[\\d;]*m`, "g");
const REASON_CHARACTERS = 300;

/** The lines of a message that say what was wrong, indented below a test's name. @param {string} message */
function reason(message) {
  const lines = message
    .replaceAll(COLOUR, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("at "));
  const short = lines.slice(0, 4).join(" | ").slice(0, REASON_CHARACTERS);
  return short === "" ? "" : `\n    ${short}`;
}

/**
 * Vitest's `json` reporter, in Jest's format. A file that could not be loaded has no tests and counts as one
 * failure.
 * @param {unknown} report
 * @returns {Tally}
 */
export function vitestTally(report) {
  /** @type {Tally} */
  const tally = { passed: 0, failed: [], skipped: [] };
  for (const file of list(record(report)["testResults"]).map(record)) {
    const tests = list(file["assertionResults"]).map(record);
    const fileName = text(file["name"]).replace(/^.*?\/((?:src|scripts)\/)/, "$1");
    for (const test of tests) {
      const name = `${fileName}: ${text(test["fullName"])}`;
      if (test["status"] === "passed") tally.passed += 1;
      else if (test["status"] === "failed")
        tally.failed.push(name + reason(text(list(test["failureMessages"])[0])));
      else tally.skipped.push(name);
    }
    if (file["status"] === "failed" && !tests.some((test) => test["status"] === "failed"))
      tally.failed.push(fileName);
  }
  return tally;
}

/**
 * Playwright's `json` reporter: suites within suites, one spec per title and project.
 * @param {unknown} report
 * @returns {Tally}
 */
export function playwrightTally(report) {
  /** @type {Tally} */
  const tally = { passed: 0, failed: [], skipped: [] };
  /** @param {unknown} value @param {readonly string[]} titles */
  function visit(value, titles) {
    const suite = record(value);
    for (const spec of list(suite["specs"]).map(record)) {
      for (const test of list(spec["tests"]).map(record)) {
        const name = `[${text(test["projectName"])}] ${[...titles, text(spec["title"])].join(" > ")}`;
        if (test["status"] === "expected") tally.passed += 1;
        else if (test["status"] === "skipped") tally.skipped.push(name);
        else {
          const last = record(record(list(test["results"]).at(-1))["error"]);
          tally.failed.push(name + reason(text(last["message"])));
        }
      }
    }
    for (const inner of list(suite["suites"])) visit(inner, [...titles, text(record(inner)["title"])]);
  }
  visit(report, []);
  for (const error of list(record(report)["errors"]))
    tally.failed.push(text(record(error)["message"]).split("\n")[0] ?? "");
  return tally;
}
