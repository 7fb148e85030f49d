/** A pasted model of PyTorch or Keras becomes the network, or the place that is not understood is shown. */
import { useId, useRef, useState } from "react";
import { useWeightsText } from "../../i18n/weightsText.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { isFault, readPasted } from "./pasted/pastedConfig.ts";
import type { PasteFault } from "./pasted/pastedConfig.ts";
import styles from "./WeightsContent.module.css";

const EXAMPLE = "nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))";

export function PasteModel({ onDone }: { readonly onDone: () => void }) {
  const t = useWeightsText();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const changeConfig = useAppStore((state) => state.changeConfig);
  const [isOpen, setOpen] = useState(false);
  const [fault, setFault] = useState<PasteFault | null>(null);
  function setUp(): void {
    const found = readPasted(area.current?.value ?? "");
    if (!isFault(found)) {
      changeConfig(found);
      onDone();
      return;
    }
    setFault(found);
    area.current?.focus();
    area.current?.setSelectionRange(found.at, found.at + found.text.length);
  }
  if (!isOpen)
    return (
      <p>
        <Button variant="outline" onClick={() => setOpen(true)}>
          {t("paste.open")}
        </Button>
      </p>
    );
  return (
    <div className={styles.paste}>
      <label htmlFor={id}>{t("paste.label")}</label>
      <textarea
        ref={area}
        id={id}
        rows={8}
        spellCheck={false}
        placeholder={EXAMPLE}
        aria-invalid={fault !== null}
        aria-describedby={`${id}fault`}
        onChange={() => setFault(null)}
      />
      <p id={`${id}fault`} role="alert" className={styles.alert}>
        {fault !== null &&
          t(`paste.${fault.kind}`, { line: fault.line, column: fault.column, text: fault.text })}
      </p>
      <p>
        <Button variant="solid" onClick={setUp}>
          {t("paste.set")}
        </Button>
      </p>
    </div>
  );
}
