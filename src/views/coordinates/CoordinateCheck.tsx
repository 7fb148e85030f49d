/**
 * Studies of width: how the size of each layer follows the width over the first steps (the coordinate check
 * of muP), and which learning rate is the best at each width; standard against muP.
 */
import { useCoordinatesText } from "../../i18n/coordinatesText.ts";
import { useAppStore } from "../../store/store.ts";
import { RadioGroup } from "../../ui/RadioGroup.tsx";
import { StudyHead } from "../compare/StudyHead.tsx";
import study from "../compare/study.module.css";
import { COORDINATE_PARTS, coordinateViewOf, coordinateWord } from "./coordinateView.ts";
import type { CoordinateView } from "./coordinateView.ts";
import { LayerSizes } from "./LayerSizes.tsx";
import { RateValley } from "./RateValley.tsx";

export function CoordinateCheck({ id }: { readonly id: string }) {
  const t = useCoordinatesText();
  const word = useAppStore((state) => state.view.sweep);
  const changeView = useAppStore((state) => state.changeView);
  const view = coordinateViewOf(word);
  const change = (next: Partial<CoordinateView>): void =>
    changeView({ sweep: coordinateWord({ ...view, ...next }) });
  return (
    <section id={id} className={study.panel} aria-label={t("title")}>
      <StudyHead title={t("title")} close={t("close")}>
        <RadioGroup
          variant="bare"
          label={t("part")}
          value={view.part}
          options={COORDINATE_PARTS.map((part) => ({ id: part, label: t(part) }))}
          onChange={(part) => change({ part })}
        />
      </StudyHead>
      {view.part === "sizes" ? (
        <LayerSizes number={view.number} onNumber={(number) => change({ number })} />
      ) : (
        <RateValley />
      )}
    </section>
  );
}
