/** The engine in use, in a line that opens the choice of engines. */
import { useState } from "react";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Part } from "../Part.tsx";
import { enginesPart } from "./lazy.ts";
import styles from "./EngineBadge.module.css";
import { engineName } from "./engineName.ts";
import { reasonCodeOf } from "./engineReason.ts";
import { shownReport } from "./shownReport.ts";

export function EngineBadge() {
  const t = useText();
  const report = useAppStore(shownReport);
  const [isOpen, setIsOpen] = useState(false);
  const hasFailed = useAppStore((state) => state.run.kind === "failed");
  const noName = t(hasFailed ? "engine.missing" : "engine.none");
  const contest = useAppStore((state) => state.contest);
  const reason = report === null ? null : reasonCodeOf(report, contest);
  const named = report === null ? noName : engineName(report, t("engine.reference"));
  const name =
    reason === null ? named : t("engine.named", { engine: named, reason: t(`engine.reason.${reason}`) });
  return (
    <>
      <Button
        className={styles.badge}
        aria-label={t("engine.badge", { engine: name })}
        onClick={() => setIsOpen(true)}
      >
        {name}
      </Button>
      <Dialog
        title={t("engine.title")}
        isOpen={isOpen}
        closeLabel={t("dialog.close")}
        onClose={() => setIsOpen(false)}
      >
        <Part of={enginesPart}>{({ EngineChoices }) => <EngineChoices />}</Part>
      </Dialog>
    </>
  );
}

/** The same below the controls where the engine is an unusual one; any other is in Help. */
export function EngineNotice({ className }: { readonly className: string | undefined }) {
  const hasFailed = useAppStore((state) => state.run.kind === "failed");
  const isUnusual = useAppStore(({ picture }) => {
    const report = picture?.report ?? null;
    const code = report?.reason?.code;
    return report?.engine === "reference" || code === "fallback" || code === "preferred";
  });
  if (!hasFailed && !isUnusual) return null;
  return (
    <div className={className}>
      <EngineBadge />
    </div>
  );
}
