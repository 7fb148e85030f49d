/** The numbers of the hovered layer, else of the selected one, else of the whole network. */
import type { ReactNode } from "react";
import { activationById } from "../../../catalog/activations.ts";
import { useText } from "../../../i18n/text.ts";
import { useAppStore } from "../../../store/store.ts";
import { Button } from "../../../ui/Button.tsx";
import { CloseIcon } from "../../../ui/icons.tsx";
import { Part } from "../../Part.tsx";
import { numbersPart } from "./lazy.ts";
import type { PictureCells } from "../data/cells.ts";
import { useHover } from "../frame/hover.ts";
import styles from "./Readout.module.css";
import type { PictureTheory } from "../data/pictureTheory.ts";

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
  const plan = layerIndex === null ? undefined : cells.picture.plan.layers[layerIndex];
  const title = layerIndex === null ? t("readout.hint") : t("readout.title", { layer: layerIndex + 1 });
  return (
    <section className={styles.readout} aria-label={title}>
      <header className={styles.header}>
        {plan === undefined ? (
          <p className={styles.detail}>{t("readout.hint")}</p>
        ) : (
          <>
            <h2 className={styles.title}>{title}</h2>
            <span className={styles.detail}>
              {t("readout.detail", {
                units: plan.units,
                activation: t.nameOf(activationById(plan.activation).label),
              })}
            </span>
            <ul className={styles.key}>
              <li className={styles.activation}>→ {t("readout.activation")}</li>
              <li className={styles.gradient}>← {t("readout.gradient")}</li>
              {theory.lines !== null && <li className={styles.theory}>┄ {t("readout.theory")}</li>}
            </ul>
          </>
        )}
        <div className={styles.actions}>
          {actions}
          {selected !== null && (
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
      {layerIndex !== null && plan !== undefined ? (
        <Part of={numbersPart}>
          {({ LayerNumbers }) => <LayerNumbers {...{ cells, layerIndex, theory }} />}
        </Part>
      ) : (
        facts
      )}
    </section>
  );
}
