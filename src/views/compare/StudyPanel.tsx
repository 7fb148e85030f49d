/** The study of many networks below the charts: the sweep, or the plane of order and chaos. */
import { useAppStore } from "../../store/store.ts";
import { OrderChaos } from "../plane/OrderChaos.tsx";
import { SweepStrip } from "./SweepStrip.tsx";

export function StudyPanel({ id }: { readonly id: string }) {
  const isPlane = useAppStore((state) => state.view.sweep.startsWith("plane"));
  return isPlane ? <OrderChaos id={id} /> : <SweepStrip id={id} />;
}
