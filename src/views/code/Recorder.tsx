/** The recorder: the Python file that records a training elsewhere, to copy or download, and its use. */
import { useState } from "react";
import { useCodeText } from "../../i18n/codeText.ts";
import { useLanguage } from "../../i18n/text.ts";
import { Button } from "../../ui/Button.tsx";
import { readersPage } from "../readersPage.ts";
import { useServices } from "../services.ts";
import styles from "./CodeContent.module.css";

/** The file beside the page. */
const RECORDER = "initscope.py";

const USAGE = `import initscope

with initscope.record(model, every=10) as r:
    for x, y in batches:
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        r.step(optimizer, loss)  # takes the step of the optimizer
r.save("run.json.gz")`;

export function Recorder() {
  const c = useCodeText();
  const language = useLanguage();
  const { copyText, saveFile } = useServices();
  const [outcome, setOutcome] = useState<"copied" | "notCopied" | "notFetched" | null>(null);
  /** The text of the file is fetched, so that a page from a USB stick says what it cannot do. */
  async function take(give: (text: string) => Promise<void> | void, done: "copied" | null): Promise<void> {
    const response = await fetch(RECORDER).catch(() => null);
    if (response?.ok !== true) {
      setOutcome("notFetched");
      return;
    }
    const text = await response.text();
    try {
      await give(text);
      setOutcome(done);
    } catch {
      setOutcome("notCopied");
    }
  }
  return (
    <details className={styles.recorder}>
      <summary>{c("recorder")}</summary>
      <p className={styles.intro}>
        {c("recorder.intro")} <a href={readersPage("recorder", language)}>{c("recorder.more")}</a>
      </p>
      <pre className={styles.usage} tabIndex={0} role="region" aria-label={c("recorder.usage")}>
        <code lang="en">{USAGE}</code>
      </pre>
      <div className={styles.commands}>
        <Button
          variant="outline"
          onClick={() => void take((text) => saveFile(RECORDER, "text/x-python", text), null)}
        >
          {c("recorder.download")}
        </Button>
        <Button variant="outline" onClick={() => void take(copyText, "copied")}>
          {c("recorder.copy")}
        </Button>
        <output className={styles.outcome}>{outcome !== null && c(outcome)}</output>
      </div>
    </details>
  );
}
