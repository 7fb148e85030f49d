/** The study of many networks below the charts: a sweep of one setting or two, or order and chaos. */
import { useAppStore } from "../../store/store.ts";
import { GridSweep } from "../grid/GridSweep.tsx";
import { OrderChaos } from "../plane/OrderChaos.tsx";
import { SweepStrip } from "./SweepStrip.tsx";

export function StudyPanel({ id }: { readonly id: string }) {
  const word = useAppStore((state) => state.view.sweep);
  if (word.startsWith("plane")) return <OrderChaos id={id} />;
  return word.startsWith("grid") ? <GridSweep id={id} /> : <SweepStrip id={id} />;
}
