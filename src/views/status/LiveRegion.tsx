/** Announces a finished run to screen readers: politely, and only once changes have stopped. */
import { useEffect, useState } from "react";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";

/** A drag gives many pictures; only the last one is announced. */
const QUIET_MS = 700;

export function LiveRegion({ verdict }: { readonly verdict: string }) {
  const t = useText();
  const isDone = useAppStore((state) => state.run.kind === "done");
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    if (!isDone || verdict === "") return;
    const timer = setTimeout(() => setSpoken(t("run.done", { verdict })), QUIET_MS);
    return () => clearTimeout(timer);
  }, [isDone, verdict, t]);
  return (
    <output className="visuallyHidden" aria-live="polite">
      {/* What was said of an experiment must not stay where its result is concealed again. */}
      {verdict !== "" && spoken}
    </output>
  );
}
