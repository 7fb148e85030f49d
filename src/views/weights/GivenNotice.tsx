/** Says what a network lacks that takes its weights from a file: the file itself, or layers of its sizes. */
import { useRef, useState } from "react";
import { useWeightsText } from "../../i18n/weightsText.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { faultOf } from "../../weights/files/fault.ts";
import type { WeightFault } from "../../weights/files/fault.ts";
import { openWeights } from "../../weights/files/openWeights.ts";
import { guessLayout } from "../../weights/judge/fans.ts";
import { findNetworks } from "../../weights/network/findNetworks.ts";
import { readNetwork } from "../../weights/network/readNetwork.ts";
import notice from "../status/Notices.module.css";
import { faultText } from "./auditWords.ts";
import { fits, lacksValues, networkConfig, obstacleOf, sizesOf, sizesText } from "./networkConfig.ts";

type Failure = { readonly name: string; readonly fault: WeightFault | null } | null;

function useOpening() {
  const config = useAppStore((state) => state.config);
  const changeConfig = useAppStore((state) => state.changeConfig);
  const [failure, setFailure] = useState<Failure>(null);
  async function open(file: File): Promise<void> {
    const { name } = file;
    const { tensors } = await openWeights(file, name);
    const listed = tensors.map(({ dtypeName, ...tensor }) => ({ ...tensor, dtype: dtypeName }));
    const networks = findNetworks(listed, guessLayout(listed)).filter((found) => obstacleOf(found) === null);
    const same = networks.find(({ layers }) => fits(config, layers));
    const network = same ?? networks[0];
    if (network === undefined) {
      setFailure({ name, fault: null });
      return;
    }
    const given = await readNetwork({ blob: file, name }, network, new AbortController().signal);
    // A file of the network's own sizes changes nothing else of it.
    changeConfig(same === undefined ? networkConfig(network, given) : { given });
  }
  return {
    config,
    changeConfig,
    failure,
    open(file: File): void {
      setFailure(null);
      open(file).catch((error: unknown) => setFailure({ name: file.name, fault: faultOf(error) }));
    },
  };
}

export function GivenNotice() {
  const t = useWeightsText();
  const input = useRef<HTMLInputElement>(null);
  const { config, changeConfig, failure, open } = useOpening();
  const { given } = config;
  if (!lacksValues(config)) return null;
  return (
    <section className={notice.notice} aria-label={t("given.title")}>
      <div>
        <output>
          {given === null
            ? t("given.missing")
            : t("given.unfit", { name: given.name, sizes: sizesText(given.layers) })}
        </output>
        {failure !== null && (
          <p role="alert">
            {failure.fault === null
              ? t("given.none", { name: failure.name })
              : `${failure.name}: ${faultText(t, failure.fault)}`}
          </p>
        )}
      </div>
      <input
        ref={input}
        type="file"
        hidden
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          // The same file may be chosen again.
          currentTarget.value = "";
          if (file !== undefined) open(file);
        }}
      />
      {given === null ? (
        <Button variant="outline" onClick={() => input.current?.click()}>
          {t("given.open")}
        </Button>
      ) : (
        <Button variant="outline" onClick={() => changeConfig(sizesOf(given.layers))}>
          {t("given.sizes")}
        </Button>
      )}
    </section>
  );
}
