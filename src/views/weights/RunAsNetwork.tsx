/** Offers to run the MLP that a file holds. */
import { useMemo, useState } from "react";
import { normalizations } from "../../catalog/normalizations.ts";
import type { NormalizationId } from "../../catalog/normalizations.ts";
import { formatInteger, useLanguage, useText } from "../../i18n/text.ts";
import { useWeightsText } from "../../i18n/weightsText.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { Select } from "../../ui/Select.tsx";
import type { Listing } from "../../weights/audit.ts";
import { faultOf } from "../../weights/files/fault.ts";
import type { WeightFault } from "../../weights/files/fault.ts";
import type { Layout } from "../../weights/judge/fans.ts";
import { findNetworks } from "../../weights/network/findNetworks.ts";
import type { FoundNetwork } from "../../weights/network/findNetworks.ts";
import { readNetwork } from "../../weights/network/readNetwork.ts";
import { faultText } from "./auditWords.ts";
import { networkConfig, obstacleOf, sizesText } from "./networkConfig.ts";
import styles from "./WeightsContent.module.css";

interface RunAsNetworkProps {
  readonly listing: Listing;
  readonly layout: Layout;
  readonly file: File;
  readonly onDone: () => void;
}

export function RunAsNetwork({ listing, layout, file, onDone }: RunAsNetworkProps) {
  const t = useWeightsText();
  const networks = useMemo(() => findNetworks(listing.tensors, layout), [listing, layout]);
  const [chosen, setChosen] = useState("");
  const network = networks.find(({ prefix }) => prefix === chosen) ?? networks[0];
  if (network === undefined) return null;
  return (
    <div className={styles.network}>
      {networks.length > 1 && (
        <Select
          label={t("network.which")}
          value={network.prefix}
          options={networks.map(({ prefix }) => ({
            id: prefix,
            label: prefix === "" ? t("network.whole") : prefix,
          }))}
          onChange={setChosen}
        />
      )}
      <Offer key={network.prefix} {...{ network, file, onDone }} />
    </div>
  );
}

const labelOf = (id: NormalizationId): string => normalizations.find((entry) => entry.id === id)?.label ?? id;

interface OfferProps extends Pick<RunAsNetworkProps, "file" | "onDone"> {
  readonly network: FoundNetwork;
}

function Offer({ network, file, onDone }: OfferProps) {
  const t = useWeightsText();
  const page = useText();
  const language = useLanguage();
  const changeConfig = useAppStore((state) => state.changeConfig);
  const [state, setState] = useState<"idle" | "reading" | WeightFault>("idle");
  const { layers, norms } = network;
  const obstacle = obstacleOf(network);
  const extras = [
    layers.some(({ bias }) => bias !== null) ? t("network.biases") : "",
    norms === null ? "" : t("network.norm", { norm: page.nameOf(labelOf(norms.kind)) }),
  ].join("");
  function run(): void {
    setState("reading");
    readNetwork({ blob: file, name: file.name }, network, new AbortController().signal).then(
      (given) => {
        changeConfig(networkConfig(network, given));
        setState("idle");
        onDone();
      },
      (error: unknown) => setState(faultOf(error)),
    );
  }
  return (
    <>
      <p>{t("network.found", { sizes: sizesText(layers), extras })}</p>
      {obstacle === null ? (
        <Button variant="solid" disabled={state === "reading"} onClick={run}>
          {t("network.run")}
        </Button>
      ) : (
        <p className={styles.note}>
          {t(`network.${obstacle.kind}`, {
            count: formatInteger(language, obstacle.count),
            most: formatInteger(language, obstacle.most),
          })}
        </p>
      )}
      {state === "reading" && (
        <p role="status" className={styles.note}>
          {t("network.reading")}
        </p>
      )}
      {typeof state === "object" && (
        <p role="alert" className={styles.alert}>
          {faultText(t, state)}
        </p>
      )}
    </>
  );
}
