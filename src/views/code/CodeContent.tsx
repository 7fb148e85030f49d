/** The experiment as a program: a framework of choice, to read, copy and download. */
import { useEffect, useId, useMemo, useState } from "react";
import { frameworkById, frameworks } from "../../catalog/frameworks.ts";
import type { FrameworkId } from "../../catalog/frameworks.ts";
import { useCodeText } from "../../i18n/codeText.ts";
import { Button } from "../../ui/Button.tsx";
import { Tabs } from "../../ui/Tabs.tsx";
import { fileName } from "../export/fileName.ts";
import { Part } from "../Part.tsx";
import { useServices } from "../services.ts";
import type { SheetSource } from "../services.ts";
import { useVerdict } from "../verdict/useVerdict.tsx";
import styles from "./CodeContent.module.css";
import type { CodeLibrary } from "./codeLibrary.ts";
import { Recorder } from "./Recorder.tsx";
import { highlight } from "./highlight.ts";

/** A program with its inks. */
function Listing({ label, source }: { readonly label: string; readonly source: string }) {
  const parts = useMemo(() => highlight(source), [source]);
  return (
    <pre className={styles.listing} tabIndex={0} role="region" aria-label={label}>
      <code lang="en">
        {parts.map(({ kind, text }, index) =>
          kind === "plain" ? (
            text
          ) : (
            // Parts have no other name than their place, and never move.
            <span key={index} className={styles[kind]}>
              {text}
            </span>
          ),
        )}
      </code>
    </pre>
  );
}

interface WrittenProps {
  readonly library: CodeLibrary;
  readonly source: SheetSource;
  readonly framework: FrameworkId;
}

/** What was done last, of the program that is shown. */
interface Outcome {
  readonly of: string;
  readonly is: "copied" | "notCopied";
}

/** What each fix of the verdict changes in the program. */
function Fixes({ library, source, framework }: WrittenProps) {
  const c = useCodeText();
  const { copyText } = useServices();
  const verdict = useVerdict();
  const written = useMemo(
    () =>
      (verdict === null || verdict === "failed" || verdict.isStale ? [] : verdict.fixes).map(
        ({ name, patch }) => ({ name, lines: library.writeFix(source.picture, patch, framework) }),
      ),
    [verdict, library, source, framework],
  );
  return written.map(
    ({ name, lines }) =>
      lines !== null &&
      lines !== "" && (
        <details key={name} className={styles.recorder}>
          <summary>{c("fix", { name })}</summary>
          <pre className={styles.usage} tabIndex={0} role="region" aria-label={c("fix", { name })}>
            <code lang="en">{lines}</code>
          </pre>
          <Button variant="outline" onClick={() => void copyText(lines).catch(() => undefined)}>
            {c("fix.copy")}
          </Button>
        </details>
      ),
  );
}

function Written({ library, source, framework }: WrittenProps) {
  const c = useCodeText();
  const { copyText, saveFile } = useServices();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const written = useMemo(() => library.writeCode(source, framework), [library, source, framework]);
  const { packages, python } = frameworkById(framework);
  if (written.kind === "refused") {
    return (
      <p role="alert" className={styles.refused}>
        {c("refused", { what: written.what })}
      </p>
    );
  }
  const { script, notebook, training } = written;
  const name = `${fileName(source.picture.config, source.text.t)}-${framework}`;
  return (
    <>
      <div className={styles.commands}>
        <Button
          variant="solid"
          onClick={() => {
            copyText(script).then(
              () => setOutcome({ of: script, is: "copied" }),
              () => setOutcome({ of: script, is: "notCopied" }),
            );
          }}
        >
          {c("copy")}
        </Button>
        <Button variant="outline" onClick={() => saveFile(`${name}.py`, "text/x-python", script)}>
          {c("python")}
        </Button>
        <Button
          variant="outline"
          onClick={() => saveFile(`${name}.ipynb`, "application/x-ipynb+json", notebook)}
        >
          {c("notebook")}
        </Button>
        <output className={styles.outcome}>
          {outcome?.of === script ? c(outcome.is) : c("needs", { packages, python })}
        </output>
      </div>
      {training !== "none" && (
        <p className={styles.intro}>
          {typeof training === "string"
            ? c(`training.${training}`)
            : c("training.missing", { what: training.missing })}
        </p>
      )}
      <Listing label={c("code")} source={script} />
      <Fixes library={library} source={source} framework={framework} />
    </>
  );
}

export function CodeContent() {
  const c = useCodeText();
  const { settledSheet, code } = useServices();
  const [framework, setFramework] = useState<FrameworkId>("numpy");
  // Undefined while the source is awaited. Later runs do not change the code that is being read.
  const [source, setSource] = useState<SheetSource | null>();
  const [hasFailed, setHasFailed] = useState(false);
  const panelId = useId();
  useEffect(() => {
    settledSheet(() => undefined).then(setSource, () => setHasFailed(true));
  }, [settledSheet]);
  if (hasFailed) return <p role="alert">{c("failed")}</p>;
  if (source === undefined) return <p role="status">{c("waiting")}</p>;
  if (source === null) return <p role="alert">{c("nothing")}</p>;
  return (
    <>
      <p className={styles.intro}>{c("intro")}</p>
      <Tabs
        label={c("frameworks")}
        chosen={framework}
        tabs={frameworks}
        panelId={panelId}
        onChange={setFramework}
      />
      <div id={panelId} role="tabpanel" aria-label={frameworkById(framework).label}>
        <Part of={code}>
          {(library) => <Written library={library} source={source} framework={framework} />}
        </Part>
      </div>
      <Recorder />
    </>
  );
}
