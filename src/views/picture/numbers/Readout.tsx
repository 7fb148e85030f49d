/**
 * The row under the charts: the main numbers of the hovered layer, else a hint; all numbers once a layer is
 * selected. A moving pointer changes no height.
 */
import type { ReactNode } from "react";
import { activationById } from "../../../catalog/activations.ts";
import { formatFixed } from "../../../charts/format.ts";
import { useLanguage, useText } from "../../../i18n/text.ts";
import { useAppStore } from "../../../store/store.ts";
import { Button } from "../../../ui/Button.tsx";
import { cx } from "../../../ui/cx.ts";
import { CloseIcon } from "../../../ui/icons.tsx";
import { useOptional } from "../../onDemand.ts";
import { Part } from "../../Part.tsx";
import { networkPart } from "../lazy.ts";
import { numbersPart } from "./lazy.ts";
import type { PictureCells } from "../data/cells.ts";
import { useHover } from "../frame/hover.ts";
import styles from "./Readout.module.css";
import type { PictureTheory } from "../data/pictureTheory.ts";

/** The meaning of arrows and colours among all numbers of a layer. */
function Key({ hasTheory }: { readonly hasTheory: boolean }) {
  const t = useText();
  return (
    <ul className={styles.key}>
      <li className={styles.activation}>→ {t("readout.activation")}</li>
      <li className={styles.gradient}>← {t("readout.gradient")}</li>
      {hasTheory && <li className={styles.theory}>┄ {t("readout.theory")}</li>}
    </ul>
  );
}

/** The two numbers of a layer that the main chart shows. */
function MainNumbers({ cells, layer }: { readonly cells: PictureCells; readonly layer: number }) {
  const t = useText();
  const std = cells.activations[layer]?.stats.std;
  const rms = cells.gradients[layer]?.stats.rms;
  return (
    <ul className={styles.key}>
      {std !== undefined && (
        <li className={styles.activation}>
          → {t("readout.activation")} {t("stat.std")} {formatFixed(std)}
        </li>
      )}
      {rms !== undefined && (
        <li className={styles.gradient}>
          ← {t("readout.gradient")} {t("stat.rms")} {formatFixed(rms)}
        </li>
      )}
    </ul>
  );
}

interface ReadoutProps {
  readonly cells: PictureCells;
  readonly theory: PictureTheory;
  /** Shown while no layer is. */
  readonly facts: ReactNode;
  /** At the end of the title line. */
  readonly actions: ReactNode;
}

export function Readout({ cells, theory, facts, actions }: ReadoutProps) {
  const t = useText();
  const selected = useAppStore((state) => state.view.selectedLayer);
  const changeView = useAppStore((state) => state.changeView);
  const { layer: hovered } = useHover();
  const layerIndex = hovered ?? selected;
  const { layers } = cells.picture.plan;
  const plan = layerIndex === null ? undefined : layers[layerIndex];
  const network = useOptional(networkPart);
  const language = useLanguage();
  const name = network?.layerName(language, layers, layerIndex ?? NaN);
  const title =
    layerIndex === null
      ? t("readout.hint")
      : t("readout.title", { layer: layerIndex + 1 }) + (name ? `: ${name}` : "");
  const isWhole = selected !== null;
  return (
    <section className={cx(styles.readout, isWhole && styles.whole)} aria-label={title}>
      <header className={styles.header}>
        {plan === undefined ? (
          <p className={styles.detail}>{t("readout.hint")}</p>
        ) : (
          <>
            <h2 className={styles.title}>{title}</h2>
            <span className={styles.detail}>
              {t("readout.detail", {
                units: plan.units,
                activation: plan.recorded?.kind ?? t.nameOf(activationById(plan.activation).label),
              })}
            </span>
            {isWhole || layerIndex === null ? (
              <Key hasTheory={theory.lines !== null} />
            ) : (
              <MainNumbers cells={cells} layer={layerIndex} />
            )}
          </>
        )}
        <div className={styles.actions}>
          {actions}
          {isWhole && (
            <Button
              isIcon
              className={styles.close}
              aria-label={t("readout.close")}
              onClick={() => changeView({ selectedLayer: null })}
            >
              <CloseIcon />
            </Button>
          )}
        </div>
      </header>
      {isWhole && layerIndex !== null && plan !== undefined ? (
        <Part of={numbersPart}>
          {({ LayerNumbers }) => <LayerNumbers {...{ cells, layerIndex, theory }} />}
        </Part>
      ) : (
        facts
      )}
    </section>
  );
}
