/** The numbers of one layer: of the one pointed at, else of the selected one. Every name explains itself on request. */
import type { ReactNode } from "react";
import { activationById } from "../../catalog/activations.ts";
import { useText } from "../../i18n/text.ts";
import { useAppStore } from "../../store/store.ts";
import { Button } from "../../ui/Button.tsx";
import { CloseIcon } from "../../ui/icons.tsx";
import type { PictureCells } from "./cells.ts";
import { useHover } from "./hover.ts";
import styles from "./Readout.module.css";
import { layerStatistics } from "./statistics.ts";

function LayerFigures({ cells, layerIndex }: { readonly cells: PictureCells; readonly layerIndex: number }) {
  const t = useText();
  return (
    <dl className={styles.list}>
      {layerStatistics(cells, layerIndex).map(({ id, activation, gradient }) => (
        <div key={id} className={styles.item}>
          <dt title={t(`stat.${id}.title`)}>{t(`stat.${id}`)}</dt>
          <dd className={styles.forward}>
            <span className="visuallyHidden">{t("readout.activation")} </span>
            {activation}
          </dd>
          {gradient !== null && (
            <dd className={styles.backward}>
              <span className="visuallyHidden">{t("readout.gradient")} </span>
              {gradient}
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

interface ReadoutProps {
  readonly cells: PictureCells;
  /** At the end of the title line. */
  readonly actions: ReactNode;
}

export function Readout({ cells, actions }: ReadoutProps) {
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
              {t("readout.detail", { units: plan.units, activation: activationById(plan.activation).label })}
            </span>
            <ul className={styles.key}>
              <li className={styles.forward}>→ {t("readout.activation")}</li>
              <li className={styles.backward}>← {t("readout.gradient")}</li>
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
      {layerIndex !== null && plan !== undefined && <LayerFigures cells={cells} layerIndex={layerIndex} />}
    </section>
  );
}
