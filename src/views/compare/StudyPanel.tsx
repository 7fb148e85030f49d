/**
 * The study below the charts: a sweep of one setting or two, order and chaos, what trains, a coordinate
 * check, the Jacobian of the present network, or batch norm by batch size.
 */
import { useAppStore } from "../../store/store.ts";
import { BatchNorm } from "../batch-norm/BatchNorm.tsx";
import { CoordinateCheck } from "../coordinates/CoordinateCheck.tsx";
import { GridSweep } from "../grid/GridSweep.tsx";
import { Jacobian } from "../jacobian/Jacobian.tsx";
import { OrderChaos } from "../plane/OrderChaos.tsx";
import { Trainability } from "../trainability/Trainability.tsx";
import { SweepStrip } from "./SweepStrip.tsx";

export function StudyPanel({ id }: { readonly id: string }) {
  const word = useAppStore((state) => state.view.sweep);
  if (word.startsWith("plane")) return <OrderChaos id={id} />;
  if (word.startsWith("boundary")) return <Trainability id={id} />;
  if (word.startsWith("coord")) return <CoordinateCheck id={id} />;
  if (word.startsWith("jacobian")) return <Jacobian id={id} />;
  if (word.startsWith("bn")) return <BatchNorm id={id} />;
  return word.startsWith("grid") ? <GridSweep id={id} /> : <SweepStrip id={id} />;
}
