/** Saves the weights of the present network, as they are drawn, as safetensors. */
import { useState } from "react";
import { planExperiment } from "../../experiment/plan.ts";
import { useText } from "../../i18n/text.ts";
import { useWeightsText } from "../../i18n/weightsText.ts";
import { useAppStore, useBackground } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { fileName } from "../export/fileName.ts";
import { useServices } from "../services.ts";
import { networkFile } from "./networkFile.ts";
import styles from "./WeightsContent.module.css";

const pause = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));

export function SaveWeights() {
  const t = useWeightsText();
  const page = useText();
  const config = useAppStore((state) => state.config);
  const background = useBackground();
  const { saveFile, currentLink } = useServices();
  const [state, setState] = useState<"idle" | "drawing" | "failed">("idle");
  function save(): void {
    setState("drawing");
    const plan = planExperiment(config);
    const { signal } = new AbortController();
    const captured = async (layerIndex: number) =>
      (await background.capture(plan, layerIndex, { priority: "high", signal })).weight;
    networkFile(plan, currentLink(), captured, pause).then(
      (blob) => {
        saveFile(`${fileName(config, page)}.safetensors`, "application/octet-stream", blob);
        setState("idle");
      },
      () => setState("failed"),
    );
  }
  return (
    <div className={styles.file}>
      <Button variant="outline" disabled={state === "drawing"} onClick={save}>
        {t("save")}
      </Button>
      <span role="status" className={styles.note}>
        {state === "idle" && t("save.about")}
        {state === "drawing" && t("save.drawing")}
        {state === "failed" && t("save.failed")}
      </span>
    </div>
  );
}
