/** A script of an experiment as text: a Python file, or a notebook. */
import { frameworkById } from "../../catalog/frameworks.ts";
import type { FrameworkId } from "../../catalog/frameworks.ts";
import type { Cell, CodeSource, Script, TrainingPart, WrittenScript } from "./codeSource.ts";
import { Unwritable } from "./codeSource.ts";
import { jaxCells } from "./jaxCode.ts";
import { kerasCells } from "./kerasCode.ts";
import { numpyCells } from "./numpyCode.ts";
import { pytorchCells } from "./pytorchCode.ts";
import { missingPart } from "./trainingCode.ts";

/** Widths as one word: `100`, or `2, 64, 64, 3`. */
function sizes({ plan: { layers, inputUnits } }: CodeSource): string {
  const widths = [inputUnits, ...layers.map(({ units }) => units)];
  const isEven = widths.every((width) => width === inputUnits);
  return isEven ? `${layers.length} layers of ${inputUnits} units` : `${layers.length} layers`;
}

/** What the script is, for its first lines. */
function introduction(source: CodeSource, framework: FrameworkId): readonly string[] {
  const { plan, link, appVersion, engine } = source;
  return [
    `Initscope in ${frameworkById(framework).label}: ${sizes(source)}, ${plan.batch} inputs, seed ${plan.seed}.`,
    "",
    "The experiment of this link, with the same weights and inputs bit for bit. Behind each line stands the",
    `std that the page has measured (Initscope ${appVersion}, ${engine}); at the end the script compares.`,
    "",
    // A quote or a backslash would end the text that the link stands in.
    link.replaceAll("\\", "%5C").replaceAll('"', "%22"),
  ];
}

function cellsOf(source: CodeSource, framework: FrameworkId): readonly Cell[] {
  switch (framework) {
    case "numpy":
      return numpyCells(source);
    case "pytorch":
      return pytorchCells(source);
    case "keras":
      return kerasCells(source);
    case "jax":
      return jaxCells(source);
    default:
      return framework satisfies never;
  }
}

/** The training that a script can have. */
function writable(source: CodeSource): { readonly own: CodeSource; readonly part: TrainingPart } {
  const { training } = source;
  if (training === null) return { own: source, part: "none" };
  const missing = typeof training === "string" ? training : missingPart(training.training);
  if (typeof training === "string" || missing !== null)
    return { own: { ...source, training: null }, part: { missing: missing ?? "" } };
  return { own: source, part: training.losses.length === 0 ? "untrained" : "compared" };
}

/** Writes an experiment as a program, or says why it does not. */
export function writeScript(source: CodeSource, framework: FrameworkId): Script {
  try {
    const { own, part } = writable(source);
    const lacks =
      typeof part === "string" ? [] : ["", `The training is left out: no script has ${part.missing} yet.`];
    return {
      kind: "script",
      cells: cellsOf(own, framework),
      intro: [...introduction(source, framework), ...lacks],
      training: part,
    };
  } catch (error) {
    if (error instanceof Unwritable) return { kind: "refused", what: error.what };
    throw error;
  }
}

/** The text of a Python file; its cells are marked as editors know them. */
export function pythonFile({ intro, cells }: WrittenScript): string {
  const marked = cells.map(({ title, code }) => `# %% ${title}\n${code}`);
  return `"""${intro.join("\n")}\n"""\n\n${marked.join("\n\n\n")}\n`;
}

/** Jupyter's lines: each keeps its end but the last. */
const linesOf = (text: string): readonly string[] => text.split(/(?<=\n)/).filter((line) => line !== "");

/** The text of a notebook (nbformat 4.5). */
export function notebookFile({ intro, cells }: WrittenScript): string {
  const [title = "", ...rest] = intro;
  const markdown = (id: string, text: string) => ({
    cell_type: "markdown",
    id,
    metadata: {},
    source: linesOf(text),
  });
  const notebook = {
    cells: [
      markdown("intro", [`# ${title}`, ...rest].join("\n")),
      ...cells.flatMap((cell, index) => [
        markdown(`title-${index + 1}`, `## ${cell.title}`),
        {
          cell_type: "code",
          execution_count: null,
          id: `code-${index + 1}`,
          metadata: {},
          outputs: [],
          source: linesOf(cell.code),
        },
      ]),
    ],
    metadata: {
      kernelspec: { display_name: "Python 3", language: "python", name: "python3" },
      language_info: { name: "python" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}
